import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type EventRoute, isRouted } from '../routes/event-route';
import { withKnownNames } from '../routes/repository-names';
import { scheduledAt } from '../triggers/decisions-table';
import { identitiesIn, identitiesKey } from '../webhooks/app-identity-table';
import { describeEvent } from '../webhooks/github-event';
import { hourShard, ledgerShards } from '../webhooks/ledger-keys';
import { operationsKey, routingKey } from '../webhooks/route-source';
import { routesIn } from '../webhooks/routing-table';
import { type DeliveryRecord, recordOf, type ScheduledRecord, scheduledIn } from './delivery-record';
import { type DeploymentOperations, parseOperations } from './deployment-operations';
import { walkIndex } from './index-walk';
import { replayKey } from './repeated-delivery-table';

/** Which deliveries are looked for. All members must hold. */
export interface DeliverySearch {
  /** Inclusive. */
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly order: 'newest first' | 'oldest first';
  /** GitHub's event: found by an index of its own. */
  readonly event?: string | undefined;
  /** What is not finished has an index, whatever its age. */
  readonly open?: 'received' | 'parked' | undefined;
}

/** Reads of a ledger, whoever calls DynamoDB: they take what it takes, without the name of the table, and answer what it answers. */
export interface LedgerReads {
  /** One page. */
  readonly query: (input: object) => Promise<unknown>;
  readonly item: (key: LedgerKey) => Promise<unknown>;
}

export type LedgerKey = typeof routingKey;

export interface DeliveryRecordsCollaborators {
  readonly reads: LedgerReads;
  readonly tableName: string;
}

export type DeliveryRecords = ReturnType<typeof createDeliveryRecords>;

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** A ledger as an operator reads it: by its keys and indexes, never the whole table. */
export function createDeliveryRecords({ reads, tableName }: DeliveryRecordsCollaborators) {
  const query = async (input: object): Promise<unknown[]> => {
    const rows: unknown[] = [];
    let from: unknown;
    do {
      const page = await reads.query({ ...input, ...(from !== undefined && { ExclusiveStartKey: from }) });
      const items = field(page, 'Items');
      rows.push(...(Array.isArray(items) ? items : []));
      from = field(page, 'LastEvaluatedKey');
    } while (from !== undefined);
    return rows;
  };
  const item = async (key: LedgerKey): Promise<unknown> => field(await reads.item(key), 'Item');

  const rowsOf = (key: string): Promise<unknown[]> =>
    query({
      ConsistentRead: true,
      KeyConditionExpression: 'Delivery = :key',
      ExpressionAttributeValues: { ':key': { S: key } },
    });

  /** All rows of one delivery. */
  const read = async (key: string): Promise<DeliveryRecord | undefined> => recordOf(key, await rowsOf(key));

  const partition = ({ index, value }: IndexKey, { since, until }: DeliverySearch) => ({
    IndexName: index,
    KeyConditionExpression: '#index = :value AND ReceivedAt BETWEEN :since AND :until',
    ExpressionAttributeNames: { '#index': index },
    ExpressionAttributeValues: {
      ':value': { S: value },
      ':since': { S: since.toISOString() },
      ':until': { S: new Date(until.getTime() - 1).toISOString() },
    },
  });

  return {
    tableName,
    read,

    /** Those with this delivery id: two Apps on one repository get the same. */
    async withId(deliveryId: string): Promise<DeliveryRecord[]> {
      const rows = await query({
        IndexName: 'DeliveryId',
        KeyConditionExpression: 'DeliveryId = :id',
        ExpressionAttributeValues: { ':id': { S: deliveryId } },
      });
      const keys = [...new Set(rows.flatMap((row) => textOf(row, 'Delivery') ?? []))].sort();
      const records = await Promise.all(keys.map(read));
      return records.flatMap((record) => record ?? []);
    },

    /** One after the other, in the order of their arrival. Read on as far as they are taken. */
    async *search(search: DeliverySearch): AsyncGenerator<DeliveryRecord, void> {
      const { order } = search;
      for (const { keys, isWhole } of groupsOf(search)) {
        const queries = keys.map((key) => partition(key, search));
        for await (const { at, rows } of walkIndex({ queries, order, query: reads.query })) {
          const found = [...byDelivery(rows)].sort(([one], [other]) => compare(one, other));
          if (order === 'newest first') found.reverse();
          for (const [key, parts] of found) {
            const isComplete = isWhole && parts.some(isArrival);
            const record = isComplete ? recordOf(key, parts) : await read(key);
            // What GitHub sent at one time and was brought at another is told at that of its arrival.
            if (record && (isComplete || search.open || record.receivedAt === at)) yield record;
          }
        }
      }
    },

    /** What came of the schedules that were due at a time. */
    async scheduled(at: Date): Promise<ScheduledRecord[]> {
      return (await rowsOf(scheduledAt(at.toISOString()))).map(scheduledIn);
    },

    /** What the deployment of this ledger consists of. @throws Error where it does not say */
    async operations(): Promise<DeploymentOperations> {
      const row = await item(operationsKey);
      const since = textOf(row, 'Since');
      return { ...parseOperations(textOf(row, 'Operations')), ...(since !== undefined && { since: new Date(since) }) };
    },

    /** Which events its handlers get, and what they need at GitHub. */
    async routes(): Promise<readonly EventRoute[]> {
      return routesIn(await item(routingKey));
    },

    /** Whether the rule of a handler is for a delivery, as far as its row says. @throws Error where there is no such handler */
    async routeOf(handler: string): Promise<(record: DeliveryRecord) => boolean> {
      const [routing, known] = await Promise.all([routingKey, identitiesKey].map(item));
      const route = routesIn(routing).find(({ name }) => name === handler);
      const { repositories } = identitiesIn(known);
      if (!route) throw new Error(`The deployment has no handler ${handler}.`);
      return (record) => isRouted(route, record.event, withKnownNames(detailOf(record), repositories));
    },

    /** How far a replay has come, as it was kept; absent where there is none. */
    async replay(replayId: string): Promise<string | undefined> {
      return textOf(await item(replayKey(replayId)), 'Progress');
    },
  };
}

