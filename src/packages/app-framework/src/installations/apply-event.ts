import { type Installation, isSame } from './installation';
import { type DeliveredEvent, type InstallationNews, readInstallationEvent } from './installation-event';
import type { InstallationEventTable } from './installation-event-table';
import type { InstallationRow } from './installation-item';
import type { InstallationTable } from './installation-table';

export interface ApplyEventCollaborators {
  readonly table: Pick<InstallationTable, 'get' | 'findByInstallationId'>;
  readonly eventTable: InstallationEventTable;
}

/**
 * What became of the row.
 *
 * - `written`, `removed`: the event was news
 * - `unchanged`: the row said so already
 * - `stale`: the row knows of something later, or is about another installation, or is gone
 * - `ignored`: the event says nothing about installations
 */
export type EventOutcome = 'written' | 'removed' | 'unchanged' | 'stale' | 'ignored';

const tries = 10;

/** An installation that has no row is taken from an event so young only: an older one may have ended since, and the sync knows. */
const youngMilliseconds = 10 * 60_000;

/**
 * Brings the row of an installation up to date with an event: `installation`, `installation_repositories`, `installation_target`.
 *
 * Events arrive late, twice and in any order. So a row only moves forward in time: it keeps what it knows of later moments, and changes
 * only if it still is what was judged. Of two ids on one account the larger is the later, and an id never comes back after its end.
 *
 * Two things are left to the next sync: an installation whose beginning is told after its end has a row until then, and a new login has
 * no time of its own where GitHub leaves out the account's, so an old one that is delivered again stands until then.
 *
 * Whoever calls this has checked the signature of the delivery, and that the App has a row.
 * @throws Error when others kept changing the row; applying the event again is safe
 */
export function createApplyEvent({ table, eventTable }: ApplyEventCollaborators) {
  return async function applyEvent(event: DeliveredEvent): Promise<EventOutcome> {
    const news = readInstallationEvent(event);
    switch (news?.kind) {
      case undefined:
        return 'ignored';
      case 'ended':
        return (await eventTable.removeEnded(news)) === 'removed' ? 'removed' : 'stale';
      case 'described':
        return apply(await table.get(news.installation), (row) => described(row, news, event.receivedAt));
      case 'renamed': {
        const named = await table.findByInstallationId(news.installationId);
        const row = named.find(({ nodeId }) => nodeId === news.nodeId);
        return apply(row, (current) => renamed(current, news));
      }
    }
  };

  async function apply(
    found: InstallationRow | undefined,
    judge: (row: InstallationRow | undefined) => Verdict,
  ): Promise<EventOutcome> {
    let row = found;
    for (let tried = 0; tried < tries; tried += 1) {
      const verdict = judge(row);
      if (typeof verdict === 'string') return verdict;
      const swapped = await eventTable.swap({ seen: row, next: verdict.next, knownAt: notBefore(row, verdict.at) });
      if (swapped.kind === 'written') return 'written';
      row = swapped.row;
    }
    throw new Error(
      `The row of an installation changed ${tries} times while an event was applied to it. Apply it again.`,
    );
  }
}

type Verdict = 'unchanged' | 'stale' | { readonly next: Installation; readonly at: Date };
type News<Kind> = Extract<InstallationNews, { kind: Kind }>;

function described(
  row: InstallationRow | undefined,
  { installation, at }: News<'described'>,
  receivedAt: Date,
): Verdict {
  const next = { next: installation, at };
  if (!row) return receivedAt.getTime() - at.getTime() <= youngMilliseconds ? next : 'stale';
  if (row.installationId !== installation.installationId) {
    return row.installationId < installation.installationId ? next : 'stale';
  }
  const changed = laterOf(row.repositoriesChangedAt, installation.repositoriesChangedAt);
  const isNews = changed !== row.repositoriesChangedAt;
  const described = knowsLater(row, at) ? known(row) : installation;
  if (described !== installation && !isNews) return 'stale';
  if (isSame(row, described) && !isNews) return 'unchanged';
  return { next: { ...described, ...(changed && { repositoriesChangedAt: changed }) }, at };
}

function renamed(row: InstallationRow | undefined, { installationId, name, at }: News<'renamed'>): Verdict {
  if (row?.installationId !== installationId || knowsLater(row, at)) return 'stale';
  return row.name === name ? 'unchanged' : { next: { ...known(row), name }, at };
}

function known({ lastRefreshed: _lastRefreshed, ...installation }: InstallationRow): Installation {
  return installation;
}

/** Of two times of our own, which are of one form. A list that is read meanwhile says nothing about repositories, so this goes by itself. */
function laterOf(one: string | undefined, other: string | undefined): string | undefined {
  return (one ?? '') > (other ?? '') ? one : other;
}

/** Times in events are whole seconds: within one, the event is taken for the later. */
function knowsLater({ lastRefreshed }: InstallationRow, at: Date): boolean {
  return (
    lastRefreshed !== undefined && Math.floor(Date.parse(lastRefreshed) / 1_000) > Math.floor(at.getTime() / 1_000)
  );
}

function notBefore(row: InstallationRow | undefined, at: Date): Date {
  const refreshed = row?.lastRefreshed === undefined ? 0 : Date.parse(row.lastRefreshed);
  return new Date(Math.max(refreshed, at.getTime()));
}
