import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { leadAwsTo } from './aws-environment.test.support';

const root = join(__dirname, '../../../../..');
const localAws = join(root, 'src/packages/app-framework-local/lib/cli.js');

interface LocalAws {
  readonly endpoint: string;
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
}

/**
 * The local AWS for the tests of a file, in a process of its own, since this package knows nothing of it but its command line.
 * @param name of the file, for its state
 */
export function useLocalAws(
  name: string,
  prepare: (aws: LocalAws) => Promise<unknown> = async () => {},
): () => LocalAws {
  const state = join(root, '.cache', `contract-${name}`);
  let server: ChildProcess | undefined;
  let aws: LocalAws | undefined;

  beforeAll(async () => {
    server = spawn(process.execPath, [localAws, '--state', state, 'aws'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const settings = { endpoint: await endpointOf(server), region: 'us-east-1', credentials };
    aws = { endpoint: settings.endpoint, dynamoDb: new DynamoDBClient(settings), kms: new KMSClient(settings) };
    await prepare(aws);
  });
  afterAll(async () => {
    aws?.dynamoDb.destroy();
    aws?.kms.destroy();
    server?.kill('SIGTERM');
    if (server?.exitCode === null) await once(server, 'exit');
    await rm(state, { recursive: true, force: true });
  });

  return () => {
    if (aws) return aws;
    throw new Error('The local AWS is not started yet.');
  };
}

type Keys = Readonly<Record<string, 'S' | 'N'>>;

/** Makes a table whose keys are these, the first one the partition key; and those of its indexes, local ones where they share that. */
export async function createTable(
  { dynamoDb }: Pick<LocalAws, 'dynamoDb'>,
  { tableName, keys, indexes = {} }: { tableName: string; keys: Keys; indexes?: Readonly<Record<string, Keys>> },
): Promise<void> {
  const schema = (of: Keys): CreateTableCommandInput['KeySchema'] =>
    Object.keys(of).map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
  const attributes = Object.assign({}, keys, ...Object.values(indexes));
  const secondary = Object.entries(indexes).map(([IndexName, of]) => ({
    IndexName,
    KeySchema: schema(of),
    Projection: { ProjectionType: 'ALL' as const },
    isLocal: Object.keys(of)[0] === Object.keys(keys)[0],
  }));
  const those = (local: boolean) => secondary.flatMap(({ isLocal, ...index }) => (isLocal === local ? [index] : []));
  const [ofPartition, global] = [those(true), those(false)];
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: schema(keys),
      AttributeDefinitions: Object.entries<'S' | 'N'>(attributes).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      BillingMode: 'PAY_PER_REQUEST',
      ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
      ...(ofPartition.length > 0 && { LocalSecondaryIndexes: ofPartition }),
    }),
  );
}

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

/** Leads all signed requests of this process to a local AWS, as its administrator, for the tests of a file. */
export function callLocalAws(name: string, prepare?: (aws: LocalAws) => Promise<unknown>): void {
  const aws = useLocalAws(name, prepare);
  let leadBack: () => void;
  beforeAll(() => {
    leadBack = leadAwsTo(aws().endpoint);
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  });
  afterAll(() => leadBack());
}
