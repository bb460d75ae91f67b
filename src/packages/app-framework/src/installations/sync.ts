import { ApiError } from '../api/api-error';
import type { AppTable } from '../apps/app-table';
import { logError, logInfo } from '../lambda/logger';
import { forEachAtMost } from './for-each-at-most';
import type { InstallationRow } from './installation-item';
import type { InstallationTable } from './installation-table';
import { type AppSyncCollaborators, createAppSync, type SyncCount } from './sync-app';

/** An App that could not be synced; its rows are as they were, but for changes that were seen before it failed. */
export interface SyncFailure {
  readonly appId: number;
  readonly reason: string;
}

export interface SyncResult {
  readonly startedAt: Date;
  readonly counts: Readonly<Record<SyncCount | 'apps', number>>;
  readonly failures: readonly SyncFailure[];
}

export interface SyncCollaborators extends AppSyncCollaborators {
  readonly appTable: Pick<AppTable, 'listAppIds'>;
  readonly table: Pick<InstallationTable, 'findAll' | 'put' | 'remove'>;
}

export type SyncInstallations = ReturnType<typeof createSync>;

const appsAtOnce = 4;
const removalsAtOnce = 10;

/**
 * Brings the installation table in line with GitHub, for the schedule and for `RefreshCachedData` alike. An App that fails does not
 * stop the others. Rows of Apps that have no row in the App table go.
 */
export function createSync(collaborators: SyncCollaborators) {
  const { appTable, table, atGitHub } = collaborators;
  const syncApp = createAppSync(collaborators);

  return async function sync(remainingMilliseconds: () => number): Promise<SyncResult> {
    const startedAt = atGitHub.now();
    const rows = byApp(await table.findAll());
    const appIds = await appTable.listAppIds();
    const counts = { apps: appIds.length, installations: 0, written: 0, removed: 0, unchanged: 0, odd: 0 };
    const count = (what: SyncCount, many = 1) => {
      counts[what] += many;
    };
    const failures: SyncFailure[] = [];

    await forEachAtMost({ items: appIds, atOnce: appsAtOnce }, async (appId) => {
      try {
        await syncApp({ appId, rows: rows.get(appId) ?? [], startedAt, remainingMilliseconds, count });
      } catch (error) {
        logError('App was not synced', error, { appId });
        failures.push({ appId, reason: reasonOf(error) });
      }
    });

    const present = new Set(appIds);
    const orphans = [...rows].flatMap(([appId, itsRows]) => (present.has(appId) ? [] : itsRows));
    await forEachAtMost({ items: orphans, atOnce: removalsAtOnce }, async (row) => {
      if ((await table.remove(row, startedAt)) === 'removed') count('removed');
    });
    logInfo('installations synced', { ...counts, failures });
    return { startedAt, counts, failures };
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

/** For the caller of a refresh: errors of AWS name resources, and stay in the log. */
function reasonOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'The service failed; its log has the reason under this App id.';
}
