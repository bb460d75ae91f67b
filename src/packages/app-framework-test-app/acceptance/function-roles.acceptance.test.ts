import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateKeyCommand,
  GenerateDataKeyCommand,
  KMSClient,
  SignCommand,
  type SigningAlgorithmSpec,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { appRow } from './harness/app-rows';
import { outputs, region } from './harness/deployment';
import { type FunctionName, functionOf } from './harness/functions';
import { givenApp } from './harness/given-app';
import { type Identity, sessionLike } from './harness/identities';
import { outcomeOf } from './harness/outcome';
import { describeWith } from './harness/requires';

const { AppTableName, InstallationTableName, TokenTableName } = outputs;
let kmsKeyArn = '';

interface Hands {
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
}

const appKey = { AppId: { N: '1' } };
const tokenKey = { Key: { S: 'none' } };
const rowKey = { ...appKey, NodeId: { S: 'O_none' } };
const byApp = {
  KeyConditionExpression: 'AppId = :id',
  ExpressionAttributeValues: { ':id': { N: '1' } },
};
const byIndex = {
  IndexName: 'NodeID',
  KeyConditionExpression: 'NodeId = :id',
  ExpressionAttributeValues: { ':id': { S: 'O_none' } },
};
const remap = { UpdateExpression: 'SET KmsKeyArn = :k', ExpressionAttributeValues: { ':k': { S: 'arn' } } };

/** What a function that was taken over might try. None of it changes anything where it is refused, or is of an App that is not there. */
const attempts = {
  'read an App': ({ dynamoDb }) => dynamoDb.send(new GetItemCommand({ TableName: AppTableName, Key: appKey })),
  'list the Apps': ({ dynamoDb }) => dynamoDb.send(new ScanCommand({ TableName: AppTableName })),
  'write an App': ({ dynamoDb }) => dynamoDb.send(new PutItemCommand({ TableName: AppTableName, Item: appKey })),
  'point an App at another key': ({ dynamoDb }) =>
    dynamoDb.send(new UpdateItemCommand({ TableName: AppTableName, Key: appKey, ...remap })),
  'delete an App': ({ dynamoDb }) => dynamoDb.send(new DeleteItemCommand({ TableName: AppTableName, Key: appKey })),
  'read an installation': ({ dynamoDb }) =>
    dynamoDb.send(new GetItemCommand({ TableName: InstallationTableName, Key: rowKey })),
  'list installations of an App': ({ dynamoDb }) =>
    dynamoDb.send(new QueryCommand({ TableName: InstallationTableName, ...byApp })),
  'list installations': ({ dynamoDb }) => dynamoDb.send(new ScanCommand({ TableName: InstallationTableName })),
  'look up an account': ({ dynamoDb }) =>
    dynamoDb.send(new QueryCommand({ TableName: InstallationTableName, ...byIndex })),
  'write an installation': ({ dynamoDb }) =>
    dynamoDb.send(new PutItemCommand({ TableName: InstallationTableName, Item: rowKey })),
  'change an installation': ({ dynamoDb }) =>
    dynamoDb.send(new UpdateItemCommand({ TableName: InstallationTableName, Key: rowKey })),
  'delete an installation': ({ dynamoDb }) =>
    dynamoDb.send(new DeleteItemCommand({ TableName: InstallationTableName, Key: rowKey })),
  'read a token': ({ dynamoDb }) => dynamoDb.send(new GetItemCommand({ TableName: TokenTableName, Key: tokenKey })),
  'write a token': ({ dynamoDb }) => dynamoDb.send(new PutItemCommand({ TableName: TokenTableName, Item: tokenKey })),
  'remove a token': ({ dynamoDb }) =>
    dynamoDb.send(new DeleteItemCommand({ TableName: TokenTableName, Key: tokenKey })),
  'list live tokens': ({ dynamoDb }) =>
    dynamoDb.send(new QueryCommand({ TableName: TokenTableName, IndexName: 'App', ...byApp })),
  'list all tokens': ({ dynamoDb }) => dynamoDb.send(new ScanCommand({ TableName: TokenTableName })),
  'make a data key': async ({ kms }) => kms.send(await dataKey(TokenTableName)),
  'make a data key for another table': async ({ kms }) => kms.send(await dataKey('another')),
  sign: ({ kms }) => kms.send(sign('RSASSA_PKCS1_V1_5_SHA_256')),
  'sign with another algorithm': ({ kms }) => kms.send(sign('RSASSA_PSS_SHA_256')),
  'make a key': ({ kms }) => kms.send(new CreateKeyCommand({})),
  'tag a key': ({ kms }) =>
    kms.send(new TagResourceCommand({ KeyId: kmsKeyArn, Tags: [{ TagKey: 'Status', TagValue: 'Active' }] })),
  'invoke a function': async ({ lambda }) =>
    lambda.send(new InvokeCommand({ FunctionName: (await functionOf('AppTokenEndpoint')).arn })),
} satisfies Record<string, (hands: Hands) => Promise<unknown>>;

