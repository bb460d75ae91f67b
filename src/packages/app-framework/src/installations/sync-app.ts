import type { AppTokens } from '../apps/app-token';
import { logWarning } from '../lambda/logger';
import { forEachAtMost } from './for-each-at-most';
import type { AskingApp, GitHubInstallations } from './github-installations';
import { type Installation, isSame } from './installation';
import type { InstallationRow } from './installation-item';
import type { InstallationTable } from './installation-table';

/** What a sync counts: installations that GitHub listed, what became of rows, and listed installations of which no row can be made. */
export type SyncCount = 'installations' | 'written' | 'removed' | 'unchanged' | 'odd';

export interface AppSyncCollaborators {
  readonly appTokens: AppTokens;
  readonly atGitHub: GitHubInstallations;
  readonly table: Pick<InstallationTable, 'put' | 'remove'>;
}

/** One App of a sync. */
export interface AppSyncRun {
  readonly appId: number;
  /** The App's rows, read when the sync began or later. */
  readonly rows: readonly InstallationRow[];
  readonly startedAt: Date;
  readonly remainingMilliseconds: () => number;
  /** Told as it happens, so that what an App did before it failed counts too. */
  readonly count: (what: SyncCount, many?: number) => void;
}

const writesAtOnce = 25;

/**
 * Brings the rows of one App in line with what GitHub lists: writes what is new or has changed, and takes away what GitHub no longer
 * lists. Nothing is taken away before the list was read to its end, and nothing that was written since the sync began.
 * @throws what the App token, GitHub or the table threw
 */
export function createAppSync({ appTokens, atGitHub, table }: AppSyncCollaborators) {
  return async function syncApp({ appId, rows, startedAt, remainingMilliseconds, count }: AppSyncRun): Promise<void> {
    const app = { appToken: await appTokens.mint(appId), remainingMilliseconds };
    const known = new Map(rows.map((row) => [row.nodeId, row]));
    const listed = new Map<string, Installation>();
    const unreadable = new Set<number>();

    for await (const { installations, odd, askedAt } of atGitHub.pages(app)) {
      for (const { installationId, reason } of odd) {
        logWarning('installation was passed over', { appId, installationId, reason });
        if (installationId !== undefined) unreadable.add(installationId);
      }
      count('odd', odd.length);
      count('installations', installations.length + odd.length);
      for (const installation of installations) {
        if (isNewest(installation, listed)) listed.set(installation.nodeId, installation);
      }
      const present = installations.filter((installation) => listed.get(installation.nodeId) === installation);
      await forEachAtMost({ items: present, atOnce: writesAtOnce }, async (installation) => {
        const row = known.get(installation.nodeId);
        const isWritten = !(row && isSame(row, installation)) && (await table.put(installation, askedAt)) === 'written';
        count(isWritten ? 'written' : 'unchanged');
      });
    }

    const unlisted = rows.filter((row) => !listed.has(row.nodeId) && !unreadable.has(row.installationId));
    await forEachAtMost({ items: unlisted, atOnce: writesAtOnce }, async (row) => {
      const isGone = await isGoneAtGitHub(app, row);
      if (isGone && (await table.remove(row, startedAt)) === 'removed') count('removed');
    });
  };

  /** An installation that ends while the list is read shifts the pages behind it, and one that lives on can fall between two. */
  async function isGoneAtGitHub(app: AskingApp, row: InstallationRow): Promise<boolean> {
    const present = await atGitHub.findById(app, row.installationId);
    return present?.nodeId !== row.nodeId;
  }
}

/** While an App is being installed again, a list can hold both: ids only grow. */
function isNewest(installation: Installation, listed: ReadonlyMap<string, Installation>): boolean {
  const other = listed.get(installation.nodeId);
  return !other || other.installationId < installation.installationId;
}
