import { registrationContract } from './app-registration-contract.test.support';
import { kmsKeysContract } from './kms-keys-contract.test.support';
import { memoryKeys, memoryRows } from './memory-keys.test.support';

describe('the App table in memory', () => {
  const { registrations, table } = memoryRows();
  registrationContract(() => ({ registrations, put: async (row) => void table.set(row.appId, row) }));
});

describe('KMS in memory', () => {
  const kms = memoryKeys();
  kmsKeysContract(() => kms);
});
