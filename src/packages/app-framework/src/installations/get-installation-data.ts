import { notFound } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';
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

async function find(table: Finders, target: Target): Promise<InstallationRow[]> {
  switch (target.by) {
    case 'nodeId':
      return table.findByNodeId(target.nodeId);
    case 'owner':
      return table.findByLogin(target.owner);
    case 'installationId': {
      const [row] = await table.findByInstallationId(target.installationId);
      return row ? table.findByNodeId(row.nodeId) : [];
    }
  }
}
