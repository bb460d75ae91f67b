import { type ShortState, shortStates, stateInShort } from '../deliveries/delivery-path';
import type { DeliveryRecord } from '../deliveries/delivery-record';
import type { DeliverySearch } from '../deliveries/delivery-records-table';

/** Which deliveries a page lists, as its address says it. */
export interface DeliveriesQuery {
  readonly event?: string;
  /** Login, as it was then. */
  readonly account?: string;
  readonly state?: ShortState;
  /** Inclusive. */
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  /** What the page before ended with. */
  readonly after?: Cursor;
}

/** A place in the list, newest first: behind this delivery, or behind all that came at this time or later. */
export interface Cursor {
  readonly at: string;
  readonly key: string;
}

const hour = 3_600_000;
const day = 24 * hour;
/** So long the ledger keeps them. */
const kept = 90 * day;
/** A name of a host alone may have 253. */
const longestCursor = 400;

/** Reads the query of an address. What is none is as good as absent: people write addresses, too. */
export function readDeliveriesQuery(query: URLSearchParams, now: Date): DeliveriesQuery {
  const text = (name: string, most = 100) => query.get(name)?.trim().slice(0, most) || undefined;
  const [event, account] = [text('event'), text('account')];
  const state = shortStates.find((one) => one === text('state'));
  const until = timeIn(text('until')) ?? new Date(now.getTime() + 1);
  // What is open has an index: it is found however old it is.
  const usual = new Date(until.getTime() - (state && openState(state) ? kept : day));
  const after = cursorIn(text('after', longestCursor));
  return {
    ...(event !== undefined && { event }),
    ...(account !== undefined && { account }),
    ...(state !== undefined && { state }),
    since: timeIn(text('since')) ?? usual,
    until,
    ...(after && { after }),
  };
}

/** The same query behind a place, as an address has it. */
export function queryBehind(given: URLSearchParams, { at, key }: Cursor): URLSearchParams {
  const next = new URLSearchParams(given);
  next.delete('link');
  next.set('after', `${at}~${key}`);
  return next;
}

/** How the ledger is searched for it, piece by piece, newest first. */
export function* searchesOf({ event, state, since, until, after }: DeliveriesQuery): Generator<DeliverySearch> {
  const open = state && openState(state);
  const piece = open ? kept : event === undefined ? 6 * hour : day;
  const end = after ? Math.min(until.getTime(), Date.parse(after.at) + (after.key === '' ? 0 : 1)) : until.getTime();
  for (let to = end; to > since.getTime(); to -= piece) {
    yield {
      since: new Date(Math.max(since.getTime(), to - piece)),
      until: new Date(to),
      order: 'newest first',
      ...(event !== undefined && { event }),
      ...(open && { open }),
    };
  }
}

/** Whether a delivery belongs on the page. */
export function isListed(record: DeliveryRecord, { event, account, state, after }: DeliveriesQuery): boolean {
  if (event !== undefined && record.event !== event) return false;
  if (account !== undefined && record.repository?.split('/')[0]?.toLowerCase() !== account.toLowerCase()) return false;
  if (state !== undefined && stateInShort(record) !== state) return false;
  return !after || after.key === '' || record.receivedAt < after.at || record.key < after.key;
}

function openState(state: ShortState): DeliverySearch['open'] {
  return state === 'received' || state === 'parked' ? state : undefined;
}

/** `2026-11-01T12:00` is meant in UTC, as all times here. */
function timeIn(text: string | undefined): Date | undefined {
  const time = new Date(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.test(text ?? '') ? withZone(text ?? '') : '',
  );
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function withZone(text: string): string {
  return text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text;
}

function cursorIn(text: string | undefined): Cursor | undefined {
  const [, at = '', key = ''] = /^([^~]+)~(.*)$/.exec(text ?? '') ?? [];
  return timeIn(at) === undefined ? undefined : { at, key };
}
