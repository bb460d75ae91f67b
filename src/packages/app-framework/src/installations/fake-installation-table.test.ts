import { createFakeInstallationTable } from './fake-installation-table.test.support';
import { installationTableContract } from './installation-table-contract.test.support';

describe('the installation table in memory', () => {
  const { table, eventTable: events } = createFakeInstallationTable();
  installationTableContract(() => ({ table, events }));
});
