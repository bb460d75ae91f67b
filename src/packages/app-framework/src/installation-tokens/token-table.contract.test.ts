import { createTable, useLocalAws } from '../aws/local-aws.test.support';
import { createLiveTokenTable } from './live-token-table';
import { createTokenTable } from './token-table';
import { tokenTableContract } from './token-table-contract.test.support';

const tableName = 'tokens';
// As the construct makes them.
const indexes = {
  AppInstallation: { AppInstallation: 'S', Expiry: 'N' },
  App: { AppId: 'N', Expiry: 'N' },
} as const;

describe('the token table in DynamoDB', () => {
  const aws = useLocalAws('token-table', (started) => createTable(started, { tableName, keys: { Key: 'S' }, indexes }));

  tokenTableContract(() => ({
    slots: createTokenTable(aws().dynamoDb, tableName),
    live: createLiveTokenTable(aws().dynamoDb, tableName),
  }));
});
