import { createTableCall } from '../aws/table-call';
import { numberOf, textOf, textsOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { hourShard, ledgerShards, retentionSeconds } from '../webhooks/ledger-keys';
import type { LedgerRow } from './expected-work';

/** How far hours were looked at: those that are open, and the one that is opened next, as ISO 8601. */
export interface HoursProgress {
  readonly open: readonly string[];
  readonly next: string;
}

export type HourTable = ReturnType<typeof createHourTable>;

const progressKey = { Delivery: { S: 'balance' }, Part: { S: 'hours' } };

/** The ledger as the balance reads it: all rows of an hour, by the shards of its index. Each method throws AwsCallError. */
export function createHourTable({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function readShard(key: string, remainingMilliseconds: () => number): Promise<LedgerRow[]> {
    const rows: LedgerRow[] = [];
    let start: unknown;
    do {
      const input = {
        IndexName: 'Hour',
        KeyConditionExpression: '#hour = :hour',
        ExpressionAttributeNames: { '#hour': 'Hour' },
        ExpressionAttributeValues: { ':hour': { S: key } },
        ...(start !== undefined && { ExclusiveStartKey: start }),
      };
      const answer = await call({ operation: 'Query', input, remainingMilliseconds });
      const items = field(answer, 'Items');
      rows.push(...(Array.isArray(items) ? items : []).map(rowIn));
      start = field(answer, 'LastEvaluatedKey');
    } while (start !== undefined);
    return rows;
  }

  return {
    async progress(remainingMilliseconds: () => number): Promise<HoursProgress | undefined> {
      const input = { Key: progressKey, ConsistentRead: true };
      const answer = await call({ operation: 'GetItem', input, remainingMilliseconds });
      const saved = parsedJson(textOf(field(answer, 'Item'), 'Progress') ?? '');
      const open = field(saved, 'open');
      const next = field(saved, 'next');
      if (typeof next !== 'string' || !Array.isArray(open)) return undefined;
      return { next, open: open.filter((hour) => typeof hour === 'string') };
    },

    async saveProgress(progress: HoursProgress, remainingMilliseconds: () => number): Promise<void> {
      const Item = { ...progressKey, Progress: { S: JSON.stringify(progress) } };
      await call({ operation: 'PutItem', input: { Item }, remainingMilliseconds });
    },

    /** All rows of an hour, those of one delivery together, shard by shard. */
    async *shards(hour: Date, remainingMilliseconds: () => number): AsyncGenerator<readonly LedgerRow[], void> {
      for (let shard = 0; shard < ledgerShards; shard += 1) {
        yield await readShard(hourShard(hour, shard), remainingMilliseconds);
      }
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
    times: numberOf(item, 'Times') ?? 0,
    handlers: textsOf(item, 'Handlers'),
  };
}
