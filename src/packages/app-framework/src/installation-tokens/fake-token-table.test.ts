import { dataKeysContract } from '../aws/data-keys-contract.test.support';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { tokenTableContract } from './token-table-contract.test.support';
import { unrecordedTokensContract } from './unrecorded-tokens-contract.test.support';

describe('the token table in memory', () => {
  const { table: slots, liveTokens: live } = createFakeTokenTable();
  tokenTableContract(() => ({ slots, live }));
});

describe('data keys in memory', () => {
  let today = '';
  const { dataKeys } = createFakeDataKeys(() => new Date(`${today}T12:00:00Z`));
  dataKeysContract((day) => {
    today = day;
    return dataKeys;
  });
});

describe('notes of unrecorded tokens in memory', () => {
  const unrecorded = createFakeUnrecordedTokens(() => new Date());
  unrecordedTokensContract(() => unrecorded);
});
