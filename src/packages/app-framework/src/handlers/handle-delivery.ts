import { randomUUID } from 'node:crypto';
import { ComeAgainError } from '../aws/serve-batch';
import { DoNotRetryError } from '../event-context/do-not-retry';
import { cutText } from '../lambda/cut-text';
import { logError, logRecord, logWarning } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { HandlerLedger, HandlerTask } from './handler-ledger-table';

/** What becomes of the message that brought the work. */
export type TaskOutcome =
  | { readonly kind: 'settled'; readonly as: 'done' | 'parked' | 'set aside' | 'known' }
  /** It comes again, after so long. */
  | { readonly kind: 'again'; readonly afterSeconds: number };

export interface HandlingCollaborators {
  readonly ledger: HandlerLedger;
  readonly mostAttempts: number;
  /** What fails only because it has to wait is tried so often: an outage or a limit of GitHub is nobody's fault. */
  readonly mostWaits?: number;
  /** What has waited so often: `set aside` is for work that is right however late it is done, which the balance brings again for days before it is parked. */
  readonly waitedOut?: 'parked' | 'set aside';
  readonly now?: () => Date;
  readonly newOwner?: () => string;
}

export interface TaskRun {
  readonly task: HandlerTask;
  readonly remainingMilliseconds: () => number;
  /** Why there is nothing to do, asked before each try; absent where there is. */
  readonly skip?: () => Promise<string | undefined>;
  readonly work: (tried: WorkTry) => Promise<void>;
}

/** Which try of its work it is. */
export interface WorkTry {
  /** From 1, and from 1 again after a redrive. */
  readonly attempt: number;
  /** Whether a try began before, one before a redrive too: it may have written. */
  readonly isRepeated: boolean;
  /** Whether it is parked if it has to wait once more. */
  readonly isLastWait: boolean;
}

/** Lambda stops a function a little after its time-out: so long nobody else begins. */
const leaseMarginMilliseconds = 5_000;
/** With less time than this nothing is begun. */
const leastTimeMilliseconds = 3_000;
/** When to look what became of work that somebody else has taken over. */
const overtakenSeconds = 30;
/** For as long as GitHub delivers a webhook again. */
const longestAsideMilliseconds = 3 * 24 * 3_600_000;
/** GitHub's limits are of an hour at most. */
const longestWaitSeconds = 3_600;
const longestReason = 1_000;

/**
 * Runs one handler's work on one delivery: at least once tried, at most once done. The lease lasts as long as the function has time; a throw
 * is tried again with back-off and parked after `mostAttempts`; what only has to wait is no attempt, and is parked or set aside after
 * `mostWaits`.
 */
export function createHandleDelivery(collaborators: HandlingCollaborators) {
  const { ledger, mostAttempts, mostWaits = 18, now = () => new Date(), newOwner = randomUUID } = collaborators;
  const { waitedOut = 'parked' } = collaborators;

  return async function handle({ task, remainingMilliseconds, skip, work }: TaskRun): Promise<TaskOutcome> {
    const left = remainingMilliseconds();
    if (left < leastTimeMilliseconds) return { kind: 'again', afterSeconds: 1 };
    const at = now();
    const leaseUntil = new Date(at.getTime() + left + leaseMarginMilliseconds);
    const claim = await ledger.claim(task, { owner: newOwner(), now: at, leaseUntil }, remainingMilliseconds);
    if (claim.kind === 'taken') {
      const seconds = Math.ceil((claim.until.getTime() - at.getTime()) / 1_000) + 1;
      return { kind: 'again', afterSeconds: Math.max(1, seconds) };
    }
    if (claim.kind !== 'claimed') return { kind: 'settled', as: 'known' };
    const { owner, attempts, waits, isRepeated } = claim;
    const noted = { handler: task.handler, eventType: task.event, deliveryId: task.detail.delivery_id, attempts };
    let note: string | undefined;
    try {
      if (attempts > mostAttempts)
        throw new DoNotRetryError('The function ended without an answer each time: a crash or its time-out.');
      note = await skip?.();
      if (note === undefined) await work({ attempt: attempts, isRepeated, isLastWait: waits >= mostWaits });
    } catch (error) {
      const reason = reasonOf(error);
      const settled = { owner, now: now(), reason };
      const failed = { ...noted, ...countedOfPlatform({ ErrorOccurred: 1 }, settled.now) };
      const awaited = error instanceof ComeAgainError ? Math.min(longestWaitSeconds, error.afterSeconds) : undefined;
      const isAtEnd = awaited === undefined ? attempts >= mostAttempts : waits >= mostWaits;
      const isAside = awaited !== undefined && isAtEnd && waitedOut === 'set aside' && isYoung(task, settled.now);
      if (isAside) {
        logError('handler waited long: set aside', error, failed);
        const aside = { ...settled, waiting: { attempts: attempts - 1, waits }, isAside };
        const released = await ledger.release(task, aside, remainingMilliseconds);
        return released === 'lost' ? overtaken(noted) : { kind: 'settled', as: 'set aside' };
      }
      if (error instanceof DoNotRetryError || isAtEnd) {
        logError('handler failed: parked', error, failed);
        const parked = await ledger.park(task, settled, remainingMilliseconds);
        return parked === 'lost' ? overtaken(noted) : { kind: 'settled', as: 'parked' };
      }
      logError('handler failed: to be tried again', error, failed);
      const waiting = awaited === undefined ? undefined : { attempts: attempts - 1, waits: waits + 1 };
      await ledger.release(task, { ...settled, waiting }, remainingMilliseconds);
      return { kind: 'again', afterSeconds: Math.max(backOffSeconds(attempts + waits), awaited ?? 0) };
    }
    const finished = await ledger.finish(task, { owner, now: now(), note }, remainingMilliseconds);
    if (finished === 'lost') return overtaken(noted);
    logRecord('handler done', {
      ...noted,
      note,
      ...countedOfPlatform({ EventProcessed: 1, ...timeOf(task, now()) }, now()),
    });
    return { kind: 'settled', as: 'done' };
  };
}

/** Whoever took it over may still fail, and has no message but this one: it stays until the row says what became of it. */
function overtaken(noted: Readonly<Record<string, unknown>>): TaskOutcome {
  logWarning('handler ended after its lease was taken over', noted);
  return { kind: 'again', afterSeconds: overtakenSeconds };
}

/** The balance knows deliveries, and no replays of them. */
function isYoung({ detail }: HandlerTask, now: Date): boolean {
  return detail.replay_id === undefined && now.getTime() - Date.parse(detail.received_at) < longestAsideMilliseconds;
}

/** A replay is as late as whoever asked for it. */
function timeOf({ detail }: HandlerTask, done: Date): { readonly HandlingTime?: number } {
  const milliseconds = done.getTime() - Date.parse(detail.received_at);
  return detail.replay_id === undefined && milliseconds >= 0 ? { HandlingTime: milliseconds } : {};
}

/** 10 s, then twice as long each time, at most 15 minutes. */
function backOffSeconds(attempts: number): number {
  return Math.min(900, 10 * 2 ** (attempts - 1));
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return cutText(text, longestReason);
}
