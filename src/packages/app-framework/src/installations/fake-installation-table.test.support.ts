import type { Installation } from './installation';
import type { InstallationEventTable } from './installation-event-table';
import type { InstallationRow } from './installation-item';
import type { InstallationKey, InstallationTable } from './installation-table';

/**
 * The installation table in memory, and what events do with it; `installationTableContract` holds both to what DynamoDB does. `writes` tells
 * what was done.
 */
export function createFakeInstallationTable(...rows: InstallationRow[]) {
  const kept = new Map<string, InstallationRow>();
  const keyOf = ({ appId, nodeId }: InstallationKey) => `${appId} ${nodeId}`;
  for (const row of rows) kept.set(keyOf(row), row);
  const writes: string[] = [];
  const where = (matches: (row: InstallationRow) => boolean) => [...kept.values()].filter(matches);

  const table: InstallationTable = {
    get: async (key) => kept.get(keyOf(key)),
    findByNodeId: async (nodeId) => where((row) => row.nodeId === nodeId),
    findByInstallationId: async (installationId) => where((row) => row.installationId === installationId),
    findByLogin: async (login) => where((row) => row.name.toLowerCase() === login.toLowerCase()),
    findByApp: async (appId) => where((row) => row.appId === appId),
    findAll: async () => [...kept.values()],
    list: async ({ limit, appId, from }) => {
      const rest = where((row) => appId === undefined || row.appId === appId)
        .sort(inOrder)
        .filter((row) => !from || inOrder(row, from) > 0);
      const part = rest.slice(0, limit);
      const last = part.at(-1);
      return { rows: part, ...(last && limit < rest.length && { next: { appId: last.appId, nodeId: last.nodeId } }) };
    },
    put: async (installation: Installation, askedAt: Date) => {
      const lastRefreshed = askedAt.toISOString();
      const known = kept.get(keyOf(installation));
      if (known?.lastRefreshed && known.lastRefreshed > lastRefreshed) return 'stale';
      const changedAt = installation.repositoriesChangedAt ?? known?.repositoriesChangedAt;
      const stays = changedAt === undefined ? {} : { repositoriesChangedAt: changedAt };
      kept.set(keyOf(installation), { ...installation, ...stays, lastRefreshed });
      writes.push(`put ${keyOf(installation)} ${installation.installationId}`);
      return 'written';
    },
    remove: async (row, olderThan) => {
      const known = kept.get(keyOf(row));
      const isMeant = known?.installationId === row.installationId;
      if (!isMeant || (known.lastRefreshed && known.lastRefreshed >= olderThan.toISOString())) return 'kept';
      kept.delete(keyOf(row));
      writes.push(`remove ${keyOf(row)}`);
      return 'removed';
    },
  };
  const eventTable: InstallationEventTable = {
    swap: async ({ seen, next, knownAt }) => {
      const row = kept.get(keyOf(next));
      if (row?.installationId !== seen?.installationId || row?.lastRefreshed !== seen?.lastRefreshed) {
        return { kind: 'changed', row };
      }
      kept.set(keyOf(next), { ...next, lastRefreshed: knownAt.toISOString() });
      writes.push(`swap ${keyOf(next)} ${next.installationId}`);
      return { kind: 'written' };
    },
    removeEnded: async (ended) => {
      if (kept.get(keyOf(ended))?.installationId !== ended.installationId) return 'kept';
      kept.delete(keyOf(ended));
      writes.push(`remove ${keyOf(ended)}`);
      return 'removed';
    },
  };
  return { table, eventTable, kept, writes };
}

/** As a table keeps the rows of one App. */
function inOrder(one: InstallationKey, other: InstallationKey): number {
  return one.appId - other.appId || (one.nodeId < other.nodeId ? -1 : Number(one.nodeId > other.nodeId));
}
