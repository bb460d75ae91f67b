import { createFakeTokenTable } from './fake-token-table.test.support';
import { tokenTableContract } from './token-table-contract.test.support';

describe('the token table in memory', () => {
  const { table: slots, liveTokens: live } = createFakeTokenTable();
  tokenTableContract(() => ({ slots, live }));
});
