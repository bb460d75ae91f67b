import type { AppTokens } from '../app-tokens/app-token';
import { type AskingApp, askingApp, type GitHubInstallations } from '../installations/github-installations';
import { type Installation, isSame } from '../installations/installation';
import type { InstallationRow } from '../installations/installation-item';
import type { InstallationTable } from '../installations/installation-table';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logWarning } from '../lambda/logger';

/** What a sync counts: installations that GitHub listed, how many of them are suspended, what became of rows, and listed installations of which no row can be made. */
export type SyncCount = 'installations' | 'suspended' | 'written' | 'removed' | 'unchanged' | 'odd';

export interface AppSyncCollaborators {
  readonly appTokens: Pick<AppTokens, 'mint'>;
  readonly atGitHub: Pick<GitHubInstallations, 'now' | 'pages' | 'findById'>;
  readonly table: Pick<InstallationTable, 'put' | 'remove'>;
}

/** One App of a sync. */
export interface AppSyncRun {
  readonly appId: number;
  /** The App's rows, read when the sync began or later. */
  readonly rows: readonly InstallationRow[];
  readonly startedAt: Date;
  /** What the App may use up; where nothing is left, neither GitHub is asked nor a row written. */
  readonly remainingMilliseconds: () => number;
  /** Told as it happens, so that what an App did before it failed counts too. */
  readonly count: (what: SyncCount, many?: number) => void;
}

const writesAtOnce = 25;

/**
 * Brings the rows of one App in line with what GitHub lists: writes what is new or has changed, and takes away what GitHub no longer
 * lists. Nothing is taken away before the list was read to its end, and nothing that was written since the sync began. What it wrote
 * stays when it is cut short: the next sync finds those rows right, and has only the rest to write.
 * @throws what the App token, GitHub or the table threw, or Error where the time was up
 */
export function createAppSync({ appTokens, atGitHub, table }: AppSyncCollaborators) {
  return async function syncApp({ appId, rows, startedAt, remainingMilliseconds, count }: AppSyncRun): Promise<void> {
    const app = askingApp(appTokens, { appId, remainingMilliseconds });
    // Whatever is left in it when the list ends was not listed; what was is needed no more, and its memory is free.
    const known = new Map<string, InstallationRow>();
    for (const row of rows) known.set(row.nodeId, row);
    // Ids only: pages must not pile up in memory.
    const listed = new Map<string, number>();
    const unreadable = new Set<number>();

    for await (const { installations, odd, askedAt } of atGitHub.pages(app)) {
      for (const { installationId, reason } of odd) {
        logWarning('installation was passed over', { appId, installationId, reason });
        if (installationId !== undefined) unreadable.add(installationId);
      }
      count('odd', odd.length);
      count('installations', installations.length + odd.length);
      count('suspended', installations.filter(({ suspendedAt }) => suspendedAt !== undefined).length);
      const fresh = installations.filter((installation) => {
        const isFresh = isNewest(installation, listed);
        if (isFresh) listed.set(installation.nodeId, installation.installationId);
        return isFresh;
      });
      const present = fresh.filter(({ nodeId, installationId }) => listed.get(nodeId) === installationId);
      await forEachAtMost({ items: present, atOnce: writesAtOnce }, async (installation) => {
        const row = known.get(installation.nodeId);
        known.delete(installation.nodeId);
        if (row && isSame(row, installation)) return count('unchanged');
        requireTime(remainingMilliseconds);
        count((await table.put(installation, askedAt)) === 'written' ? 'written' : 'unchanged');
      });
    }

    const unlisted = [...known.values()].filter((row) => !unreadable.has(row.installationId));
    await forEachAtMost({ items: unlisted, atOnce: writesAtOnce }, async (row) => {
      requireTime(remainingMilliseconds);
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
function isNewest({ nodeId, installationId }: Installation, listed: ReadonlyMap<string, number>): boolean {
  const other = listed.get(nodeId);
  return other === undefined || other < installationId;
}

function requireTime(remainingMilliseconds: () => number): void {
  if (remainingMilliseconds() <= 0) throw new Error('The time was up before all of the rows were written.');
}
