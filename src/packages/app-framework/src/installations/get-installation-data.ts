import { notFound } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';
import { isMeant } from './github-look-up';
import type { InstallationRow } from './installation-item';
import { recordOf } from './installation-record';
import type { InstallationTable } from './installation-table';
import { describeTarget, readTarget, type Target } from './target';

type Finders = Pick<InstallationTable, 'findByNodeId' | 'findByInstallationId' | 'findByLogin'>;

/** `GetInstallationData`: what the table knows about one account, an entry for each App that is installed there. */
export function createGetInstallationData({ table }: { table: Finders }) {
  return async (input: OperationInputs['GetInstallationData']): Promise<OperationOutputs['GetInstallationData']> => {
    const target = readTarget(input);
    const rows = await find(table, target);
    if (rows.length === 0) {
      throw notFound(
        `The installation table knows nothing about ${describeTarget(target)}. It is brought up to date on a schedule, and at once by RefreshCachedData.`,
      );
    }
    return { installations: rows.map(recordOf) };
  };
}

async function find(table: Finders, target: Target): Promise<readonly InstallationRow[]> {
  switch (target.by) {
    case 'nodeId':
      return table.findByNodeId(target.nodeId);
    case 'owner':
      return (await table.findByLogin(target.owner)).filter((row) => isMeant(row, target));
    case 'enterprise':
      return (await table.findByLogin(target.enterprise)).filter((row) => isMeant(row, target));
    case 'installationId': {
      // Hosts count for themselves, so one id can be on several accounts.
      const rows = await table.findByInstallationId(target.installationId);
      const nodeIds = [...new Set(rows.map(({ nodeId }) => nodeId))];
      return (await Promise.all(nodeIds.map((nodeId) => table.findByNodeId(nodeId)))).flat();
    }
  }
}
