import type { DeliveryRecord } from '../deliveries/delivery-record';
import type { DeliveryRecords } from '../deliveries/delivery-records-table';
import { type Cursor, type DeliveriesQuery, isListed, searchesOf } from './deliveries-query';

export interface ListedDeliveries {
  readonly deliveries: readonly DeliveryRecord[];
  /** Where the next page begins; absent where there is nothing more. */
  readonly next?: Cursor;
}

const pageLength = 50;
/** So much time is left for what comes after the search. */
const reserveMilliseconds = 8_000;

/** One page of deliveries, newest first. A search that takes long ends, and its page says where to go on. */
export async function listDeliveries(
  records: Pick<DeliveryRecords, 'search'>,
  query: DeliveriesQuery,
  remainingMilliseconds: () => number,
): Promise<ListedDeliveries> {
  const deliveries: DeliveryRecord[] = [];
  for (const search of searchesOf(query)) {
    if (remainingMilliseconds() < reserveMilliseconds) {
      return { deliveries, next: { at: search.until.toISOString(), key: '' } };
    }
    for await (const record of records.search(search)) {
      if (!isListed(record, query)) continue;
      const last = deliveries.at(-1);
      if (last && deliveries.length === pageLength) return { deliveries, next: cursorOf(last) };
      deliveries.push(record);
      if (remainingMilliseconds() < reserveMilliseconds) return { deliveries, next: cursorOf(record) };
    }
  }
  return { deliveries };
}

function cursorOf({ receivedAt, key }: DeliveryRecord): Cursor {
  return { at: receivedAt, key };
}
