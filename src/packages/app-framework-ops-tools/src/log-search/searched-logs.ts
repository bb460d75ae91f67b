import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../command-line/failures';
import type { SignedCalls } from '../deployments/signed-call';
import { ownGroups } from './own-groups';

export interface LogSearch {
  readonly query: string;
  readonly since: Date;
  readonly until: Date;
}

/** A line of a log. */
export interface LogRow {
  readonly at: string;
  /** Name of the log group. */
  readonly log: string;
  /** What the function wrote; a text where that is no JSON. */
  readonly line: unknown;
}

export type LogSearcher = ReturnType<typeof createLogSearcher>;

/** Most log groups of one query (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
const mostGroups = 50;
const lookMilliseconds = 300;
const patienceMilliseconds = 300_000;

/** Searches all logs of a deployment, as whoever runs this. */
export function createLogSearcher({
  calls,
  prefixes,
}: {
  readonly calls: Pick<SignedCalls, 'json'>;
  readonly prefixes: readonly string[];
}) {
  const ask = async (operation: string, input: object) =>
    Object(await calls.json({ service: 'logs', target: `Logs_20140328.${operation}`, input }));

  /** Oldest first. @throws RefusedCallError, and CommandError where nothing is searched, or not to its end */
  return async function search({ query, since, until }: LogSearch): Promise<LogRow[]> {
    const names = await groups();
    const rows: LogRow[] = [];
    for (let first = 0; first < names.length; first += mostGroups) {
      const { queryId } = await ask('StartQuery', {
        logGroupNames: names.slice(first, first + mostGroups),
        startTime: Math.floor(since.getTime() / 1_000),
        endTime: Math.ceil(until.getTime() / 1_000),
        queryString: query,
      });
      rows.push(...(await results(queryId)));
    }
    return rows.sort((one, other) => (one.at < other.at ? -1 : 1));
  };

  async function groups(): Promise<string[]> {
    const names = new Set<string>();
    for (const logGroupNamePrefix of prefixes) {
      let nextToken: unknown;
      do {
        const page = await ask('DescribeLogGroups', { logGroupNamePrefix, nextToken });
        for (const { logGroupName } of page.logGroups ?? []) names.add(String(logGroupName));
        ({ nextToken } = page);
      } while (nextToken !== undefined && nextToken !== null);
    }
    const stacks = stacksOf(prefixes);
    const silent = stacks.find((stack) => ownGroups([...names], [stack]).length === 0);
    if (silent === undefined) return ownGroups([...names], stacks);
    throw new CommandError(
      'not-found',
      `No log group of the stack ${silent} was found: looked for names that begin with ${prefixes.join(' or ')} in this account and region. So nobody knows what was written.`,
    );
  }

  async function results(queryId: unknown): Promise<LogRow[]> {
    const end = Date.now() + patienceMilliseconds;
    for (;;) {
      const { status, results: found } = await ask('GetQueryResults', { queryId });
      if (status === 'Complete') return (Array.isArray(found) ? found : []).map(rowOf);
      if (!/^(Scheduled|Running)$/.test(status) || Date.now() > end)
        throw new CommandError(
          'retry-later',
          `CloudWatch did not come to the end of the search: it is ${status}. Search a shorter time, with --since and --until.`,
        );
      await pause(lookMilliseconds);
    }
  }
}

/** Of each stack there are two: what the names begin with of groups that its template makes, and that Lambda makes. */
function stacksOf(prefixes: readonly string[]): string[] {
  return prefixes.filter((prefix) => !prefix.startsWith('/')).map((prefix) => prefix.replace(/-$/, ''));
}

function rowOf(fields: unknown): LogRow {
  const values = new Map<string, string>();
  for (const { field, value } of Array.isArray(fields) ? fields : []) values.set(field, String(value));
  const message = (values.get('@message') ?? '').trim();
  // In the account's own form: 111122223333:name.
  const log = (values.get('@log') ?? '').replace(/^\d+:/, '');
  return { at: values.get('@timestamp') ?? '', log, line: lineOf(message) };
}

/** Some runtimes write a head before what a function wrote. */
function lineOf(message: string): unknown {
  try {
    return JSON.parse(message.slice(Math.max(0, message.indexOf('{'))));
  } catch {
    return message;
  }
}
