import { conditionHolds, createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { type Examination, worstOf } from '../doctor/examine-all';
import { field, parsedJson } from '../lambda/parsed-json';
import type { OperatorsTable } from '../operator-entry/operators-table';

/** The last look at the deployment. */
export interface KeptExamination {
  readonly at: Date;
  readonly examinations: readonly Examination[];
}

type Remaining = () => number;
export type KeptExaminations = ReturnType<typeof createKeptExaminations>;

const Key = { Id: { S: 'examination' } };
/** However many look at the page, GitHub is asked once in this time: its limits are those of the App’s work. */
export const pauseMilliseconds = 300_000;
/** While something is wrong, somebody mends it and waits for the page to say so. */
const wrongPauseMilliseconds = 30_000;
/** What has not ended by then died. */
const longestMilliseconds = 200_000;
/** An item holds 400 kB. */
const longestResult = 300_000;

/** What was found when the deployment was looked at: one row, and one look at a time. */
export function createKeptExaminations({ tableName, now }: OperatorsTable) {
  const call = createTableCall(tableName);
  const update = (input: object, remainingMilliseconds: Remaining) =>
    call({ operation: 'UpdateItem', input: { Key, ...input }, remainingMilliseconds });
  return {
    async read(remainingMilliseconds: Remaining): Promise<KeptExamination | undefined> {
      const item = field(await call({ operation: 'GetItem', input: { Key }, remainingMilliseconds }), 'Item');
      const [at, result] = [numberOf(item, 'LookedAt'), parsedJson(textOf(item, 'Result') ?? '')];
      return at === undefined || !isExaminations(result) ? undefined : { at: new Date(at), examinations: result };
    },

    /** Whether it is time for a look, and nobody is at it. */
    begin(remainingMilliseconds: Remaining): Promise<boolean> {
      const time = now().getTime();
      const input = {
        UpdateExpression: 'SET NextAt = :next',
        ConditionExpression: 'attribute_not_exists(NextAt) OR NextAt < :now',
        ExpressionAttributeValues: {
          ':now': { N: String(time) },
          ':next': { N: String(time + longestMilliseconds) },
        },
      };
      return conditionHolds(update(input, remainingMilliseconds));
    },

    async keep(examinations: readonly Examination[], remainingMilliseconds: Remaining): Promise<void> {
      const time = now().getTime();
      const pause = worstOf(examinations) === 'wrong' ? wrongPauseMilliseconds : pauseMilliseconds;
      const input = {
        UpdateExpression: 'SET LookedAt = :now, NextAt = :next, #result = :result',
        ExpressionAttributeNames: { '#result': 'Result' },
        ExpressionAttributeValues: {
          ':now': { N: String(time) },
          ':next': { N: String(time + pause) },
          ':result': { S: textWithin(examinations) },
        },
      };
      await update(input, remainingMilliseconds);
    },
  };
}

/** Of what is too long, only the first findings of each check. */
function textWithin(examinations: readonly Examination[]): string {
  for (const most of [Number.POSITIVE_INFINITY, 100, 10, 1]) {
    const cut = examinations.map(({ results, ...rest }) => ({
      ...rest,
      results: results.map(({ findings, unseen, ...result }) => ({
        ...result,
        ...(findings && { findings: findings.slice(0, most) }),
        ...(unseen && { unseen: unseen.slice(0, most) }),
      })),
    }));
    const text = JSON.stringify(cut);
    if (Buffer.byteLength(text) <= longestResult) return text;
  }
  throw new Error('What was found is too long to be kept: the command doctor tells it.');
}

/** Only what `keep` wrote is there; another version may have written it. */
function isExaminations(value: unknown): value is readonly Examination[] {
  return (
    Array.isArray(value) &&
    value.every((one) => typeof field(one, 'of') === 'string' && Array.isArray(field(one, 'results')))
  );
}
