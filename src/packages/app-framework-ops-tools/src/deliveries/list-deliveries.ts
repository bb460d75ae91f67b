import { type DeliveryRecord, many, stateInShort } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext, CommandResult } from '../command-line/command';
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

/** So many are looked at, or as many as are to be listed: a filter that few fit has a whole day of a storm read otherwise. */
const usuallyLooked = 5_000;
/** Somebody waits. */
const toldEvery = 1_000;

/** Lists deliveries, newest first. What takes long says how far it is, and ends where it can be gone on from. */
export async function listDeliveries(
  request: ListRequest,
  { progress }: Pick<CommandContext, 'progress'>,
): Promise<CommandResult> {
  const { records } = await openLedger(request);
  const search = searchFor(request, 'newest first', new Date());
  const listed: DeliveryRecord[] = [];
  let hasMore = false;
  let looked = 0;
  let goOnUntil: Date | undefined;
  const mostLooked = Math.max(usuallyLooked, request.limit + 1);
  for await (const record of records.search(search)) {
    if (looked === mostLooked) {
      goOnUntil = behind(record);
      break;
    }
    looked += 1;
    if (looked % toldEvery === 0) progress(`Looked at ${looked} deliveries, back to ${record.receivedAt}.`);
    if (!isMeant(record, request)) continue;
    hasMore = listed.length === request.limit;
    if (hasMore) break;
    listed.push(record);
  }
  const { since, until } = search;
  const none = `No such delivery from ${(goOnUntil ?? since).toISOString()} to ${until.toISOString()}.`;
  const lines = [
    listed.length === 0 ? none : formatTable(head, listed.map(toRow)),
    ...(hasMore ? ['There are more: --limit, --until and the other filters tell which.'] : []),
    ...(goOnUntil
      ? [
          `Looked at ${many(looked, 'delivery', 'deliveries')}. Go on with:\n  --since ${since.toISOString()} --until ${goOnUntil.toISOString()}`,
        ]
      : []),
  ];
  return {
    exitCode: exitCodes.ok,
    json: {
      since,
      until,
      hasMore: hasMore || goOnUntil !== undefined,
      ...(goOnUntil && { goOnUntil }),
      deliveries: listed,
    },
    text: lines.join('\n'),
  };
}

/** The end of a time that has this delivery in it, and what came with it. */
function behind({ receivedAt }: DeliveryRecord): Date {
  return new Date(Date.parse(receivedAt) + 1);
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
