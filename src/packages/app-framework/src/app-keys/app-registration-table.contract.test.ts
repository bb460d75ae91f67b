import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTable, useLocalAws } from '../aws/local-aws.test.support';
import { registrationContract } from './app-registration-contract.test.support';
import { createAppRegistrations } from './app-registration-table';

const tableName = 'apps';

describe('the App table in DynamoDB', () => {
  const aws = useLocalAws((started) => createTable(started, { tableName, keys: { AppId: 'N' } }));

  registrationContract(() => ({
    registrations: createAppRegistrations({ dynamoDb: aws().dynamoDb, tableName }),
    put: async ({ appId, kmsKeyArn, gitHubApiUrl }) => {
      const host = gitHubApiUrl !== undefined && { GitHubApiUrl: { S: gitHubApiUrl } };
      const Item = { AppId: { N: String(appId) }, KmsKeyArn: { S: kmsKeyArn }, ...host };
      await aws().dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  }));
});
