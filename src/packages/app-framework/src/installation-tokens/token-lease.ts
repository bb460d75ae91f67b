import type { Slot, SlotLease, SlotToken, TokenTable } from './token-table';

/** What a caller of the slot gets: a token that serves, or the right to mint one. Without an `owner` it mints for nobody but itself. */
export type Turn<Served> =
  | { readonly kind: 'served'; readonly served: Served }
  | { readonly kind: 'mint'; readonly owner?: string };

export interface TokenLeaseCollaborators {
  readonly slots: Pick<TokenTable, 'read' | 'claim'>;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly newOwner: () => string;
}

/** A slot, and which of its tokens serves. */
export interface SlotUse<Served> {
  readonly key: string;
  readonly serve: (token: SlotToken) => Promise<Served | undefined>;
  readonly remainingMilliseconds: () => number;
}

/** How long others leave the minting to whoever began it: a try at GitHub ends within that time. */
export const leaseMilliseconds = 10_000;
const mostReads = 10;
const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 3_500;
/** Pauses go on from here when another holder takes over: it has only just begun. */
const pauseAfterChange = 4;
/** What minting needs of a caller's time, at least. */
const reserveMilliseconds = 15_000;

/**
 * Folds misses of many processes into one mint: who takes the lease of a slot mints, the others look again after growing pauses, at most
 * ten times. A holder that dies holds them up for 10 s at most, by their own clocks as well as by its own. Who has waited in vain
 * mints for itself.
 */
export function createTokenLease({ slots, now, random, pause, newOwner }: TokenLeaseCollaborators) {
  return async function takeTurn<Served>(use: SlotUse<Served>): Promise<Turn<Served>> {
    const { key, serve, remainingMilliseconds } = use;
    let slot = await slots.read(key);
    let holder: { owner: string; since: number } | undefined;
    let pauses = 0;

    for (let reads = 1; ; reads += 1) {
      const served = slot.token && (await serve(slot.token));
      if (served) return { kind: 'served', served };

      const hasWaited =
        reads >= mostReads || isOverdue(slot.lease, holder) || remainingMilliseconds() < reserveMilliseconds;
      if (hasWaited || !isHeld(slot.lease)) {
        const lease = { owner: newOwner(), until: now().getTime() + leaseMilliseconds };
        const claimed = await slots.claim({
          key,
          now: now().getTime(),
          lease,
          replacing: slot.token?.tokenHash,
          overdue: hasWaited ? slot.lease?.owner : undefined,
        });
        if (claimed.kind === 'claimed') return { kind: 'mint', owner: lease.owner };
        slot = claimed.slot;
        const filled = slot.token && (await serve(slot.token));
        if (filled) return { kind: 'served', served: filled };
        if (reads >= mostReads) return { kind: 'mint' };
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

  function isHeld(lease: SlotLease | undefined): boolean {
    return lease !== undefined && lease.until > now().getTime();
  }

  /** A clock that runs behind would wait for longer than the lease: so the wait counts as well as the time that is written. */
  function isOverdue(lease: SlotLease | undefined, holder: { owner: string; since: number } | undefined): boolean {
    return lease !== undefined && lease.owner === holder?.owner && now().getTime() - holder.since >= leaseMilliseconds;
  }

  function nextPause(waiting: { slot: Slot; holder: { since: number } | undefined; pauses: number }): number {
    const { slot, holder, pauses } = waiting;
    const nominal = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** pauses);
    const jittered = nominal * (0.8 + 0.4 * random());
    const time = now().getTime();
    const leaseEnds =
      slot.lease && holder ? Math.min(slot.lease.until, holder.since + leaseMilliseconds) - time : jittered;
    return Math.max(10, Math.min(jittered, leaseEnds));
  }
}
