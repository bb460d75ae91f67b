import { logError, logInfo, logWarning } from '../lambda/logger';
import type { PublishDelivery } from '../webhooks/publish-delivery';
import type { ListedDeliveries } from './listed-deliveries';
import type { MissingDelivery, SweepTable } from './sweep-table';
import type { SweepRun, WalkEnd } from './walk-listed';

export interface FetchCollaborators {
  readonly listed: Pick<ListedDeliveries, 'fetch' | 'redeliver'>;
  readonly table: Pick<SweepTable, 'missing' | 'standing' | 'noteAsked' | 'close'>;
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
const patienceMilliseconds = 2 * 60_000;
const askAgainMilliseconds = 10 * 60_000;
const mostAsked = 3;

/** Brings what is missing here, oldest first: fetched and published; where GitHub does not return it, asked for once more. */
export function createFetchMissing({ listed, table, publish, now }: FetchCollaborators) {
  return async function fetchMissing(
    { app, mayAsk, remainingMilliseconds }: SweepRun,
    figures: FetchFigures,
  ): Promise<WalkEnd> {
    const before = new Date(now().getTime() - patienceMilliseconds);
    for await (const missing of table.missing(app, before, remainingMilliseconds)) {
      if (!mayAsk()) return { kind: 'paused' };
      try {
        const end = await bring(missing, { app, mayAsk, remainingMilliseconds }, figures);
        if (end.kind === 'failed') return end;
      } catch (error) {
        figures.failed += 1;
        logError('missing delivery could not be recovered: it is tried again', error, fieldsOf(missing));
      }
    }
    return { kind: 'through' };
  };

  async function bring(missing: MissingDelivery, run: SweepRun, figures: FetchFigures): Promise<WalkEnd> {
    const { app, remainingMilliseconds } = run;
    const standing = await table.standing(missing, remainingMilliseconds);
    if (standing.kind === 'published') {
      await table.close(missing, 'recovered', remainingMilliseconds);
      return { kind: 'through' };
    }
    if (missing.askedAt && now().getTime() - missing.askedAt.getTime() < askAgainMilliseconds)
      return { kind: 'through' };
    const fetched = await listed.fetch(app, missing.attemptId, remainingMilliseconds);
    if (fetched.kind === 'fetched') {
      const delivery = {
        ...missing,
        body: Buffer.from(fetched.text),
        payload: fetched.payload,
        secretVersion: 0,
        receivedAt: now(),
      };
      await publish({ delivery, payloadText: fetched.text, source: 'recovered', remainingMilliseconds });
      await table.close(missing, 'recovered', remainingMilliseconds);
      figures.recovered += 1;
      logInfo('missing delivery recovered', fieldsOf(missing));
      return { kind: 'through' };
    }
    if (fetched.kind === 'withheld' && missing.asked < mostAsked) {
      const answer = await listed.redeliver(app, missing.attemptId, remainingMilliseconds);
      if (answer.kind === 'throttled' || answer.kind === 'unavailable') return { kind: 'failed', failure: answer };
      await table.noteAsked(missing, now(), remainingMilliseconds);
      figures.redeliveriesAsked += 1;
      logWarning('GitHub does not return a missing delivery: it was asked to send it again', fieldsOf(missing));
      return { kind: 'through' };
    }
    if (fetched.kind === 'withheld' || fetched.kind === 'not-found') {
      await table.close(missing, 'unrecoverable', remainingMilliseconds);
      figures.unrecoverable += 1;
      logWarning('missing delivery cannot be recovered: GitHub does not return it', fieldsOf(missing));
      return { kind: 'through' };
    }
    return { kind: 'failed', failure: fetched };
  }
}

function fieldsOf({ deliveryId, appId, event }: MissingDelivery) {
  return { deliveryId, appId, eventType: event };
}
