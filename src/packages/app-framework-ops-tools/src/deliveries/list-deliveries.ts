import { type DeliveryRecord, stateInShort } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { type DeliveryFilter, isMeant, searchFor } from './delivery-filter';
import { openLedger } from './open-ledger';

export interface ListRequest extends DeliveryFilter {
  readonly limit: number;
  readonly ledger?: string;
}

const head = ['RECEIVED', 'DELIVERY', 'STATE', 'EVENT'];
/** What is left of 80 columns. */
const eventWidth = 16;

/** Lists deliveries, newest first. */
export async function listDeliveries(request: ListRequest): Promise<CommandResult> {
  const { records } = await openLedger(request);
  const search = searchFor(request, 'newest first', new Date());
  const listed: DeliveryRecord[] = [];
  let hasMore = false;
  for await (const record of records.search(search)) {
    if (!isMeant(record, request)) continue;
    hasMore = listed.length === request.limit;
    if (hasMore) break;
    listed.push(record);
  }
  const none = `No such delivery from ${search.since.toISOString()} to ${search.until.toISOString()}.`;
  const text = listed.length === 0 ? none : formatTable(head, listed.map(toRow));
  return {
    exitCode: exitCodes.ok,
    json: { since: search.since, until: search.until, hasMore, deliveries: listed },
    text: hasMore ? `${text}\nThere are more: --limit, --until and the other filters tell which.` : text,
  };
}

function toRow(record: DeliveryRecord): string[] {
  const { receivedAt, deliveryId, event, action } = record;
  const whole = action === undefined ? event : `${event}.${action}`;
  return [
    receivedAt.slice(5, 16).replace('T', ' '),
    deliveryId,
    stateInShort(record),
    whole.length > eventWidth ? `${whole.slice(0, eventWidth - 1)}…` : whole,
  ];
}
