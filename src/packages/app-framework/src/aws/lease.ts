/** Who is making the content of a slot, and until when others leave that to it. */
export interface Lease {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A row that holds something which is made by one of many. */
export interface LeasedSlot<Content> {
  readonly content?: Content;
  readonly lease?: Lease;
}

/** A claim to make the content of a slot. */
export interface LeaseClaim<Slot> {
  readonly key: string;
  readonly now: number;
  readonly lease: Lease;
  /** The slot as it was seen, with content that does not serve, or none: where it has other content by now, the claim fails. */
  readonly seen: Slot;
  /** Holder that has shown no sign of life for long enough, by whatever clock. */
  readonly overdue: string | undefined;
}

export type LeaseClaimed<Slot> = { readonly kind: 'claimed' } | { readonly kind: 'taken'; readonly slot: Slot };

/** The rows, each write on its condition. */
export interface LeaseTable<Slot> {
  read(key: string): Promise<Slot>;
  claim(claim: LeaseClaim<Slot>): Promise<LeaseClaimed<Slot>>;
}

/** What a caller of the slot gets: content that serves, or the right to make it. Without an `owner` it makes it for nobody but itself. */
export type Turn<Served> =
  | { readonly kind: 'served'; readonly served: Served }
  | { readonly kind: 'make'; readonly owner?: string };

export interface LeaseCollaborators<Slot> {
  readonly slots: LeaseTable<Slot>;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly newOwner: () => string;
}

/** A slot, and which of its contents serves. */
export interface SlotUse<Content, Served> {
  readonly key: string;
  readonly serve: (content: Content) => Promise<Served | undefined>;
  readonly remainingMilliseconds: () => number;
}

/** How long others leave the work to whoever began it: a try at another service ends within that time. */
export const leaseMilliseconds = 10_000;
const mostReads = 10;
const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 3_500;
/** Pauses go on from here when another holder takes over: it has only just begun. */
const pauseAfterChange = 4;
/** What the work needs of a caller's time, at least. */
const reserveMilliseconds = 15_000;

/**
 * Folds the same work of many processes into one: who takes the lease of a slot does it, the others look again after growing pauses, at
 * most ten times. A holder that dies holds them up for 10 s at most, by their own clocks as well as by its own. Who has waited in vain
 * does it for itself.
 */
export function createLease<Content, Slot extends LeasedSlot<Content>>(collaborators: LeaseCollaborators<Slot>) {
  const { slots, now, random, pause, newOwner } = collaborators;

  return async function takeTurn<Served>(use: SlotUse<Content, Served>): Promise<Turn<Served>> {
    const { key, serve, remainingMilliseconds } = use;
    let slot = await slots.read(key);
    let holder: { owner: string; since: number } | undefined;
    let pauses = 0;

    for (let reads = 1; ; reads += 1) {
      const served = slot.content && (await serve(slot.content));
      if (served) return { kind: 'served', served };

      const hasWaited =
        reads >= mostReads || isOverdue(slot.lease, holder) || remainingMilliseconds() < reserveMilliseconds;
      if (hasWaited || !isHeld(slot.lease)) {
        const lease = { owner: newOwner(), until: now().getTime() + leaseMilliseconds };
        const overdue = hasWaited ? slot.lease?.owner : undefined;
        const claimed = await slots.claim({ key, now: now().getTime(), lease, seen: slot, overdue });
        if (claimed.kind === 'claimed') return { kind: 'make', owner: lease.owner };
        slot = claimed.slot;
        const filled = slot.content && (await serve(slot.content));
        if (filled) return { kind: 'served', served: filled };
        if (reads >= mostReads) return { kind: 'make' };
      }

      if (slot.lease && slot.lease.owner !== holder?.owner) {
        if (holder) pauses = pauseAfterChange;
        holder = { owner: slot.lease.owner, since: now().getTime() };
      }
      await pause(nextPause({ slot, holder, pauses }));
      pauses += 1;
      slot = await slots.read(key);
    }
  };

  function isHeld(lease: Lease | undefined): boolean {
    return lease !== undefined && lease.until > now().getTime();
  }

  /** A clock that runs behind would wait for longer than the lease: so the wait counts as well as the time that is written. */
  function isOverdue(lease: Lease | undefined, holder: { owner: string; since: number } | undefined): boolean {
    return lease !== undefined && lease.owner === holder?.owner && now().getTime() - holder.since >= leaseMilliseconds;
  }

  function nextPause(waiting: {
    slot: { readonly lease?: Lease };
    holder: { since: number } | undefined;
    pauses: number;
  }): number {
    const { slot, holder, pauses } = waiting;
    const nominal = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** pauses);
    const jittered = nominal * (0.8 + 0.4 * random());
    const time = now().getTime();
    const leaseEnds =
      slot.lease && holder ? Math.min(slot.lease.until, holder.since + leaseMilliseconds) - time : jittered;
    return Math.max(10, Math.min(jittered, leaseEnds));
  }
}
