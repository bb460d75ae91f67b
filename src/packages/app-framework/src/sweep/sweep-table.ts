import { createTableCall, everyItem, isUnmetCondition } from '../aws/table-call';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type DeliveryIdentity, parseDeliveryKey } from '../webhooks/delivery';
import { eventDayShard, hourShard, ledgerKey, retentionSeconds, shardOf } from '../webhooks/ledger-keys';
import type { ListedAttempt } from './listed-deliveries';
import { parseProgress, type SweepProgress } from './sweep-progress';

/** What GitHub lists and the ledger lacks. */
export interface MissingDelivery extends DeliveryIdentity {
  readonly event: string;
  readonly attemptId: string;
  readonly deliveredAt: Date;
  /** How often GitHub was asked to send it again. */
  readonly asked: number;
  /** How often GitHub failed to return it. */
  readonly failures: number;
  /** Not to be tried before. */
  readonly retryAfter?: Date;
}

type AppIdentity = Pick<DeliveryIdentity, 'host' | 'appId'>;
export type SweepTable = ReturnType<typeof createSweepTable>;

const part = 'sweep';

/** Rows of the sweep in the ledger's table: how far each App's list was read, and what is missing. */
export function createSweepTable({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const progressKey = ({ host, appId }: AppIdentity) => ({
    Delivery: { S: `sweep#${host}#${appId}` },
    Part: { S: part },
  });
  const missingOf = ({ host, appId }: AppIdentity) => `missing#${host}#${appId}`;

  return {
    /** Absent where the App was never seen. */
    async progress(app: AppIdentity, remainingMilliseconds: () => number): Promise<SweepProgress | undefined> {
      const input = { Key: progressKey(app), ConsistentRead: true };
      const answer = await call({ operation: 'GetItem', input, remainingMilliseconds });
      const row = field(answer, 'Item');
      return row === undefined ? undefined : parseProgress(textOf(row, 'Progress') ?? '');
    },

    async saveProgress(app: AppIdentity, progress: SweepProgress, remainingMilliseconds: () => number): Promise<void> {
      const Item = { ...progressKey(app), Progress: { S: JSON.stringify(progress) } };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** True where the ledger says that it was published; `receivedAt` of one that is under way. */
    async standing(delivery: DeliveryIdentity, remainingMilliseconds: () => number): Promise<DeliveryStanding> {
      const input = { Key: ledgerKey(delivery), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      if (item === undefined) return { kind: 'absent' };
      if (textOf(item, 'Status') === 'published') return { kind: 'published' };
      return { kind: 'received', receivedAt: new Date(textOf(item, 'ReceivedAt') ?? '') };
    },

    /** Notes that it is missing. Noted before, it stays as it is, unless the attempt is newer: then that one is tried, if the row was closed, too. */
    async noteMissing(app: AppIdentity, attempt: ListedAttempt, remainingMilliseconds: () => number): Promise<void> {
      const { deliveryId, event, id, deliveredAt } = attempt;
      const Key = ledgerKey({ ...app, deliveryId }, part);
      const Open = { S: missingOf(app) };
      const at = deliveredAt.toISOString();
      const shard = shardOf(deliveryId);
      const Item = {
        ...Key,
        Event: { S: event },
        AttemptId: { S: id },
        ReceivedAt: { S: at },
        DeliveryId: { S: deliveryId },
        Hour: { S: hourShard(deliveredAt, shard) },
        EventDay: { S: eventDayShard(event, deliveredAt, shard) },
        Open,
        ExpiresAt: { N: String(Math.floor(deliveredAt.getTime() / 1_000) + retentionSeconds) },
      };
      try {
        await call({
          operation: 'PutItem',
          input: {
            Item,
            ConditionExpression: 'attribute_not_exists(Delivery)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
          remainingMilliseconds,
        });
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
        const known = missingIn(field(error.answer, 'Item'));
        if (BigInt(id) <= BigInt(known.attemptId)) return;
        const input = {
          Key,
          UpdateExpression: 'SET AttemptId = :id, #open = :open REMOVE #state',
          ConditionExpression: 'attribute_exists(Delivery)',
          ExpressionAttributeNames: { '#state': 'Status', '#open': 'Open' },
          ExpressionAttributeValues: { ':id': { S: id }, ':open': Open },
        };
        await call({ operation: 'UpdateItem', input, remainingMilliseconds });
      }
    },

    /** What is missing of an App, oldest first. */
    async *missing(
      app: AppIdentity,
      before: Date,
      remainingMilliseconds: () => number,
    ): AsyncGenerator<MissingDelivery, void> {
      const input = {
        IndexName: 'Open',
        KeyConditionExpression: '#open = :open AND ReceivedAt < :before',
        ExpressionAttributeNames: { '#open': 'Open' },
        ExpressionAttributeValues: { ':open': { S: missingOf(app) }, ':before': { S: before.toISOString() } },
      };
      for await (const item of everyItem(call, { operation: 'Query', input, remainingMilliseconds }))
        yield missingIn(item);
    },

    /** Has later runs leave it alone for a while, and counts why. */
    async postpone(
      delivery: DeliveryIdentity,
      { because, until }: { readonly because: 'Asked' | 'Failures'; readonly until: Date },
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const input = {
        Key: ledgerKey(delivery, part),
        UpdateExpression: `SET RetryAfter = :until ADD ${because} :one`,
        ConditionExpression: 'attribute_exists(Delivery)',
        ExpressionAttributeValues: { ':until': { S: until.toISOString() }, ':one': { N: '1' } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** It is here now, or GitHub does not return it: either way it is no longer to be fetched. */
    async close(
      delivery: DeliveryIdentity,
      state: 'recovered' | 'unrecoverable',
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const input = {
        Key: ledgerKey(delivery, part),
        UpdateExpression: 'SET #state = :state REMOVE #open',
        ConditionExpression: 'attribute_exists(Delivery)',
        ExpressionAttributeNames: { '#state': 'Status', '#open': 'Open' },
        ExpressionAttributeValues: { ':state': { S: state } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },
  };
}

export type DeliveryStanding =
  | { readonly kind: 'absent' | 'published' }
  | { readonly kind: 'received'; readonly receivedAt: Date };

function missingIn(item: unknown): MissingDelivery {
  const text = (name: string) => textOf(item, name) ?? '';
  const retryAfter = timeOf(item, 'RetryAfter');
  return {
    ...parseDeliveryKey(text('Delivery')),
    event: text('Event'),
    attemptId: text('AttemptId'),
    deliveredAt: new Date(text('ReceivedAt')),
    asked: numberOf(item, 'Asked') ?? 0,
    failures: numberOf(item, 'Failures') ?? 0,
    ...(retryAfter && { retryAfter }),
  };
}
