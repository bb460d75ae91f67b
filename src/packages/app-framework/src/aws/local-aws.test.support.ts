import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { leadAwsTo } from './aws-environment.test.support';

interface LocalAws {
  readonly endpoint: string;
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
}

/** The local AWS of the run, which a file shares with all others: what it makes there has names of its own. */
export function useLocalAws(prepare: (aws: LocalAws) => Promise<unknown> = async () => {}): () => LocalAws {
  let aws: LocalAws | undefined;

  beforeAll(async () => {
    const endpoint = process.env.CONTRACT_AWS;
    if (!endpoint) throw new Error('No local AWS was started: run this as a contract test, --selectProjects contract.');
    const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    aws = { endpoint, dynamoDb: new DynamoDBClient(settings), kms: new KMSClient(settings) };
    await prepare(aws);
  });
  afterAll(() => {
    aws?.dynamoDb.destroy();
    aws?.kms.destroy();
  });

  return () => {
    if (aws) return aws;
    throw new Error('The tests of this file have not begun.');
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

/** Leads all signed requests of this process to a local AWS, as its administrator, for the tests of a file. */
export function callLocalAws(prepare?: (aws: LocalAws) => Promise<unknown>): void {
  const aws = useLocalAws(prepare);
  let leadBack: () => void;
  beforeAll(() => {
    leadBack = leadAwsTo(aws().endpoint);
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  });
  afterAll(() => leadBack());
}
