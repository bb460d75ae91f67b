import { createAppRegistrations, many, webhookUrlOf } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { type ExitCode, exitCodes } from '../command-line/exit-codes';
import { CommandError, describeFailure } from '../command-line/failures';
import { openLedger } from '../deliveries/open-ledger';
import { hostOfApp } from '../deployments/app-host';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';
import { refresh } from '../installations/refresh';
import { adoptKeys } from '../keys/adopt-keys';
import { updateWebhookConfig } from '../webhook-settings/update-webhook-config';

export interface RecoverRequest {
  readonly app: AppReference;
  readonly table?: string;
  readonly ledger?: string;
  /** App table that a deployment before has left, or that was restored: the row of the App is taken from there, where it has none here. */
  readonly fromTable?: string;
  /** Whether keys of the deployment before may be taken without a question. */
  readonly consent: 'given' | 'ask';
}

interface Step {
  readonly what: string;
  readonly outcome: 'done' | 'failed' | 'not tried';
  /** What it came to, or why it failed. */
  readonly told: string;
}

/** What no command brings back, and what people do about it. */
const lost = [
  'Sign-ins of people: the bot asks each of them again when a handler next acts as they.',
  'The archive and the ledger of the deployment before, unless its bucket and tables were kept or restored: no delivery of then can be replayed.',
  'Deliveries that came while there was no endpoint: GitHub lists them for 3 days; send those that matter again at the App’s settings, under Advanced.',
  'Integrations of users: each of them goes through a new link of integrations link, where the App is installed still as well.',
  'Triggers and schedules of installations: whoever put them puts them again.',
  'Approvals, given and asked for: those of commits of forks, and those that steps waited for, are asked for anew.',
  'Jobs that ran, with the check runs that they left open: run them again from the pull request.',
  'Client secrets, where Secrets Manager had them: make another at the App’s settings and put it into the secret of the new stack.',
] as const;

/** What fills by itself. */
const returning = [
  'Installations: just now, and every half hour.',
  'Cached tokens, leases and rate limits: as they are needed.',
  'Ceilings of callers: with the stacks that grant them.',
] as const;

/**
 * Connects an App to a deployment that was made anew, or whose tables were restored: its key belongs to this deployment, its webhook comes here
 * under this deployment's secret, its installations are known. Each step says what it came to; one that fails keeps no other from its turn,
 * except that nothing can be asked of GitHub without a key. Run again, it does what is left.
 */
export async function recoverDeployment(request: RecoverRequest, context: CommandContext): Promise<CommandResult> {
  const { consent, ledger, fromTable } = request;
  const appId = await appIdOf(request.app, request.table);
  const { tagging, lambda, dynamoDb } = createAwsClients();
  const table = request.table ?? (await createDirectory({ tagging, lambda }).theAppTable({ option: '--table' }));
  const { records } = await openLedger({ ledger });
  const operations = await records.operations();
  const { webhookSecretArn } = operations;
  const webhookUrl = webhookUrlOf(operations);

  const key = await taken('let this deployment sign with the key that its App table names', async () => {
    if (fromTable !== undefined) await rowTaken({ dynamoDb, appId, fromTable, table });
    const adopted = await adoptKeys({ table, appId, retiredKeys: 'left', consent, unservedTable: 'refused' }, context);
    const keys: { appId: number; outcome: string; reason?: string }[] = Object(adopted.json).keys;
    const own = keys.find((one) => one.appId === appId);
    if (own === undefined) {
      throw new CommandError(
        'not-found',
        `App ${appId} has no row in table ${table}, and its key is not here: make a private key at the App’s settings, run import-private-key FILE ${appId} ${table}, then this command again.`,
      );
    }
    if (own.outcome === 'not adopted') {
      throw new CommandError(
        'failed',
        `The key of App ${appId} is not to be had (${own.reason ?? 'nobody knows why'}): make a private key at the App’s settings, run import-private-key FILE ${appId} ${table}, then this command again.`,
      );
    }
    return {
      exitCode: exitCodes.ok,
      told: own.outcome === 'adopted' ? 'adopted; tags can take minutes to count' : own.outcome,
    };
  });
  const app = { app: appId, table };
  const webhook = await after(key, 'have GitHub send webhooks here', async () => {
    const { host } = new URL(await hostOfApp({ appId, table }));
    const isHere = async ({ deliveryId }: { readonly deliveryId: string }) =>
      (await records.read(`${host}#${appId}#${deliveryId}`))?.source !== undefined;
    const wanted = { ...app, webhookUrl, webhookSecretArn, isHere };
    const set = await updateWebhookConfig(wanted, context).catch((error: unknown) => {
      // Secrets are kept by App here, and this one has none yet.
      if (error instanceof CommandError && error.kind === 'not-found')
        return updateWebhookConfig({ ...wanted, newSecret: true }, context);
      throw error;
    });
    return { exitCode: set.exitCode, told: String(Object(set.json).proof) };
  });
  const installations = await after(key, 'ask GitHub for its installations', async () => {
    const { exitCode, json } = await refresh(app, context);
    const { counts, failures } = Object(json);
    const [failure] = failures;
    return { exitCode, told: failure ? String(failure.reason) : many(counts.installations, 'installation') };
  });

  const steps = [key, webhook, installations];
  return {
    exitCode: steps.every(({ outcome }) => outcome === 'done') ? exitCodes.ok : exitCodes.partlyDone,
    json: { appId, table, webhookUrl, steps, lost, returning },
    text: [
      `App ${appId}, table ${table}`,
      steps.map(({ what, outcome, told }) => `${outcome.padEnd(9)} ${what}: ${told}`).join('\n'),
      titled('Comes back by itself:', returning),
      titled('Is lost, where nothing was kept or restored:', lost),
    ].join('\n\n'),
  };
}

interface Taking {
  readonly dynamoDb: ReturnType<typeof createAwsClients>['dynamoDb'];
  readonly appId: number;
  readonly fromTable: string;
  readonly table: string;
}

async function rowTaken({ dynamoDb, appId, fromTable, table }: Taking): Promise<void> {
  const [before, here] = [fromTable, table].map((tableName) => createAppRegistrations({ dynamoDb, tableName }));
  const row = await before?.read(appId);
  if (!before || !here || row === undefined) {
    throw new CommandError('not-found', `App ${appId} has no row in table ${fromTable}. Nothing was changed.`);
  }
  const known = await here.read(appId);
  if (known?.kmsKeyArn === row.kmsKeyArn) return;
  if (known !== undefined) {
    throw new CommandError(
      'refused',
      `App ${appId} has a row in table ${table} already, with the key ${known.kmsKeyArn}; that of ${fromTable} names ${row.kmsKeyArn}. Nothing was changed: leave --from-table out, or delete the row that is wrong.`,
    );
  }
  const gitHubApiUrl = row.gitHubApiUrl ?? (await before.hostOfRowsWithoutOne());
  await here.write({ next: { ...row, gitHubApiUrl }, seen: undefined });
}

interface Came {
  readonly exitCode: ExitCode;
  readonly told: string;
}

async function taken(what: string, run: () => Promise<Came>): Promise<Step> {
  try {
    const { exitCode, told } = await run();
    return { what, outcome: exitCode === exitCodes.ok ? 'done' : 'failed', told };
  } catch (error) {
    return { what, outcome: 'failed', told: describeFailure(error).message };
  }
}

async function after(key: Step, what: string, run: () => Promise<Came>): Promise<Step> {
  if (key.outcome === 'failed') return { what, outcome: 'not tried', told: 'it takes the key' };
  return taken(what, run);
}

function titled(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `- ${line}`)].join('\n');
}
