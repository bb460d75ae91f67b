import { createTable, useLocalAws } from '../aws/local-aws.test.support';
import { createInstallationEventTable } from './installation-event-table';
import { createInstallationTable } from './installation-table';
import { installationTableContract } from './installation-table-contract.test.support';

const tableName = 'installations';
// As the construct makes them.
const indexes = {
  NodeID: { NodeId: 'S', AppId: 'N' },
  InstallationID: { InstallationId: 'N', AppId: 'N' },
  Login: { Login: 'S', AppId: 'N' },
} as const;

describe('the installation table in DynamoDB', () => {
  const aws = useLocalAws((started) => createTable(started, { tableName, keys: { AppId: 'N', NodeId: 'S' }, indexes }));

  installationTableContract(() => ({
    table: createInstallationTable(aws().dynamoDb, tableName),
    events: createInstallationEventTable(aws().dynamoDb, tableName),
  }));
});
