import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HookAtGitHub } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { openLedger } from '../deliveries/open-ledger';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { openHook } from './open-hook';
import { type SecretVersions, versionsOf, withVersions } from './secret-versions';
import { waitUntil } from './secret-wait';
import { createStoredSecret, type StoredSecret } from './stored-secret';

export interface RotationRequest {
  /** All that have the secret: one, unless it is one for all Apps. */
  readonly apps: readonly AppReference[];
  readonly table?: string;
  readonly ledger?: string;
  /** How long receivers may use what they read before. */
  readonly waitSeconds: number;
  readonly consent: 'given' | 'ask';
}

/** GitHub gives up on a delivery after 10 seconds: what was signed before is here by then. */
const underWaySeconds = 15;
const proofSeconds = 60;

/**
 * Gives an App another webhook secret without refusing a delivery: the new one is stored beside the old one, set at GitHub when every receiver
 * knows it, proven by a delivery that the ledger has under it, and only then the old one goes. What stands in the secret says how far it is: run
 * again, it goes on.
 */
export async function rotateWebhookSecret(request: RotationRequest, context: CommandContext): Promise<CommandResult> {
  const { table, waitSeconds } = request;
  const { records } = await openLedger(request);
  const { webhookSecretArn, webhookUrl } = await records.operations();
  const stored = createStoredSecret({ secrets: createAwsClients().secrets, secretArn: webhookSecretArn });
  const appIds = [...new Set(await Promise.all(request.apps.map((app) => appIdOf(app, table))))];
  const [first = 0] = appIds;
  await agree(secretOf((await stored.read()).text, appIds), { ...request, appIds }, context);

  const { next, index, storedAt } = await added(stored, first, context);
  const signal = context.takeOverInterrupt(() => 'Left: both secrets work. Run the command again to go on.');
  const known = new Date(storedAt.getTime() + waitSeconds * 1_000);
  context.progress(`Until ${known.toISOString().slice(11, 19)} UTC a receiver may not know the new secret yet.`);
  if ((await waitUntil(known, { ...context, signal })) === 'left') return unfinished('The wait was left.');

  const hooks = await Promise.all(appIds.map((appId) => openHook({ appId, table })));
  // Whoever rotated another App's meanwhile may have written over it.
  if (!versionsOf((await stored.read()).text, first).values.includes(next)) throw changedMeanwhile();
  const setAt = new Date();
  for (const hook of hooks) {
    context.progress(`Setting the new secret of App ${hook.appId} at GitHub.`);
    await hook.set({ url: (await hook.url()) ?? webhookUrl, secret: next });
  }
  for (const hook of hooks) {
    const failure = await proven({ hook, records, index, context });
    if (failure !== undefined) return unfinished(failure.reason, failure.meanwhile);
  }
  const settled = new Date(setAt.getTime() + Math.min(underWaySeconds, waitSeconds) * 1_000);
  if ((await waitUntil(settled, { ...context, signal })) === 'left') return unfinished('The wait was left.');
  await retired(stored, first, next);
  return {
    exitCode: exitCodes.ok,
    json: { appIds, rotated: true },
    text: formatFields({
      App: appIds.join(', '),
      Secret: 'rotated: GitHub signs with the new one, and the old one is of no use any more',
    }),
  };
}

/** The new one beside the old one; where that was done before, what it came to. */
async function added(stored: StoredSecret, appId: number, { progress }: CommandContext) {
  const { text, storedAt } = await stored.read();
  const { values } = versionsOf(text, appId);
  const [current = '', begun, ...others] = values;
  if (others.length > 0) {
    throw new CommandError(
      'refused',
      `App ${appId} has ${values.length} secrets: a rotation has two at most. Take out those that GitHub signs with no more.`,
    );
  }
  if (begun !== undefined) {
    progress('A rotation has begun before: it goes on.');
    return { next: begun, index: 1, storedAt };
  }
  const next = randomBytes(32).toString('hex');
  await stored.write(withVersions(text, appId, [current, next]));
  progress('The new secret is stored beside the old one.');
  return { next, index: 1, storedAt: new Date() };
}

