import { ApiError } from '../api/api-error';
import type { AppTable } from '../app-tokens/app-table';
import type { AppTokens } from '../app-tokens/app-token';
import type { InstallationRow } from '../installations/installation-item';
import type { InstallationTable } from '../installations/installation-table';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logInfo } from '../lambda/logger';
import { countFailure } from '../metrics/failure-metric';
import { type AppSyncCollaborators, createAppSync, type SyncCount } from './sync-app';
import { inTurn, type KeptPlace, keepingPlace } from './sync-place';

/** An App that could not be synced; its rows are as they were, but for changes that were seen before it failed. */
export interface SyncFailure {
  readonly appId: number;
  readonly reason: string;
}

export interface SyncResult {
  readonly startedAt: Date;
  readonly counts: Readonly<Record<SyncCount | 'apps', number>>;
  readonly failures: readonly SyncFailure[];
  /** Apps that this run had no time for; the next run begins with them. */
  readonly unfinished: readonly number[];
}

export interface SyncCollaborators extends AppSyncCollaborators {
  readonly appTable: Pick<AppTable, 'listAppIds'>;
  readonly table: Pick<InstallationTable, 'findAll' | 'put' | 'remove'>;
  readonly appTokens: Pick<AppTokens, 'mint' | 'readAgain'>;
  readonly place: KeptPlace;
}

export type SyncInstallations = ReturnType<typeof createSync>;

/** One App has no turn. */
const noPlace: KeptPlace = { read: async () => undefined, write: async () => undefined };

const appsAtOnce = 4;
const removalsAtOnce = 10;

/** What a run keeps for its end: writes that are under way, its place, its result. */
const reserveMilliseconds = 10_000;
/** With less than this nothing new is begun, and a failure is put down to it: GitHub is not asked in the last second. */
const leastMilliseconds = 2_000;

/**
 * Brings the installation table in line with GitHub, for the schedule and for `RefreshCachedData` alike. An App that fails does not
 * stop the others. Rows of Apps that have no row in the App table go. Runs may overlap: every write is conditional.
 *
 * A run that finds its time up stops and keeps its place, at least once a minute, so that the next run begins where it stopped; every
 * run goes once around all Apps.
 *
 * With an App, that one alone is brought in line, and its key is the one that the App table names now.
 */
export function createSync(collaborators: SyncCollaborators) {
  const { appTable, appTokens, table, atGitHub } = collaborators;
  const syncApp = createAppSync(collaborators);

  return async function sync(remainingMilliseconds: () => number, only?: number): Promise<SyncResult> {
    if (only !== undefined) await appTokens.readAgain(only);
    const startedAt = atGitHub.now();
    const timeLeft = () => remainingMilliseconds() - reserveMilliseconds;
    const isTimeUp = () => timeLeft() < leastMilliseconds;
    const all = await table.findAll();
    const rows = byApp(only === undefined ? all : all.filter(({ appId }) => appId === only));
    const place = await keepingPlace(only === undefined ? collaborators.place : noPlace, atGitHub.now);
    const appIds = only === undefined ? inTurn(await appTable.listAppIds(), place.begin) : [only];
    const counts = {
      apps: appIds.length,
      installations: 0,
      suspended: 0,
      written: 0,
      removed: 0,
      unchanged: 0,
      odd: 0,
    };
    const count = (what: SyncCount, many = 1) => {
      counts[what] += many;
    };
    const failures: SyncFailure[] = [];
    const present = new Set(appIds);
    const orphans = [...rows].flatMap(([appId, itsRows]) => (present.has(appId) ? [] : itsRows));
    await forEachAtMost({ items: orphans, atOnce: removalsAtOnce }, async (row) => {
      if (isTimeUp()) return;
      if ((await table.remove(row, startedAt)) === 'removed') count('removed');
    });

    const left = new Set(appIds);
    // These have all the time that there is. To begin with them again would keep the others waiting for good.
    const first = new Set(appIds.slice(0, appsAtOnce));

    await forEachAtMost({ items: appIds, atOnce: appsAtOnce }, async (appId) => {
      if (isTimeUp() && !first.has(appId)) return;
      try {
        await syncApp({ appId, rows: rows.get(appId) ?? [], startedAt, remainingMilliseconds: timeLeft, count });
      } catch (error) {
        if (isTimeUp() && !first.has(appId)) return;
        logError('App was not synced', error, { appId });
        failures.push({ appId, reason: isTimeUp() ? tooLong : reasonOf(error) });
      }
      left.delete(appId);
      // It is needed no more, and another App may need the memory.
      rows.delete(appId);
      await place.reach(left);
    });
    await place.end(left);
    const unfinished = [...left];
    if (unfinished.length > 0) {
      const error = new Error(`Of ${appIds.length} Apps, it did not come to ${unfinished.length}.`);
      countFailure('UnfinishedSyncs', 'sync ran out of time, and goes on in the next run', {
        error,
        fields: { unfinished },
      });
    }
    logInfo('installations synced', { ...counts, failures });
    return { startedAt, counts, failures, unfinished };
  };
}

function byApp(rows: readonly InstallationRow[]): Map<number, InstallationRow[]> {
  const grouped = new Map<number, InstallationRow[]>();
  for (const row of rows) {
    const itsRows = grouped.get(row.appId);
    if (itsRows) itsRows.push(row);
    else grouped.set(row.appId, [row]);
  }
  return grouped;
}

const tooLong =
  'The time of a whole run was not enough to list its installations and to write what changed. What was written stays, so the next run has less to write.';

/** For the caller of a refresh: errors of AWS name resources, and stay in the log. */
function reasonOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'The service failed; its log has the reason under this App id.';
}
