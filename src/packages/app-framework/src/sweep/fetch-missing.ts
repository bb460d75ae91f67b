import type { GitHubFailure } from '../github/outcome';
import { logError, logInfo, logWarning } from '../lambda/logger';
import type { PublishDelivery } from '../webhooks/publish-delivery';
import type { ListedDeliveries } from './listed-deliveries';
import type { MissingDelivery, SweepTable } from './sweep-table';
import type { SweepRun, WalkEnd } from './walk-listed';

export interface FetchCollaborators {
  readonly listed: Pick<ListedDeliveries, 'fetch' | 'redeliver'>;
  readonly table: Pick<SweepTable, 'progress' | 'saveProgress' | 'missing' | 'standing' | 'postpone' | 'close'>;
  readonly publish: PublishDelivery;
  readonly now: () => Date;
}

export interface FetchFigures {
  recovered: number;
  redeliveriesAsked: number;
  unrecoverable: number;
  failed: number;
}

/** Time for a delivery that is late, or was asked for, to arrive by itself. */
export const patienceMilliseconds = 2 * 60_000;
const minute = 60_000;
const askAgainMilliseconds = 10 * minute;
const mostAsked = 3;
/** One that fails may be the fault of its own; so many one after the other are not. */
const mostFailuresInARow = 3;
/** Deliveries that the first run after an outage brings, and the most that one ever does. */
const pace = { least: 25, most: 800 };
/** So many an hour are brought at full pace, with a run every 5 minutes. */
export const mostAnHour = pace.most * 12;

/**
 * Brings what is missing here, oldest first: fetched and published; where GitHub does not return it, asked for once more. After an outage few
 * at first, then twice as many in each run that goes well: handlers, and what they call, may just have come back themselves.
 */
export function createFetchMissing({ listed, table, publish, now }: FetchCollaborators) {
  return async function fetchMissing(run: SweepRun, figures: FetchFigures): Promise<WalkEnd> {
    const { app, remainingMilliseconds } = run;
    const progress = (await table.progress(app, remainingMilliseconds)) ?? {};
    const paced = Math.max(pace.least, Math.min(pace.most, progress.pace ?? pace.least));
    const keepPace = async (next: number) => {
      if (next !== paced) await table.saveProgress(app, { ...progress, pace: next }, remainingMilliseconds);
    };
    const slower = Math.ceil(paced / 2);
    const before = new Date(now().getTime() - patienceMilliseconds);
    let brought = 0;
    let inARow = 0;
    for await (const missing of table.missing(app, before, remainingMilliseconds)) {
      if (missing.retryAfter && missing.retryAfter > now()) {
        await hasArrived(missing, run);
        continue;
      }
      if (brought === paced) {
        await keepPace(paced * 2);
        return { kind: 'paused' };
      }
      if (!run.mayAsk()) return { kind: 'paused' };
      brought += 1;
      const failure = await tried(missing, run, figures);
      inARow = failure ? inARow + 1 : 0;
      if (!failure) continue;
      const isOfAll = failure.kind === 'failed' && !isOfOne(failure.failure);
      if (!isOfAll && inARow < mostFailuresInARow) continue;
      await keepPace(slower);
      if (failure.kind === 'failed') return failure;
      throw failure.error;
    }
    await keepPace(pace.least);
    return { kind: 'through' };
  };

  async function tried(missing: MissingDelivery, run: SweepRun, figures: FetchFigures): Promise<Failed | undefined> {
    let failed: Failed | undefined;
    try {
      const end = await bring(missing, run, figures);
      if (end.kind === 'failed') failed = end;
    } catch (error) {
      failed = { kind: 'thrown', error };
    }
    if (!failed) return undefined;
    figures.failed += 1;
    const message = 'missing delivery could not be recovered: it is tried again';
    if (failed.kind === 'thrown') logError(message, failed.error, fieldsOf(missing));
    else logWarning(message, { ...fieldsOf(missing), failure: failed.failure });
    // What is thrown may be its own fault, too: the oldest come first, and three such would keep all others from their turn for good.
    if (failed.kind === 'thrown' || isOfOne(failed.failure)) {
      const wait = Math.min(60, 5 * 2 ** missing.failures) * minute;
      await table.postpone(missing, { because: 'Failures', until: later(wait) }, run.remainingMilliseconds);
    }
    return failed;
  }

  async function bring(missing: MissingDelivery, run: SweepRun, figures: FetchFigures): Promise<WalkEnd> {
    const { app, remainingMilliseconds } = run;
    if (await hasArrived(missing, run)) return { kind: 'through' };
    const fetched = await listed.fetch(app, missing.attemptId, remainingMilliseconds);
    if (fetched.kind === 'fetched') {
      const { text, payload } = fetched;
      const delivery = { ...missing, body: Buffer.from(text), payload, receivedAt: now() };
      await publish({ delivery, payloadText: text, source: 'recovered', remainingMilliseconds });
      await table.close(missing, 'recovered', remainingMilliseconds);
      figures.recovered += 1;
      logInfo('missing delivery recovered', fieldsOf(missing));
      return { kind: 'through' };
    }
    // GitHub answers 404 for a while, too, to what it has just listed.
    const isWithheld = fetched.kind === 'withheld' || fetched.kind === 'not-found';
    if (isWithheld && missing.asked < mostAsked) {
      const answer = await listed.redeliver(app, missing.attemptId, remainingMilliseconds);
      if (answer.kind === 'throttled' || answer.kind === 'unavailable') return { kind: 'failed', failure: answer };
      await table.postpone(missing, { because: 'Asked', until: later(askAgainMilliseconds) }, remainingMilliseconds);
      figures.redeliveriesAsked += 1;
      logWarning('GitHub does not return a missing delivery: it was asked to send it again', fieldsOf(missing));
      return { kind: 'through' };
    }
    if (isWithheld) {
      await table.close(missing, 'unrecoverable', remainingMilliseconds);
      figures.unrecoverable += 1;
      logWarning('missing delivery cannot be recovered: GitHub does not return it', fieldsOf(missing));
      return { kind: 'through' };
    }
    return { kind: 'failed', failure: fetched };
  }

  /** By itself, or because it was asked for. */
  async function hasArrived(missing: MissingDelivery, { remainingMilliseconds }: SweepRun): Promise<boolean> {
    const { kind } = await table.standing(missing, remainingMilliseconds);
    if (kind === 'published') await table.close(missing, 'recovered', remainingMilliseconds);
    return kind === 'published';
  }

  function later(milliseconds: number): Date {
    return new Date(now().getTime() + milliseconds);
  }
}

type Failed = Extract<WalkEnd, { readonly kind: 'failed' }> | { readonly kind: 'thrown'; readonly error: unknown };

/** It may be about this delivery alone: the others are tried. */
function isOfOne({ kind }: GitHubFailure): boolean {
  return kind === 'unavailable' || kind === 'unprocessable';
}

function fieldsOf({ deliveryId, appId, event }: MissingDelivery) {
  return { deliveryId, appId, eventType: event };
}
