import { logError, logInfo, logWarning } from '../lambda/logger';
import { many } from '../lambda/many';
import { ledgerShards } from '../webhooks/ledger-keys';
import type { BalanceFigures } from './balance-metric';
import { nothingSeen, type OpenWork, seeWork, type WorkSeen } from './expected-work';
import type { HoursProgress, HourTable } from './hour-table';

export interface BalanceCollaborators {
  readonly table: HourTable;
  /** The handlers that there are, and whether their work may still wait in a queue: of the moment. */
  readonly openQueues: (remainingMilliseconds: () => number) => Promise<QueuesOfHandlers>;
  /** Sends an event to a handler again, under its original identity; answers what came of it. */
  readonly sendAgain: (work: OpenWork, remainingMilliseconds: () => number) => Promise<string>;
  readonly report: (figures: BalanceFigures) => void;
  readonly now?: () => Date;
}

export interface QueuesOfHandlers {
  readonly isThere: (handler: string) => boolean;
  readonly mayWait: (work: OpenWork, remainingMilliseconds: () => number) => Promise<boolean>;
}

const nothingFigured = { missing: 0, sentAgain: 0, waiting: 0, unpublished: 0, openHours: 0, repeatedBodies: 0 };
const mostNamed = 20;
const hourMilliseconds = 3_600_000;
/** What arrived at the end of an hour has so long to be handled before anybody looks. */
const settlingMilliseconds = 15 * 60_000;
/** A new deployment, or one that has not been looked at for long, begins so far back. */
const firstHours = 24;
const mostSentAgain = 200;
/** Nothing is begun with less time than this. */
const reserveMilliseconds = 15_000;
/** What fails so often for a handler fails for all of its events, as a rule: the run goes on with the others. */
const mostFailures = 3;
/** What was sent again and is not taken is sent more and more seldom. */
const resend = { first: 5 * 60_000, last: 6 * hourMilliseconds };

/**
 * Walks each hour that ended 15 minutes ago until it is closed: every delivery published, and at every handler that must see it done or parked. A
 * handler that was removed is expected no more. What nobody is at, and what waits in no queue, is missing, or was set aside: it is sent to its handler
 * again.
 * A handler whose queue fails, or an event that cannot be sent, holds up no other.
 * @throws Error after all that could be done, where an hour could not be read or an event not be looked after
 */
