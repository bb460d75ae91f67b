/** A row of the ledger: of a delivery, of a handler's work on it, or of an event that was sent to a handler again. */
export interface LedgerRow {
  readonly key: string;
  readonly part: string;
  readonly hour: string;
  readonly receivedAt: string;
  readonly status: string | undefined;
  readonly publishedAt: string | undefined;
  /** Of the body that it came with; of a delivery only. */
  readonly bodyHash: string | undefined;
  readonly sentAt: string | undefined;
  readonly leaseUntil: number | undefined;
  /** When a try began or ended last. */
  readonly lastSeenAt: string | undefined;
  /** When it was set aside, where it has waited so long that its message was given up. */
  readonly asideAt: string | undefined;
  /** How often it was sent again. */
  readonly times: number;
  /** Those that must see the delivery. */
  readonly handlers: readonly string[];
}

/** Work that must be done, and that nobody is at. */
export interface OpenWork {
  readonly key: string;
  readonly handler: string;
  readonly hour: string;
  readonly receivedAt: string;
  /** When its message was put into the queue, at the latest. */
  readonly sentAt: Date;
  /** How often it was sent again. */
  readonly times: number;
  /** Its message was given up, and is not missing. */
  readonly isAside: boolean;
}

export interface WorkSeen {
  /** Deliveries that arrived and are not on the bus. */
  unpublished: number;
  done: number;
  parked: number;
  /** A handler is at it, or was so lately that its message is on its way back. */
  leased: number;
  /** Not done, and nobody is at it: it waits in the queue, or it is missing. */
  readonly open: OpenWork[];
  /** Bodies that were met, by what begins their hashes. */
  readonly bodies: Set<string>;
  /** Deliveries whose body another one had. */
  readonly repeated: string[];
}

export const nothingSeen = (): WorkSeen => ({
  unpublished: 0,
  done: 0,
  parked: 0,
  leased: 0,
  open: [],
  bodies: new Set(),
  repeated: [],
});

/** So much of a hash tells millions of bodies apart, and a busy hour of them fits the memory. */
const bodyCharacters = 20;
const minute = 60_000;
/** What failed comes again after a quarter of an hour at most. */
const longestBackOff = 15 * minute;
/** A message is invisible for six times the time of its function, which is about that of the lease. */
const visibilityFactor = 6;
const margin = 5 * minute;

/** What became of the deliveries of some rows at each handler that must see them; `isThere` tells which handlers the deployment still has. */
export function seeWork(
  rows: readonly LedgerRow[],
  { now, isThere }: { readonly now: Date; readonly isThere: (handler: string) => boolean },
  seen: WorkSeen,
): void {
  const byPlace = new Map(rows.map((row) => [`${row.key} ${row.part}`, row]));
  for (const delivery of rows.filter(({ part }) => part === 'delivery')) {
    lookAtBody(delivery, seen);
    if (delivery.status === 'unrecoverable') continue;
    if (delivery.status !== 'published') {
      seen.unpublished += 1;
      continue;
    }
    const { key, hour, receivedAt, publishedAt = receivedAt } = delivery;
    for (const handler of delivery.handlers.filter(isThere)) {
      const work = byPlace.get(`${key} handler#${handler}`);
      if (work?.status === 'done') seen.done += 1;
      else if (work?.status === 'parked') seen.parked += 1;
      else if (work && comesUntil(work) >= now.getTime()) seen.leased += 1;
      else {
        const { sentAt: again = '', times = 0 } = byPlace.get(`${key} sent#${handler}`) ?? {};
        const sentAt = new Date(again > publishedAt ? again : publishedAt);
        const isAside = work?.asideAt !== undefined;
        seen.open.push({ key, handler, hour, receivedAt, sentAt, times, isAside });
      }
    }
  }
}

/** GitHub signs bodies only: one that came under two delivery ids was sent again by somebody else. */
function lookAtBody({ key, bodyHash }: LedgerRow, { bodies, repeated }: WorkSeen): void {
  const body = bodyHash?.slice(0, bodyCharacters);
  if (body === undefined) return;
  if (bodies.has(body)) repeated.push(key);
  bodies.add(body);
}

/**
 * Until when whoever has it, or its message, is to be waited for. No queue tells: SQS leaves out of the age of its oldest message those that were
 * received more than three times (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
 */
function comesUntil({ status, leaseUntil = 0, lastSeenAt = '' }: LedgerRow): number {
  const seenAt = Date.parse(lastSeenAt);
  if (status === 'retry') return Number.isNaN(seenAt) ? 0 : seenAt + longestBackOff + margin;
  if (status !== 'leased' || Number.isNaN(seenAt)) return leaseUntil;
  return seenAt + visibilityFactor * (leaseUntil - seenAt) + margin;
}
