import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { hoursKey, reopenedName, retentionSeconds } from '../webhooks/ledger-keys';
import { operationsKey } from '../webhooks/route-source';
import { type DeliveryRecord, recordOf } from './delivery-record';
import { type DeploymentOperations, parseOperations } from './deployment-operations';

/** Work of a handler on a delivery; of a replay, where it has an id. */
export interface WorkIdentity {
  readonly key: string;
  readonly handler: string;
  readonly replayId?: string | undefined;
}

const hourMilliseconds = 3_600_000;

/** Key of the row of a replay. */
export const replayKey = (replayId: string) => ({ Delivery: { S: `replay#${replayId}` }, Part: { S: 'replay' } });

/** `again`: it may be sent; `done` and `working`: that is not needed, or not yet. */
export type Reopening = 'again' | 'done' | 'working';
export type RepeatedDeliveries = ReturnType<typeof createRepeatedDeliveries>;

/** Rows of the ledger about what an operator has done once more. Each method throws AwsCallError. */
export function createRepeatedDeliveries({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const partOf = ({ key, handler, replayId }: WorkIdentity) => ({
    Delivery: { S: key },
    Part: { S: replayId === undefined ? `handler#${handler}` : `handler#${handler}#${replayId}` },
  });

  /** What the deployment consists of. */
  async function operations(remainingMilliseconds: () => number): Promise<DeploymentOperations> {
    const answer = await call({ operation: 'GetItem', input: { Key: operationsKey }, remainingMilliseconds });
    return parseOperations(textOf(field(answer, 'Item'), 'Operations'));
  }

  return {
    /** Keeps how far a replay has come. */
    async keepReplay(
      { replayId, progress }: { readonly replayId: string; readonly progress: string },
      now: Date,
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const Item = {
        ...replayKey(replayId),
        Progress: { S: progress },
        ExpiresAt: { N: String(Math.floor(now.getTime() / 1_000) + retentionSeconds) },
      };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** What is known of the delivery itself; absent where it never arrived. */
    async read(key: string, remainingMilliseconds: () => number): Promise<DeliveryRecord | undefined> {
      const Key = { Delivery: { S: key }, Part: { S: 'delivery' } };
      const answer = await call({ operation: 'GetItem', input: { Key, ConsistentRead: true }, remainingMilliseconds });
      const row = field(answer, 'Item');
      return row === undefined ? undefined : recordOf(key, [row]);
    },

    operations,

    /** URL of the queue of each handler. */
    async queues(remainingMilliseconds: () => number): Promise<Readonly<Record<string, string>>> {
      return (await operations(remainingMilliseconds)).queues;
    },

    /**
     * Lets the handler take the work once more, with all its tries. The row stays in the index of what is parked until it is `sent`, so that an
     * end in between is found.
     */
    async reopen(work: WorkIdentity, now: Date, remainingMilliseconds: () => number): Promise<Reopening> {
      try {
        await call({
          operation: 'UpdateItem',
          input: {
            Key: partOf(work),
            UpdateExpression: 'SET #status = :retry, Attempts = :none, Waits = :none',
            ConditionExpression: '#status = :parked OR #status = :retry OR (#status = :leased AND LeaseUntil < :now)',
            ExpressionAttributeNames: { '#status': 'Status' },
            ExpressionAttributeValues: {
              ':parked': { S: 'parked' },
              ':retry': { S: 'retry' },
              ':leased': { S: 'leased' },
              ':none': { N: '0' },
              ':now': { N: String(now.getTime()) },
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
          remainingMilliseconds,
        });
        return 'again';
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
        const status = textOf(field(error.answer, 'Item'), 'Status');
        // Without a row nobody ever began: its message was lost, or is still on its way, which its lease absorbs.
        return status === undefined ? 'again' : status === 'done' ? 'done' : 'working';
      }
    },

    /** Has the balance look again at the hour in which something arrived, which it may have closed: what is sent now can be lost as any other message. */
    async reopenHour(arrived: Date, now: Date, remainingMilliseconds: () => number): Promise<void> {
      const hour = new Date(Math.floor(arrived.getTime() / hourMilliseconds) * hourMilliseconds);
      const input = {
        Key: hoursKey,
        UpdateExpression: 'SET #reopened = :at',
        ExpressionAttributeNames: { '#reopened': reopenedName(hour.toISOString()) },
        ExpressionAttributeValues: { ':at': { S: now.toISOString() } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** It is no longer to be looked for among what is parked; what was parked anew meanwhile stays there. */
    async sent(work: WorkIdentity, now: Date, remainingMilliseconds: () => number): Promise<void> {
      try {
        await call({
          operation: 'UpdateItem',
          input: {
            Key: partOf(work),
            UpdateExpression: 'SET RedrivenAt = :at REMOVE #open',
            ConditionExpression:
              'attribute_exists(#open) AND (#status = :retry OR #status = :leased OR #status = :done)',
            ExpressionAttributeNames: { '#status': 'Status', '#open': 'Open' },
            ExpressionAttributeValues: {
              ':at': { S: now.toISOString() },
              ':retry': { S: 'retry' },
              ':leased': { S: 'leased' },
              ':done': { S: 'done' },
            },
          },
          remainingMilliseconds,
        });
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
      }
    },
  };
}
