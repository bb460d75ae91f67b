/** A row of the ledger: of a delivery, of a handler's work on it, or of an event that was sent to a handler again. */
export interface LedgerRow {
  readonly key: string;
  readonly part: string;
  readonly hour: string;
  readonly receivedAt: string;
  readonly status: string | undefined;
  readonly publishedAt: string | undefined;
  readonly sentAt: string | undefined;
  readonly leaseUntil: number | undefined;
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
}

export interface WorkSeen {
  /** Deliveries that arrived and are not on the bus. */
  unpublished: number;
  done: number;
  parked: number;
  /** A handler is at it. */
  leased: number;
  /** Not done, and nobody is at it: it waits in the queue, or it is missing. */
  readonly open: OpenWork[];
}

export const nothingSeen = (): WorkSeen => ({ unpublished: 0, done: 0, parked: 0, leased: 0, open: [] });

/** What became of the deliveries of some rows at each handler that must see them; `isThere` tells which handlers the deployment still has. */
export function seeWork(
  rows: readonly LedgerRow[],
  { now, isThere }: { readonly now: Date; readonly isThere: (handler: string) => boolean },
  seen: WorkSeen,
): void {
  const byPlace = new Map(rows.map((row) => [`${row.key} ${row.part}`, row]));
  for (const delivery of rows.filter(({ part }) => part === 'delivery')) {
    if (delivery.status !== 'published') {
      seen.unpublished += 1;
      continue;
    }
    const { key, hour, receivedAt, publishedAt = receivedAt } = delivery;
    for (const handler of delivery.handlers.filter(isThere)) {
      const work = byPlace.get(`${key} handler#${handler}`);
      if (work?.status === 'done') seen.done += 1;
      else if (work?.status === 'parked') seen.parked += 1;
      else if (work?.status === 'leased' && (work.leaseUntil ?? 0) >= now.getTime()) seen.leased += 1;
      else {
        const again = byPlace.get(`${key} sent#${handler}`)?.sentAt ?? '';
        const sentAt = new Date(again > publishedAt ? again : publishedAt);
        seen.open.push({ key, handler, hour, receivedAt, sentAt });
      }
    }
  }
}
