import { conditionHolds, createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { type Examination, worstOf } from '../doctor/examine-all';
import type { CheckResult } from '../doctor/finding';
import { many } from '../lambda/many';
import { field, parsedJson } from '../lambda/parsed-json';
import type { OperatorsTable } from '../operator-entry/operators-table';

/** What became of a check, as far as there is room for it. */
export interface KeptResult extends CheckResult {
  /** How many more were found than are kept. */
  readonly notShown?: number;
}

/** The last look at the deployment. */
export interface KeptExamination {
  readonly at: Date;
  readonly examinations: readonly KeptOf[];
}

export interface KeptOf extends Examination {
  readonly results: readonly KeptResult[];
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

/** Of what is too long, only the first findings of each check, and then only so many Apps as there is room for, the worst first. */
function textWithin(examinations: readonly Examination[]): string {
  for (const most of [Number.POSITIVE_INFINITY, 100, 10, 1]) {
    const text = JSON.stringify(examinations.map((one) => shortened(one, most)));
    if (Buffer.byteLength(text) <= longestResult) return text;
  }
  const shortest = (one: Examination) => shortened(one, 1);
  let bytes = 1;
  const shown = new Set(
    [...examinations]
      .sort((one, other) => rankOf(one) - rankOf(other))
      .filter((one) => {
        bytes += Buffer.byteLength(JSON.stringify(shortest(one))) + 1;
        return bytes <= longestResult;
      }),
  );
  const others = examinations.filter((one) => !shown.has(one));
  return JSON.stringify([...examinations.filter((one) => shown.has(one)).map(shortest), restOf(others)]);
}

function shortened({ results, ...rest }: Examination, most: number): KeptOf {
  return {
    ...rest,
    results: results.map(({ findings = [], unseen = [], ...result }): KeptResult => {
      const notShown = Math.max(0, findings.length - most) + Math.max(0, unseen.length - most);
      return {
        ...result,
        ...(findings.length > 0 && { findings: findings.slice(0, most) }),
        ...(unseen.length > 0 && { unseen: unseen.slice(0, most) }),
        ...(notShown > 0 && { notShown }),
      };
    }),
  };
}

/** What stands for Apps that there is no room for. */
function restOf(others: readonly Examination[]): KeptOf {
  const notShown = others
    .flatMap(({ results }) => results)
    .reduce((sum, { findings = [], unseen = [] }) => sum + findings.length + unseen.length, 0);
  const about = 'nothing is wrong with them';
  const result: KeptResult = { check: 'all', about, state: worstOf(others) ?? 'fine', notShown };
  return { of: many(others.length, 'more App'), results: [result] };
}

/** The deployment, then Apps by how they are. */
function rankOf(one: Examination): number {
  if (one.appId === undefined) return 0;
  return { wrong: 1, unknown: 2, fine: 3 }[worstOf([one]) ?? 'fine'];
}

/** Only what `keep` wrote is there; another version may have written it. */
function isExaminations(value: unknown): value is readonly KeptOf[] {
  return (
    Array.isArray(value) &&
    value.every((one) => typeof field(one, 'of') === 'string' && Array.isArray(field(one, 'results')))
  );
}
