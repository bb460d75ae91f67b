import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AwsCallError } from '../aws/patient-call';
import { ComeAgainError } from '../aws/serve-batch';
import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { timeOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { effectKeyOf, expiry, type SweepTableSettings } from './sweep-table';

export interface ClaimSettings extends SweepTableSettings {
  /** When what is judged by was read. */
  readonly from: Date;
  readonly now: () => Date;
}

/** What is done about a head besides what its checks say by themselves: comments, what of its configuration does not count, a check that is written though it says so already. */
export type Besides = 'comments' | 'config' | 'rerun';

/** By what was done: when what it was done by was read. */
const doneIn: Readonly<Record<Besides, string>> = {
  comments: 'CommentsFrom',
  config: 'ConfigFrom',
  rerun: 'RerunFrom',
};

/** `in part` where who judged since did not do all that was to be done besides. */
export type Became = 'done' | 'judged since' | 'judged since in part';

interface Work {
  readonly besides: readonly Besides[];
  readonly work: () => Promise<void>;
}

const longestWaitMilliseconds = 15_000;
const pauseMilliseconds = 500;

/**
 * Has the checks of a commit written by one at a time, and by none whose reading is older than what they say: events of several kinds are worked on
 * at once.
 */
export function createHeadClaims({ tableName, detail, remainingMilliseconds, from, now }: ClaimSettings) {
  const call = createTableCall(tableName);

  /** Does `work` alone, or says that somebody judged by what was read later. @throws ComeAgainError where others do not come to an end */
  return async function alone(sha: string, { besides, work }: Work): Promise<Became> {
    const writer = randomUUID();
    const until = now().getTime() + longestWaitMilliseconds;
    let taken = await take(sha, writer);
    while (taken === 'busy') {
      if (now().getTime() > until) throw new ComeAgainError(`Somebody else writes the checks of ${sha}.`, 10);
      await pause(pauseMilliseconds);
      taken = await take(sha, writer);
    }
    if (taken !== 'taken') return besides.every(isDoneSince(taken.row)) ? 'judged since' : 'judged since in part';
    let done: readonly Besides[] = [];
    try {
      await work();
      done = besides;
    } finally {
      await release(sha, { writer, done });
    }
    return 'done';
  };

  function isDoneSince(row: unknown) {
    return (one: Besides) => {
      const at = timeOf(row, doneIn[one]);
      return at !== undefined && at > from;
    };
  }

  /** The row where somebody judged by what was read later. */
  async function take(sha: string, writer: string): Promise<'taken' | 'busy' | { readonly row: unknown }> {
    const at = now().getTime();
    // Whoever waits for the limits of GitHub meanwhile keeps it until their function ends.
    const until = at + remainingMilliseconds() + 1_000;
    const input = {
      Key: effectKeyOf(detail, `head#${sha}`),
      UpdateExpression: 'SET JudgedFrom = :from, JudgedBy = :writer, BusyUntil = :until, ExpiresAt = :expires',
      // Its own where only the answer of its first try was lost.
      ConditionExpression:
        '(attribute_not_exists(JudgedFrom) OR JudgedFrom < :after) AND (attribute_not_exists(BusyUntil) OR BusyUntil < :now OR JudgedBy = :writer)',
      ExpressionAttributeValues: {
        ...{ ':from': { S: from.toISOString() }, ':after': { S: new Date(from.getTime() + 1).toISOString() } },
        ...{ ':writer': { S: writer }, ':now': { N: String(at) }, ':until': { N: String(until) } },
        ':expires': expiry(from),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    const refused = await refusalOf(input);
    if (!refused) return 'taken';
    const row = field(refused.answer, 'Item');
    const judged = timeOf(row, 'JudgedFrom');
    return judged && judged > from ? { row } : 'busy';
  }

  async function release(
    sha: string,
    { writer, done }: { readonly writer: string; readonly done: readonly Besides[] },
  ): Promise<void> {
    const noted = done.map((one) => `${doneIn[one]} = :from`).join(', ');
    const input = {
      Key: effectKeyOf(detail, `head#${sha}`),
      UpdateExpression: `${noted === '' ? '' : `SET ${noted} `}REMOVE BusyUntil`,
      ConditionExpression: 'JudgedBy = :writer',
      ExpressionAttributeValues: {
        ':writer': { S: writer },
        ...(noted !== '' && { ':from': { S: from.toISOString() } }),
      },
    };
    // Who was too slow has lost it to somebody else.
    await refusalOf(input);
  }

  /** What stood against an update; absent where it is done. */
  async function refusalOf(input: object): Promise<AwsCallError | undefined> {
    return call({ operation: 'UpdateItem', input, remainingMilliseconds }).then(
      () => undefined,
      (error: unknown) => {
        if (isUnmetCondition(error)) return error;
        throw error;
      },
    );
  }
}
