import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { registrationContract } from './app-registration-contract.test.support';
import { createAppRegistrations } from './app-registration-table';

const root = join(__dirname, '../../../../..');
const localAws = join(root, 'src/packages/app-framework-local/lib/cli.js');
const state = join(root, '.cache/contract-app-table');
const tableName = 'apps';

/** The local AWS in a process of its own, since this package knows nothing of it but its command line. */
describe('the App table in DynamoDB', () => {
  let aws: ChildProcess;
  let dynamoDb: DynamoDBClient;

  beforeAll(async () => {
    aws = spawn(process.execPath, [localAws, '--state', state, 'aws'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    dynamoDb = new DynamoDBClient({ endpoint: await endpointOf(aws), region: 'us-east-1', credentials });
    await dynamoDb.send(
      new CreateTableCommand({
        TableName: tableName,
        KeySchema: [{ AttributeName: 'AppId', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'AppId', AttributeType: 'N' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }, 180_000);
  afterAll(async () => {
    dynamoDb.destroy();
    aws.kill('SIGTERM');
    if (aws.exitCode === null) await once(aws, 'exit');
    await rm(state, { recursive: true, force: true });
  }, 20_000);

  registrationContract(() => ({
    registrations: createAppRegistrations({ dynamoDb, tableName }),
    put: async ({ appId, kmsKeyArn, gitHubApiUrl }) => {
      const host = gitHubApiUrl !== undefined && { GitHubApiUrl: { S: gitHubApiUrl } };
      const Item = { AppId: { N: String(appId) }, KmsKeyArn: { S: kmsKeyArn }, ...host };
      await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
    },
  }));
});

/** Where the local AWS says that it listens. */
function endpointOf({ stderr }: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    stderr?.on('data', (piece) => {
      said += String(piece);
      const url = /on (http:[^,\s]+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
    stderr?.on('end', () => reject(new Error(`The local AWS ended before it listened: ${said}`)));
  });
}