function detailOf(record: DeliveryRecord) {
  const { action, repository, repositoryId, key, archiveKey = '' } = record;
  const payload = { action, repository: { id: repositoryId, full_name: repository } };
  const delivery = {
    ...record,
    payload,
    body: new Uint8Array(),
    receivedAt: new Date(record.receivedAt),
  };
  return describeEvent({ delivery, own: record.own, reference: { bucket: key, key: archiveKey } });
}

interface IndexKey {
  readonly index: 'Hour' | 'EventDay' | 'Open';
  readonly value: string;
}

/** Keys of an index that are read together. */
interface IndexGroup {
  readonly keys: readonly IndexKey[];
  /** True where the index has all rows of a delivery, its handlers' too. */
  readonly isWhole: boolean;
}

function* groupsOf({ since, until, order, event, open }: DeliverySearch): Generator<IndexGroup> {
  const shards = Array.from({ length: ledgerShards }, (_, shard) => shard);
  if (open) {
    yield { keys: shards.map((shard) => ({ index: 'Open', value: `${open}#${shard}` })), isWhole: false };
    return;
  }
  const step = event === undefined ? hourMilliseconds : dayMilliseconds;
  for (const time of stepsOf({ since, until, step, order })) {
    yield event === undefined
      ? { keys: shards.map((shard) => ({ index: 'Hour', value: hourShard(time, shard) })), isWhole: true }
      : {
          keys: shards.map((shard) => ({
            index: 'EventDay',
            value: `${event}#${time.toISOString().slice(0, 10)}#${shard}`,
          })),
          isWhole: false,
        };
  }
}

function stepsOf({ since, until, step, order }: Pick<DeliverySearch, 'since' | 'until' | 'order'> & { step: number }) {
  const first = Math.floor(since.getTime() / step);
  const last = Math.ceil(until.getTime() / step);
  const steps = Array.from({ length: Math.max(0, last - first) }, (_, index) => new Date((first + index) * step));
  return order === 'newest first' ? steps.reverse() : steps;
}

function byDelivery(rows: readonly unknown[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const row of rows) {
    const key = textOf(row, 'Delivery') ?? '';
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Rows of it stand at the time of its arrival, but for what the sweep knows of one that it fetched. */
function isArrival(row: unknown): boolean {
  return textOf(row, 'Part') === 'delivery' && textOf(row, 'Source') !== 'recovered';
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
