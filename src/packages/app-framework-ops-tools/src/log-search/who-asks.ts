import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { logQueries, mostRows } from './log-queries';
import { openLogs } from './open-logs';

export interface AskingRequest {
  /** An hour ago when absent. */
  readonly since?: Date | undefined;
  /** Now when absent. */
  readonly until?: Date | undefined;
  readonly ledger?: string | undefined;
}

/** Who was handed tokens of an App, or of its installation on an account. */
interface Asking {
  readonly caller: string;
  readonly appId: unknown;
  /** Node id of the account; absent for tokens of the App itself. */
  readonly nodeId?: string;
  /** Each once, however often it was handed out. */
  readonly tokens: number;
  readonly handedOut: number;
}

const hourMilliseconds = 3_600_000;
const head = ['TOKENS', 'HANDED OUT', 'APP', 'ACCOUNT', 'CALLER'];

/** Who asks for tokens, and for how many, by the audit lines: those with the most first. */
export async function whoAsks({ until = new Date(), ...request }: AskingRequest): Promise<CommandResult> {
  const { since = new Date(until.getTime() - hourMilliseconds), ledger } = request;
  const { search } = await openLogs({ ledger });
  const rows = await search({ query: logQueries.handedOut(), since, until });
  const callers = counted(rows.map(({ line }) => line));
  const none = `Nobody was handed a token between ${since.toISOString()} and ${until.toISOString()}, by the audit lines.`;
  const rest = rows.length < mostRows ? '' : '\n\nThere may be more: search a shorter time.';
  const text = callers.length === 0 ? none : `${formatTable(head, callers.map(cellsOf))}${rest}`;
  return { exitCode: exitCodes.ok, json: { since, until, callers, hasMore: rest !== '' }, text };
}

function counted(lines: readonly unknown[]): Asking[] {
  const groups = new Map<string, unknown[]>();
  for (const line of lines) {
    const { caller, appId, nodeId } = Object(line);
    const key = JSON.stringify([caller, appId, nodeId]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()]
    .map((ofOne) => {
      const { caller, appId, nodeId } = Object(ofOne[0]);
      const tokens = new Set(ofOne.map((line) => Object(line).hashedToken)).size;
      return { caller: String(caller), appId, ...(nodeId && { nodeId }), tokens, handedOut: ofOne.length };
    })
    .sort((one, other) => other.tokens - one.tokens);
}

function cellsOf({ caller, appId, nodeId = 'the App itself', tokens, handedOut }: Asking): string[] {
  return [String(tokens), String(handedOut), String(appId), nodeId, caller.replace(/^arn:[^:]+:(sts|iam)::/, '')];
}
