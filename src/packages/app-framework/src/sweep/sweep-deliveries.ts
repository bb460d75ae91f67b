import type { RateLimit } from '../github/rate-limit';
import { logError, logWarning } from '../lambda/logger';
import { type BacklogFigures, createMeasureBacklog } from './backlog';
import { createFetchMissing, type FetchCollaborators, type FetchFigures } from './fetch-missing';
import type { CheckHookUrl } from './hook-url';
import type { LearnApp } from './learn-app';
import type { SweptApp } from './listed-deliveries';
import type { SweptApps } from './swept-apps';
import { createWalkListed, type SweepRun, type WalkCollaborators } from './walk-listed';

export interface SweepCollaborators extends Omit<WalkCollaborators, 'now'>, Omit<FetchCollaborators, 'now'> {
  readonly listed: WalkCollaborators['listed'] & FetchCollaborators['listed'];
  readonly table: WalkCollaborators['table'] & FetchCollaborators['table'];
  readonly sweptApps: (remainingMilliseconds: () => number) => Promise<SweptApps>;
  readonly learn: LearnApp;
  readonly checkHookUrl: CheckHookUrl;
  /** What GitHub said last is left of an App's limit. */
  readonly limitOf: (appId: number) => RateLimit | undefined;
  /** Takes also, of all Apps, the longest that a list was not read to its end. */
  readonly report: (figures: SweepFigures, oldestPassSeconds: number) => void;
  readonly now?: () => Date;
}

export interface SweepFigures extends FetchFigures, BacklogFigures {
  /** Apps whose webhook URL is not ours. */
  elsewhere: number;
  /** Attempts that API Gateway turned away before the receiver: too large, and too many at once. */
  oversized: number;
  throttled: number;
}

/** Calls of GitHub for one App in one run, whose half of the limit is less as a rule. */
const mostCalls = 1_200;
/** Nothing is begun with less time than this. */
const reserveMilliseconds = 20_000;

/**
 * Compares what GitHub lists with the ledger, App by App, and brings what the ledger lacks. Bounded in calls and time; what is left goes on
 * in the next run. Half of an App's rate limit is left to others. Answers the figures that it reported.
 * @throws Error after all Apps, where one of them failed
 */
export function createSweepDeliveries(collaborators: SweepCollaborators) {
  const { sweptApps, learn, checkHookUrl, table, limitOf, report, now = () => new Date() } = collaborators;
  const walk = createWalkListed({ ...collaborators, now });
  const fetchMissing = createFetchMissing({ ...collaborators, now });
  const measureBacklog = createMeasureBacklog({ ...collaborators, now });

  return async function sweep(remainingMilliseconds: () => number): Promise<SweepFigures> {
    const fetched = { recovered: 0, redeliveriesAsked: 0, unrecoverable: 0, failed: 0 };
    const figures: SweepFigures = { ...fetched, missing: 0, atRisk: 0, elsewhere: 0, oversized: 0, throttled: 0 };
    const failed: number[] = [];
    let oldestPassSeconds = 0;
    const { apps, failure } = await sweptApps(remainingMilliseconds);
    if (failure !== undefined) logError('the webhook secret does not tell which Apps have one', failure);
    // Not always the same one first, so that one with much to do does not take the time of the others for good.
    const first = apps.length === 0 ? 0 : Math.floor(now().getTime() / 300_000) % apps.length;
    for (const app of [...apps.slice(first), ...apps.slice(0, first)]) {
      const isSwept = await sweepApp(app);
      if (!isSwept) failed.push(app.appId);
    }
    report(figures, oldestPassSeconds);
    if (failure !== undefined) throw new Error('Apps that have a secret could not be found: see above.');
    if (failed.length > 0)
      throw new Error(`Lists of deliveries could not be swept for Apps ${failed.join(', ')}: see above.`);
    return figures;

    async function sweepApp(app: SweptApp): Promise<boolean> {
      let calls = 0;
      let unreadable = 0;
      const run: SweepRun = {
        app,
        remainingMilliseconds,
        passedOver: (count) => {
          unreadable += count;
        },
        seen: ({ status }) => {
          if (status === 413) figures.oversized += 1;
          if (status === 429) figures.throttled += 1;
        },
        mayAsk: () => {
          const limit = limitOf(app.appId);
          const isSpent = limit !== undefined && limit.resetsAt > now() && limit.remaining < limit.limit / 2;
          calls += 1;
          return calls <= mostCalls && !isSpent && remainingMilliseconds() > reserveMilliseconds;
        },
      };
      try {
        if (run.mayAsk()) await learn(app, remainingMilliseconds);
        if (run.mayAsk() && (await checkHookUrl(app, remainingMilliseconds)) === 'elsewhere') figures.elsewhere += 1;
        const walked = await walk.toMark(run);
        // Only what was read down to the mark tells which is the oldest.
        const ends = walked.kind === 'through' ? [await fetchMissing(run, figures), await walk.theRest(run)] : [walked];
        const failures = ends.flatMap((end) => (end.kind === 'failed' ? end.failure : []));
        for (const failure of failures) logWarning('GitHub does not answer the sweep', { appId: app.appId, failure });
        await measureBacklog({ app, limit: limitOf(app.appId), remainingMilliseconds }, figures);
        const { fullPassAt, since, pass } = (await table.progress(app, remainingMilliseconds)) ?? {};
        // A run that may never ask fails neither: only this tells.
        const unread = secondsSince(fullPassAt ?? since ?? pass?.startedAt);
        oldestPassSeconds = Math.max(oldestPassSeconds, unread);
        if (unreadable > 0) {
          const message = 'GitHub lists deliveries in no form that is known here: look at them at GitHub';
          logWarning(message, { appId: app.appId, unreadable });
        }
        return unreadable === 0 && failures.every(({ kind }) => kind === 'throttled');
      } catch (error) {
        logError('the list of deliveries could not be swept', error, { appId: app.appId });
        return false;
      }
    }
  };

  function secondsSince(at: string | undefined): number {
    return at === undefined ? 0 : Math.floor((now().getTime() - Date.parse(at)) / 1_000);
  }
}