export function createBalanceDeliveries(collaborators: BalanceCollaborators) {
  const { table, openQueues, sendAgain, report, now = () => new Date() } = collaborators;

  return async function balance(remainingMilliseconds: () => number): Promise<BalanceFigures> {
    const figures: BalanceFigures = { ...nothingFigured };
    const queues = await openQueues(remainingMilliseconds);
    const known = await table.progress(remainingMilliseconds);
    let progress = opened(known.progress, known.reopened, now());
    await table.saveProgress(progress, remainingMilliseconds, known.reopened);
    const unread: string[] = [];
    const failures = new Map<string, number>();
    for (const hour of rotated(progress.open, now())) {
      if (remainingMilliseconds() < reserveMilliseconds) break;
      try {
        const end = await walk(hour);
        if (end.kind === 'open') continue;
        const { [hour]: _ended, ...settled } = progress.settled ?? {};
        progress =
          end.kind === 'closed'
            ? { ...progress, settled, open: progress.open.filter((one) => one !== hour) }
            : { ...progress, settled: { ...settled, [hour]: end.settled } };
        await table.saveProgress(progress, remainingMilliseconds);
      } catch (error) {
        logError('an hour of the ledger could not be looked at', error, { hour });
        unread.push(hour);
      }
    }
    const final = { ...figures, openHours: progress.open.length };
    report(final);
    if (unread.length > 0)
      throw new Error(`${many(unread.length, 'hour')} of the ledger could not be looked at: see above.`);
    if (failures.size > 0)
      throw new Error(`Events of ${[...failures.keys()].join(', ')} could not be looked after: see above.`);
    return final;

    /** An hour that is too large for one run is closed over several: what was found settled is not read again. */
    async function walk(hour: string): Promise<HourEnd> {
      const seen = nothingSeen();
      const settled = new Set(progress.settled?.[hour]);
      let isWhole = true;
      for (let shard = 0; shard < ledgerShards && isWhole; shard += 1) {
        if (settled.has(shard)) continue;
        isWhole = remainingMilliseconds() >= reserveMilliseconds;
        if (!isWhole) break;
        const before = leftOf(seen);
        const rows = await table.shard(new Date(hour), shard, remainingMilliseconds);
        seeWork(rows, { now: now(), isThere: queues.isThere }, seen);
        if (leftOf(seen) === before) settled.add(shard);
      }
      figures.unpublished += seen.unpublished;
      figures.waiting += seen.leased;
      for (const work of seen.open) await look(work);
      if (!isWhole) return { kind: 'cut short', settled: [...settled] };
      if (leftOf(seen) > 0) return { kind: 'open' };
      const { done, parked } = seen;
      logInfo('hour of the ledger is closed', { hour, done, parked });
      tellRepeated(hour, seen.repeated);
      return { kind: 'closed' };
    }

    /** Once for an hour, when no more comes to it. */
    function tellRepeated(hour: string, repeated: readonly string[]): void {
      figures.repeatedBodies += repeated.length;
      if (repeated.length === 0) return;
      const deliveryKeys = repeated.slice(0, mostNamed);
      logWarning('bodies came under several delivery ids: somebody may replay them', {
        hour,
        count: repeated.length,
        deliveryKeys,
      });
    }

    async function look(work: OpenWork): Promise<void> {
      const { key, handler } = work;
      const failed = failures.get(handler) ?? 0;
      if (failed >= mostFailures || remainingMilliseconds() < reserveMilliseconds) return;
      try {
        await sendWhatIsMissing(work);
      } catch (error) {
        failures.set(handler, failed + 1);
        logError('event could not be looked after: it is tried again', error, { deliveryKey: key, handler });
      }
    }

    async function sendWhatIsMissing(work: OpenWork): Promise<void> {
      if (await queues.mayWait(work, remainingMilliseconds)) {
        figures.waiting += 1;
        return;
      }
      if (work.isAside) figures.waiting += 1;
      else figures.missing += 1;
      if (figures.sentAgain >= mostSentAgain || now().getTime() < resendAt(work)) return;
      const fields = { deliveryKey: work.key, handler: work.handler };
      const outcome = await sendAgain(work, remainingMilliseconds);
      if (outcome === 'sent') figures.sentAgain += 1;
      await table.noteSent(work, now(), remainingMilliseconds);
      if (work.isAside) logInfo('event that was set aside is brought to its handler', { ...fields, outcome });
      else logWarning('event is missing at its handler', { ...fields, outcome });
    }
  };
}

function resendAt({ sentAt, times }: OpenWork): number {
  return times === 0 ? 0 : sentAt.getTime() + Math.min(resend.last, resend.first * 2 ** (times - 1));
}

type HourEnd =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open' }
  | { readonly kind: 'cut short'; readonly settled: readonly number[] };

/** What keeps an hour open. */
function leftOf({ unpublished, leased, open }: WorkSeen): number {
  return unpublished + leased + open.length;
}

function opened(progress: HoursProgress | undefined, reopened: readonly string[], now: Date): HoursProgress {
  // Those to come are opened in their turn.
  const again = reopened.filter((hour) => progress !== undefined && hour < progress.next);
  const open = [...new Set([...(progress?.open ?? []), ...again])];
  const settled = Object.fromEntries(Object.entries(progress?.settled ?? {}).filter(([hour]) => !again.includes(hour)));
  const hourOf = (time: number) => Math.floor(time / hourMilliseconds) * hourMilliseconds;
  let next = progress ? Date.parse(progress.next) : hourOf(now.getTime()) - firstHours * hourMilliseconds;
  while (next + hourMilliseconds + settlingMilliseconds <= now.getTime()) {
    open.push(new Date(next).toISOString());
    next += hourMilliseconds;
  }
  return { open, next: new Date(next).toISOString(), settled };
}

/** Not always the same one first, so that one with much in it does not take the time of the others for good. */
function rotated(hours: readonly string[], now: Date): string[] {
  const first = hours.length === 0 ? 0 : Math.floor(now.getTime() / 300_000) % hours.length;
  return [...hours.slice(first), ...hours.slice(0, first)];
}
