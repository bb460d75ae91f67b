import {
  type AppLack,
  allInstallations,
  createGitHub,
  lackOfApp,
  levelsOf,
  many,
  type PendingInstallation,
  pendingOf,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { GetAppTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { openLedger } from '../deliveries/open-ledger';
import { hostOfApp } from '../deployments/app-host';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';

export interface AppStatusRequest {
  readonly app: AppReference;
  readonly table?: string;
  readonly ledger?: string;
}

/**
 * Permissions change in two steps: the App's owner asks for them, then an owner of each account that has installed it accepts. Tells which of
 * the two is open, who may take it, and where.
 */
export async function appStatus({ app, table, ledger }: AppStatusRequest): Promise<CommandResult> {
  const appId = await appIdOf(app, table);
  const { records } = await openLedger({ ledger });
  const routes = await records.routes();
  const { ask, baseUrl } = await openApp(appId, table);
  const lack = lackOfApp({ appId, baseUrl, routes, app: await ask('GET /app') });
  const { needs, lacks, settings, isWhole } = lack;
  const pending = pendingOf(lack.asked, await allInstallations(ask));
  const steps = [
    ...(isWhole ? [] : [ownerStep(appId, lack)]),
    ...(pending.length === 0 ? [] : [installationStep(pending)]),
  ];
  const fine = `App ${appId} has at GitHub what this deployment needs, and so has each of its installations.`;
  return {
    exitCode: steps.length === 0 ? exitCodes.ok : exitCodes.partlyDone,
    json: { appId, needs, lacks, ...(!isWhole && { settings }), pending },
    text: steps.length === 0 ? fine : steps.join('\n\n'),
  };
}

function ownerStep(appId: number, { lacks, settings, owner }: AppLack): string {
  return [
    `App ${appId} lacks what this deployment needs. Its owner, ${owner}, adds it at`,
    `  ${settings}`,
    ...listOf('permissions', levelsOf(lacks.permissions)),
    ...listOf('events', lacks.events),
    'Then an owner of each account that has installed it accepts: run this again.',
  ].join('\n');
}

function installationStep(pending: readonly PendingInstallation[]): string {
  const lines = pending.flatMap(({ account, url, lacks }) => [
    `  ${account}: ${levelsOf(lacks).join(', ')}`,
    `    ${url}`,
  ]);
  return [
    `${many(pending.length, 'installation has', 'installations have')} older permissions than the App asks for. An owner of each account accepts them at`,
    ...lines,
  ].join('\n');
}

function listOf(what: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`  ${what}: ${items.join(', ')}`];
}

/** Asks GitHub as the App: the deployment signs, whoever asks does not. */
async function openApp(appId: number, table: string | undefined) {
  const baseUrl = await hostOfApp({ appId, table });
  const client = await connectTo({ endpoint: 'AppTokenEndpoint', table });
  const { appToken } = await client.send(new GetAppTokenCommand({ appId }));
  const gitHub = createGitHub();
  const ask = async (
    route: 'GET /app' | 'GET /app/installations',
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> => {
    const outcome = await gitHub.request({ baseUrl, route, parameters, token: appToken, spends: { appId } });
    if (outcome.kind === 'answered') return outcome.data;
    const isLater = outcome.kind === 'throttled' || outcome.kind === 'unavailable';
    throw new CommandError(
      isLater ? 'retry-later' : 'refused',
      `${route} of App ${appId} at ${baseUrl} did not succeed: ${outcome.message}`,
    );
  };
  return { ask, baseUrl };
}
