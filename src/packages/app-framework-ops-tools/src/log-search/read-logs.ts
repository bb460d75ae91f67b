import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { namedDeliveries } from '../deliveries/open-ledger';
import { logQueries, mostRows } from './log-queries';
import { openLogs } from './open-logs';
import type { LogRow } from './searched-logs';

export interface ReadRequest {
  readonly ask: 'denied' | 'errors' | { readonly delivery: string };
  /** A minute before the delivery arrived, or a day ago, when absent. */
  readonly since?: Date | undefined;
  /** Now when absent. */
  readonly until?: Date | undefined;
  readonly ledger?: string | undefined;
}

const minute = 60_000;
const head = ['TIME', 'EVENT', 'LOG', 'WHAT'];
/** What stands in a column of its own, or says nothing. */
const told = new Set(['level', 'event', 'timestamp', '_aws']);

/** What the functions of a deployment wrote, oldest first. */
export async function readLogs({ ask, since, until = new Date(), ledger }: ReadRequest): Promise<CommandResult> {
  const logs = await openLogs({ ledger });
  const isDelivery = typeof ask === 'object';
  const query = isDelivery ? logQueries.delivery(ask.delivery) : logQueries[ask]();
  const from = since ?? (isDelivery ? await arrived(logs, ask.delivery) : new Date(until.getTime() - 24 * 60 * minute));
  const rows = await logs.search({ query, since: from, until });
  const none = `No function wrote anything of that between ${from.toISOString()} and ${until.toISOString()}.`;
  const rest = rows.length < mostRows ? '' : '\n\nThere may be more: search a shorter time.';
  const text = rows.length === 0 ? none : `${formatTable(head, rows.map(cellsOf))}${rest}`;
  return { exitCode: exitCodes.ok, json: { rows }, text };
}

async function arrived(logs: Awaited<ReturnType<typeof openLogs>>, delivery: string): Promise<Date> {
  const times = (await namedDeliveries(logs, { delivery })).map(({ receivedAt = '' }) => Date.parse(receivedAt));
  const known = times.filter((time) => !Number.isNaN(time));
  return new Date(Math.min(...known, Date.now()) - minute);
}

function cellsOf({ at, log, line }: LogRow): string[] {
  const isText = typeof line === 'string';
  const members = isText ? [] : Object.entries(Object(line)).filter(([name]) => !told.has(name));
  const what = members.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [
    at.slice(11, 23),
    isText ? '' : String(Object(line).event ?? ''),
    shortName(log),
    isText ? line : what.join(' '),
  ];
}

/** Without the name of the stack before it, and what CloudFormation puts behind it. */
function shortName(log: string): string {
  return log.replace(/^.*-(\w+?)(Logs)?[0-9A-F]{8}-\w+$/, '$1').slice(-30);
}
