import { type InstallationRecord, paginateGetInstallations } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatTable } from '../command-line/table';
import { connectTo } from '../deployments/framework-client';
import { logQueries, mostRows } from './log-queries';
import { openLogs } from './open-logs';

export interface HeldRequest {
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly at: Date;
  readonly table?: string;
  readonly ledger?: string | undefined;
}

/** A token that was good at that moment, as the audit line has it. */
interface HeldToken {
  readonly handedOutAt: string;
  /** Absent for one of a person that does not end, or was handed out by a version whose line does not say. */
  readonly until?: string;
  readonly appId: unknown;
  readonly caller: string;
  /** A token of the App itself makes tokens for all of its installations. */
  readonly kind: 'installation' | 'app' | 'user';
  /** Whom a token of a person acts as. */
  readonly login?: string;
  readonly permissions?: unknown;
  readonly hashedToken: unknown;
}

const hourMilliseconds = 3_600_000;
/** No token of an App or an installation lives longer. */
const lifetimeMilliseconds = hourMilliseconds;
/** Of a person none lives longer, save where the App lets them live for ever. */
const userLifetimeMilliseconds = 8 * hourMilliseconds;
/** CloudWatch finds a line some time after it was written. */
const findableAfterMilliseconds = 5 * 60_000;
const head = ['HANDED OUT', 'UNTIL', 'APP', 'TOKEN', 'CALLER', 'PERMISSIONS'];

/** Who held a token that reached a repository at a moment, by the audit lines. */
export async function whoHeld({ repository, at, table, ledger }: HeldRequest): Promise<CommandResult> {
  const [owner = '', name = ''] = repository.split('/');
  const installations = await installationsOn(owner, table);
  const { search } = await openLogs({ ledger });
  const held: HeldToken[] = [];
  let count = 0;
  for (const [nodeId, appIds] of byNode(installations)) {
    const query = logQueries.tokens({ nodeId, appIds });
    const rows = await search({ query, since: new Date(at.getTime() - lifetimeMilliseconds), until: at });
    count = Math.max(count, rows.length);
    held.push(...rows.flatMap(({ at: handedOutAt, line }) => tokenIn(line, { handedOutAt, name, at }) ?? []));
  }
  const ofUsers = logQueries.userTokens([...new Set(installations.map(({ appId }) => appId))]);
  const rows = await search({ query: ofUsers, since: new Date(at.getTime() - userLifetimeMilliseconds), until: at });
  count = Math.max(count, rows.length);
  held.push(...rows.flatMap(({ at: handedOutAt, line }) => userTokenIn(line, { handedOutAt, at }) ?? []));
  const none = `Nobody held a token that reached ${repository} at ${at.toISOString()}, by the audit lines.`;
  const text = [
    held.length === 0 ? none : formatTable(head, held.map(cellsOf)),
    ...(held.some(({ kind }) => kind === 'user') ? [aboutUsers] : []),
    ...(Date.now() - at.getTime() < findableAfterMilliseconds ? [aboutLastMinutes] : []),
    ...(count < mostRows ? [] : ['There may be more than the search gives: it ends at 10,000 lines.']),
  ].join('\n\n');
  return { exitCode: exitCodes.ok, json: { repository, at: at.toISOString(), held }, text };
}

const aboutUsers =
  'Tokens of users reach what the person and the App both reach: their lines do not say which repositories.';
const aboutLastMinutes = 'What was written in the last minutes may not be found yet: ask again in five.';

async function installationsOn(owner: string, table: string | undefined): Promise<InstallationRecord[]> {
  const client = await connectTo({ endpoint: 'InstallationsEndpoint', table });
  const found: InstallationRecord[] = [];
  for await (const { installations = [] } of paginateGetInstallations({ client }, {}))
    found.push(...installations.filter((one) => one.name.toLowerCase() === owner.toLowerCase()));
  if (found.length > 0) return found;
  throw new CommandError(
    'not-found',
    `The deployment knows no installation on ${owner}. If it was there until lately, search the audit lines for its node id: docs/credential-manager.md, Audit.`,
  );
}

function byNode(installations: readonly InstallationRecord[]): ReadonlyMap<string, readonly number[]> {
  const nodes = new Map<string, number[]>();
  for (const { nodeId, appId } of installations) nodes.set(nodeId, [...(nodes.get(nodeId) ?? []), appId]);
  return nodes;
}

interface Moment {
  readonly handedOutAt: string;
  readonly name: string;
  readonly at: Date;
}

/** Absent where it was not good any more, or did not reach the repository. */
function tokenIn(line: unknown, { handedOutAt, name, at }: Moment): HeldToken | undefined {
  const { nodeId, appId, caller, expirationTime: until, hashedToken, actualScopeDown } = Object(line);
  if (!(Date.parse(until) > at.getTime())) return undefined;
  const { repositoryNames, permissions } = Object(actualScopeDown);
  // Without a list it reaches all that the installation reaches.
  const reaches =
    !Array.isArray(repositoryNames) || repositoryNames.some((one) => String(one).toLowerCase() === name.toLowerCase());
  if (!reaches) return undefined;
  const kind = nodeId === undefined ? 'app' : 'installation';
  return { handedOutAt, until, appId, caller: String(caller), kind, ...(permissions && { permissions }), hashedToken };
}

/** Absent where it was not good any more. */
function userTokenIn(line: unknown, { handedOutAt, at }: Omit<Moment, 'name'>): HeldToken | undefined {
  const { appId, caller, login, hashedToken, expirationTime: until } = Object(line);
  if (Date.parse(until) <= at.getTime()) return undefined;
  const whose = { appId, caller: String(caller), kind: 'user', login: String(login), hashedToken } as const;
  return { handedOutAt, ...(until !== undefined && { until: String(until) }), ...whose };
}

function cellsOf({ handedOutAt, until = '', appId, kind, caller, permissions, login }: HeldToken): string[] {
  const scope = Object.entries(Object(permissions)).map(([name, level]) => `${name}=${level}`);
  const who = caller.replace(/^arn:[^:]+:(sts|iam)::/, '');
  const what = login === undefined ? scope.join(' ') : `as ${login}`;
  return [handedOutAt.slice(11, 19), until.slice(11, 19), String(appId), kind, who, what];
}
