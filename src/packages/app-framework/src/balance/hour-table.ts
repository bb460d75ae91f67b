import { createTableCall, everyItem } from '../aws/table-call';
import { numberOf, textOf, textsOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { hourShard, hoursKey, reopenedName, retentionSeconds } from '../webhooks/ledger-keys';
import type { LedgerRow } from './expected-work';

/** How far hours were looked at: those that are open, and the one that is opened next, as ISO 8601. */
export interface HoursProgress {
  readonly open: readonly string[];
  readonly next: string;
  /** Shards of open hours that were found settled by a run which had no time for the others. */
  readonly settled?: Readonly<Record<string, readonly number[]>>;
}

export type HourTable = ReturnType<typeof createHourTable>;

/** The ledger as the balance reads it: all rows of an hour, by the shards of its index. Each method throws AwsCallError. */
export function createHourTable({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function readShard(key: string, remainingMilliseconds: () => number): Promise<LedgerRow[]> {
    const rows: LedgerRow[] = [];
    const input = {
      IndexName: 'Hour',
      KeyConditionExpression: '#hour = :hour',
      ExpressionAttributeNames: { '#hour': 'Hour' },
      ExpressionAttributeValues: { ':hour': { S: key } },
    };
    for await (const item of everyItem(call, { operation: 'Query', input, remainingMilliseconds }))
      rows.push(rowIn(item));
    return rows;
  }

  return {
    /** How far it is, and which closed hours have work again since it was saved. */
    async progress(
      remainingMilliseconds: () => number,
    ): Promise<{ readonly progress: HoursProgress | undefined; readonly reopened: readonly string[] }> {
      const input = { Key: hoursKey, ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      const noted = Object.keys(Object(item)).filter((name) => name.startsWith(reopenedName('')));
      return {
        progress: progressIn(parsedJson(textOf(item, 'Progress') ?? '')),
        reopened: noted.map((name) => name.slice(reopenedName('').length)),
      };
    },

    /** Those of `reopened` are in it: only what was reopened meanwhile stays noted. */
    async saveProgress(
      progress: HoursProgress,
      remainingMilliseconds: () => number,
      reopened: readonly string[] = [],
    ): Promise<void> {
      const names = Object.fromEntries(reopened.map((hour, index) => [`#reopened${index}`, reopenedName(hour)]));
      const remove = reopened.length > 0 && { ExpressionAttributeNames: names };
      const input = {
        Key: hoursKey,
        UpdateExpression: `SET Progress = :progress${remove ? ` REMOVE ${Object.keys(names).join(', ')}` : ''}`,
        ...remove,
        ExpressionAttributeValues: { ':progress': { S: JSON.stringify(progress) } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** All rows of one shard of an hour; those of one delivery are together. */
    async shard(hour: Date, shard: number, remainingMilliseconds: () => number): Promise<readonly LedgerRow[]> {
      return readShard(hourShard(hour, shard), remainingMilliseconds);
    },

    /** Keeps that an event was sent to a handler again, where the next look at its hour finds it. */
    async noteSent(
      { key, handler, hour, receivedAt }: SentAgain,
      at: Date,
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const input = {
        Key: { Delivery: { S: key }, Part: { S: `sent#${handler}` } },
        UpdateExpression:
          'SET #hour = :hour, ReceivedAt = :received, SentAt = :at, ExpiresAt = :expires ADD Times :one',
        ExpressionAttributeNames: { '#hour': 'Hour' },
        ExpressionAttributeValues: {
          ':hour': { S: hour },
          ':received': { S: receivedAt },
          ':at': { S: at.toISOString() },
          ':expires': { N: String(Math.floor(Date.parse(receivedAt) / 1_000) + retentionSeconds) },
          ':one': { N: '1' },
        },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },
  };
}

export interface SentAgain {
  readonly key: string;
  readonly handler: string;
  /** Key of the index. */
  readonly hour: string;
  readonly receivedAt: string;
}

function progressIn(saved: unknown): HoursProgress | undefined {
  const [open, next, settled] = ['open', 'next', 'settled'].map((name) => field(saved, name));
  if (typeof next !== 'string' || !Array.isArray(open)) return undefined;
  const hours = open.filter((hour) => typeof hour === 'string');
  const shardsOf = (hour: string) => {
    const shards = field(settled, hour);
    return Array.isArray(shards) ? shards.filter((shard) => typeof shard === 'number') : [];
  };
  return { next, open: hours, settled: Object.fromEntries(hours.map((hour) => [hour, shardsOf(hour)])) };
}

function rowIn(item: unknown): LedgerRow {
  return {
    key: textOf(item, 'Delivery') ?? '',
    part: textOf(item, 'Part') ?? '',
    hour: textOf(item, 'Hour') ?? '',
    receivedAt: textOf(item, 'ReceivedAt') ?? '',
    status: textOf(item, 'Status'),
    publishedAt: textOf(item, 'PublishedAt'),
    bodyHash: textOf(item, 'BodyHash'),
    sentAt: textOf(item, 'SentAt'),
    leaseUntil: numberOf(item, 'LeaseUntil'),
    lastSeenAt: textOf(item, 'LastSeenAt'),
    asideAt: textOf(item, 'AsideAt'),
    times: numberOf(item, 'Times') ?? 0,
    handlers: textsOf(item, 'Handlers'),
  };
}
