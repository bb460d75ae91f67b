import { type DeliveryIdentity, deliveryKey } from './delivery';

/** One index key takes about 1,000 writes a second (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). */
export const ledgerShards = 16;

/** So long rows are kept after their delivery arrived. */
export const retentionSeconds = 90 * 24 * 3_600;

/** Row of the balance: how far the hours were looked at. */
export const hoursKey = { Delivery: { S: 'balance' }, Part: { S: 'hours' } };
/** Its attribute for an hour, in ISO 8601, that may have been closed and has work again. */
export const reopenedName = (hour: string) => `reopened#${hour}`;

/** Key of a row: `delivery` is that of the delivery itself. */
export function ledgerKey(delivery: DeliveryIdentity, part = 'delivery') {
  return { Delivery: { S: deliveryKey(delivery) }, Part: { S: part } };
}

/** `2026-11-01T07#3`: the rows of an hour, spread over the shards by delivery. */
export function hourShard(receivedAt: Date, shard: number): string {
  return `${receivedAt.toISOString().slice(0, 13)}#${shard}`;
}

/** `issues#2026-11-01#3`: the rows of an event and a day, spread likewise. */
export function eventDayShard(event: string, receivedAt: Date, shard: number): string {
  return `${event}#${receivedAt.toISOString().slice(0, 10)}#${shard}`;
}

/** The same for the same delivery. */
export function shardOf(deliveryId: string): number {
  return Number.parseInt(deliveryId.slice(0, 4), 16) % ledgerShards;
}
