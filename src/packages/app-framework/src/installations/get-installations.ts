import type { OperationInputs, OperationOutputs } from '../api/operations';
import { recordOf } from './installation-record';
import type { InstallationTable } from './installation-table';
import { readCursor, writeCursor } from './list-cursor';

const defaultPageSize = 100;

/** `GetInstallations`: one page of the rows of an App, or of all; 100 when nothing is said. */
export function createGetInstallations({ table }: { table: Pick<InstallationTable, 'list'> }) {
  return async (input: OperationInputs['GetInstallations']): Promise<OperationOutputs['GetInstallations']> => {
    const { appId, maxResults = defaultPageSize, nextToken } = input;
    const from = nextToken === undefined ? undefined : readCursor(nextToken, appId);
    const { rows, next } = await table.list({
      limit: maxResults,
      ...(appId !== undefined && { appId }),
      ...(from && { from }),
    });
    return { installations: rows.map(recordOf), ...(next && { nextToken: writeCursor({ appId, after: next }) }) };
  };
}