async function retired(stored: StoredSecret, appId: number, next: string): Promise<void> {
  const { text } = await stored.read();
  const { values } = versionsOf(text, appId);
  if (values.at(-1) !== next || values.length !== 2) {
    throw changedMeanwhile();
  }
  await stored.write(withVersions(text, appId, [next]));
}

function changedMeanwhile(): CommandError {
  return new CommandError(
    'refused',
    'The stored secret was changed meanwhile: it is left as it is. Look at it, then run the same again.',
  );
}

interface Proof {
  readonly hook: HookAtGitHub;
  readonly records: Awaited<ReturnType<typeof openLedger>>['records'];
  /** Place of the new secret among the App's. */
  readonly index: number;
  readonly context: CommandContext;
}

interface Unproven {
  readonly reason: string;
  /** What becomes of deliveries until the command is run again. */
  readonly meanwhile?: string;
}

/** Why it is not proven that deliveries come under the new secret; absent where it is. */
async function proven({ hook, records, index, context }: Proof): Promise<Unproven | undefined> {
  const { host } = new URL(hook.baseUrl);
  for (const attempt of await hook.attempts()) {
    const key = `${host}#${hook.appId}#${attempt.deliveryId}`;
    const before = await records.read(key);
    if (before?.source === undefined) continue;
    context.progress(`Asking GitHub to send ${attempt.event} ${attempt.deliveryId} of App ${hook.appId} again.`);
    const sent = await hook.sendAgain(attempt);
    if (sent === undefined) return { reason: `GitHub did not send ${attempt.deliveryId} again within a minute.` };
    if (sent.statusCode !== 200) {
      const reason = `GitHub sent ${attempt.deliveryId} again and was answered with ${sent.statusCode}.`;
      return sent.statusCode === 401 ? { reason, meanwhile: refusing } : { reason };
    }
    for (const end = Date.now() + proofSeconds * 1_000; Date.now() < end; await sleep(500)) {
      const { secretVersion, verifiedAt } = (await records.read(key)) ?? {};
      // Compared with what was there, and with no time of this machine, whose clock may be another than the receiver's.
      if (secretVersion === index && verifiedAt !== before.verifiedAt) return undefined;
    }
    return {
      reason: `The ledger does not have ${attempt.deliveryId} under the new secret: GitHub may still sign with the old one.`,
    };
  }
  return {
    reason: `GitHub lists no delivery of App ${hook.appId} that is in the ledger, so that nothing can prove the new secret. Have something happen that the App gets.`,
  };
}

const nothingLost = 'Both secrets work, and no delivery is refused.';
const refusing =
  'Deliveries are refused: the receivers do not have the secret that GitHub signs with. Look whether the stored secret has two of this App; what is refused meanwhile, the sweep brings.';

function unfinished(reason: string, meanwhile = nothingLost): CommandResult {
  return {
    exitCode: exitCodes.partlyDone,
    json: { rotated: false, reason },
    text: `${reason} ${meanwhile} Run the same again to go on.`,
  };
}

/** The secret that all of these Apps have. @throws CommandError where one of them has its own: it would be given the new one of another */
function secretOf(text: string, appIds: readonly number[]): SecretVersions {
  const [versions, ...others] = appIds.map((appId) => versionsOf(text, appId));
  if (versions && (others.length === 0 || versions.of === 'all')) return versions;
  throw new CommandError(
    'usage',
    `Apps ${appIds.join(', ')} have secrets of their own: rotate one after the other. Nothing was done.`,
  );
}

async function agree(
  { of }: SecretVersions,
  { appIds, consent }: RotationRequest & { readonly appIds: readonly number[] },
  { ask }: CommandContext,
): Promise<void> {
  if (consent === 'given') return;
  const shared = of === 'all' ? ' It is one for all Apps: those that are not named here are refused afterwards.' : '';
  const question = `Give App ${appIds.join(', ')} another webhook secret?${shared}`;
  if (ask === undefined) {
    throw new CommandError('usage', `Nobody can be asked here: say --yes. ${question} Nothing was done.`);
  }
  if ((await ask(question)) === 'no') throw new CommandError('refused', 'Not agreed: nothing was changed.');
}