type Attempt = keyof typeof attempts;

const minting = [
  'read an App',
  'sign',
  'read an installation',
  'list installations of an App',
  'change an installation',
  'delete an installation',
  'read a token',
] as const;
const syncing = [
  'read an App',
  'list the Apps',
  'sign',
  'list installations',
  'change an installation',
  'delete an installation',
] as const;

/** What each function needs; everything else must be refused. */
const allowed: Record<FunctionName, readonly Attempt[]> = {
  AppTokenEndpoint: ['read an App', 'sign'],
  InstallationAccessTokenEndpoint: [...minting, 'write a token', 'make a data key'],
  RevokeInstallationTokensEndpoint: [...minting, 'remove a token', 'list live tokens'],
  RefreshCachedDataEndpoint: syncing,
  sync: syncing,
  'rate limits': ['list the Apps', 'read a token', 'list live tokens'],
  'installation events': ['read an App', 'read an installation', 'write an installation', 'delete an installation'],
  schedules: ['list installations'],
  InstallationRecordEndpoint: ['look up an account'],
  InstallationsEndpoint: ['list installations of an App', 'list installations'],
};

describeWith(['the local GitHub'], 'the role of a function', () => {
  beforeAll(async () => {
    const { appId } = await givenApp();
    kmsKeyArn = (await appRow(appId))?.kmsKeyArn ?? '';
  });

  // Functions' roles trust Lambda alone, so a role with the same policies is tried in their place.
  it.each(Object.entries(allowed))('of %s can do what it needs and nothing else', async (name, needs) => {
    if (!isFunctionName(name)) throw new Error(`${name} is no function.`);
    const role = await sessionLike((await functionOf(name)).roleArn);
    const outcomes = await Promise.all(
      Object.entries(attempts).map(async ([what, attempt]) => ({
        what,
        outcome: await outcomeOf(attempt(handsOf(role))),
      })),
    );
    const done = outcomes.filter(({ outcome }) => outcome === 'done').map(({ what }) => what);
    expect(done.sort()).toEqual([...needs].sort());
    const odd = outcomes.filter(({ outcome }) => outcome !== 'done' && outcome !== 'denied');
    expect(odd).toEqual([]);
  });
});

async function dataKey(table: string): Promise<GenerateDataKeyCommand> {
  const { environment } = await functionOf('InstallationAccessTokenEndpoint');
  const EncryptionContext = { table, epoch: '2026-01-01' };
  return new GenerateDataKeyCommand({ KeyId: environment.TOKEN_KEY_ARN, KeySpec: 'AES_256', EncryptionContext });
}

function sign(SigningAlgorithm: SigningAlgorithmSpec): SignCommand {
  return new SignCommand({ KeyId: kmsKeyArn, Message: Buffer.from('text'), MessageType: 'RAW', SigningAlgorithm });
}

function handsOf(credentials: Identity): Hands {
  const settings = { region, credentials };
  return {
    dynamoDb: new DynamoDBClient(settings),
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
  };
}

function isFunctionName(name: string): name is FunctionName {
  return name in allowed;
}
