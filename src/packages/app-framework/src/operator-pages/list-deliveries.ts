import type { DeliveryRecord } from '../deliveries/delivery-record';
import type { DeliveryRecords } from '../deliveries/delivery-records-table';
import { type Cursor, type DeliveriesQuery, isListed, searchesOf } from './deliveries-query';

export interface ListedDeliveries {
  readonly deliveries: readonly DeliveryRecord[];
  /** Where the next page begins; absent where there is nothing more. */
  readonly next?: Cursor;
}

const pageLength = 50;
/** So many are looked at for one page: an hour of a storm has twenty times as many. */
const mostLooked = 5_000;
/** So much time is left for what comes after the search. */
const reserveMilliseconds = 8_000;

/** One page of deliveries, newest first. A search that takes long, or through many, ends, and its page says where to go on. */
export async function listDeliveries(
  records: Pick<DeliveryRecords, 'search'>,
  query: DeliveriesQuery,
  remainingMilliseconds: () => number,
): Promise<ListedDeliveries> {
  const deliveries: DeliveryRecord[] = [];
  let looked = 0;
  for (const search of searchesOf(query)) {
    if (remainingMilliseconds() < reserveMilliseconds) {
      return { deliveries, next: { at: search.until.toISOString(), key: '' } };
    }
    for await (const record of records.search(search)) {
      if (isListed(record, query)) {
        const last = deliveries.at(-1);
        if (last && deliveries.length === pageLength) return { deliveries, next: cursorOf(last) };
        deliveries.push(record);
      }
      looked += 1;
      if (looked === mostLooked || remainingMilliseconds() < reserveMilliseconds)
        return { deliveries, next: cursorOf(record) };
    }
  }
  return { deliveries };
}

function cursorOf({ receivedAt, key }: DeliveryRecord): Cursor {
  return { at: receivedAt, key };
}
