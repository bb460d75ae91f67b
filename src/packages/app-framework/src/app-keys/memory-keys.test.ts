import { registrationContract } from './app-registration-contract.test.support';
import { memoryRows } from './memory-keys.test.support';

describe('the App table in memory', () => {
  const { registrations, table } = memoryRows();
  registrationContract(() => ({ registrations, put: async (row) => void table.set(row.appId, row) }));
});
