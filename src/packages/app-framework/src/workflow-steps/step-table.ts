import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { StepFailure } from './step-failure';

export interface StepTableCollaborators {
  /** The Jobs table. */
  readonly tableName: string;
  readonly now?: () => Date;
}

/** What is known of a write when it is begun: nothing, that a try may have done it since `since`, or what came of it. */
export type BegunWrite =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'repeated'; readonly since: Date }
  | { readonly kind: 'done'; readonly result: unknown };

export type StepWrites = ReturnType<typeof createStepWrites>;

/** A function that was killed is at it no more so long after it would have run out of time: clocks differ by less. */
const marginMilliseconds = 5_000;

/** The writes of steps, a row for each in the Jobs table: what was begun, and what came of it. All throw AwsCallError. */
export function createStepWrites({ tableName, now = () => new Date() }: StepTableCollaborators) {
  const call = createTableCall(tableName);
  const Key = (mark: string) => ({ JobId: { S: `step#${mark}` } });
  const leaseFor = (time: Date, milliseconds: number) => ({
    N: String(Math.ceil(time.getTime() + milliseconds + marginMilliseconds)),
  });

  async function change(mark: string, input: object, remainingMilliseconds: () => number): Promise<void> {
    await call({ operation: 'UpdateItem', input: { Key: Key(mark), ...input }, remainingMilliseconds });
  }

  return {
    /** @throws StepFailure where another try may be at it */
    async begin(mark: string, remainingMilliseconds: () => number): Promise<BegunWrite> {
      const at = now();
      const Item = {
        ...Key(mark),
        BegunAt: { S: at.toISOString() },
        LeaseUntil: leaseFor(at, remainingMilliseconds()),
        ExpiresAt: { N: String(Math.floor(at.getTime() / 1_000) + retentionSeconds) },
      };
      try {
        const input = { Item, ConditionExpression: 'attribute_not_exists(JobId)' };
        await call({ operation: 'PutItem', input, remainingMilliseconds });
        return { kind: 'fresh' };
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
      }
      const input = { Key: Key(mark), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      const result = textOf(item, 'Outcome');
      if (result !== undefined) return { kind: 'done', result: parsedJson(result) };
      const until = numberOf(item, 'LeaseUntil') ?? 0;
      if (until > at.getTime()) throw unsettled();
      try {
        await change(
          mark,
          {
            UpdateExpression: 'SET LeaseUntil = :next',
            ConditionExpression: 'LeaseUntil = :until AND attribute_not_exists(Outcome)',
            ExpressionAttributeValues: {
              ':next': leaseFor(at, remainingMilliseconds()),
              ':until': { N: String(until) },
            },
          },
          remainingMilliseconds,
        );
      } catch (error) {
        throw isUnmetCondition(error) ? unsettled() : error;
      }
      return { kind: 'repeated', since: timeOf(item, 'BegunAt') ?? at };
    },

    /** Keeps what came of it. */
    settle: (mark: string, result: unknown, remainingMilliseconds: () => number): Promise<void> =>
      change(
        mark,
        {
          UpdateExpression: 'SET Outcome = :outcome',
          ExpressionAttributeValues: { ':outcome': { S: JSON.stringify(result) } },
        },
        remainingMilliseconds,
      ),

    /** This try is over, and may have written or not. */
    leave: (mark: string, remainingMilliseconds: () => number): Promise<void> =>
      change(
        mark,
        { UpdateExpression: 'SET LeaseUntil = :over', ExpressionAttributeValues: { ':over': { N: '0' } } },
        remainingMilliseconds,
      ),
  };
}

function unsettled(): StepFailure {
  return new StepFailure('StepUnsettled', 'Another try of this write may still be at it. It is tried again.');
}
