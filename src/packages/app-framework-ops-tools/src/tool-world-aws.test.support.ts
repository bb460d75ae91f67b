import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  GetKeyLastUsageCommand,
  GetParametersForImportCommand,
  GetPublicKeyCommand,
  ImportKeyMaterialCommand,
  KMSClient,
  ListResourceTagsCommand,
  NotFoundException,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { GetFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { type FakeLedger, queriedRows, rowAt } from './tool-world-ledger.test.support';

/** A key in the KMS in memory. */
export interface FakeKey {
  state: 'PendingImport' | 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly createdOn: Date;
  readonly tags: Map<string, string>;
  privateKey?: KeyObject;
}

/** What is in the account. */
export interface World {
  /** Names of App tables. */
  readonly tables: string[];
  /** Functions by the App table that they are tagged for; of older deployments, for none. */
  readonly deployments: { readonly table?: string; readonly url: string }[];
  readonly rows: Map<number, Record<string, string>>;
  /** Those of the table `before`, which a deployment that is gone has left. */
  readonly left: Map<number, Record<string, string>>;
  /** What the table says of rows that name no host. */
  hostOfRows?: string | undefined;
  readonly keys: Map<string, FakeKey>;
  readonly ledger: FakeLedger;
  /** The webhook secret. */
  readonly secret: { SecretString: string; CreatedDate: Date };
  /** What every import puts into KMS. */
  readonly appKey: KeyObject;
}

const account = 'us-east-1:000000000000';
const wrapping = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });

/** A key of a deployment, as an import has left it. */
export function givenKey({ keys }: Pick<World, 'keys'>, name: string, { tags = {}, ...rest }: GivenKey = {}): string {
  const arn = `arn:aws:kms:${account}:key/${name}`;
  const usual = { FrameworkForGitHubAppOnAwsManaged: 'true', Status: 'Active', AppTable: 'apps', AppId: '7' };
  const present = Object.entries({ ...usual, ...tags }).filter(([, value]) => value !== '');
  keys.set(arn, { state: 'Enabled', createdOn: new Date('2026-01-01'), ...rest, tags: new Map(present) });
  return arn;
}

/** What is unusual about a key. An empty tag is none. */
export type GivenKey = Partial<Omit<FakeKey, 'tags'>> & { readonly tags?: Record<string, string> };

/** AWS in memory: what the tool asks of it, on the data of the world. */
export function fakeAws(world: World) {
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  const lambda = mockClient(LambdaClient);
  const dynamoDb = mockClient(DynamoDBClient);
  const kms = mockClient(KMSClient);
  const secrets = mockClient(SecretsManagerClient);
  const all = [tagging, lambda, dynamoDb, kms, secrets];
  const keyAt = (arn = ''): FakeKey => {
    const key = world.keys.get(arn);
    if (key) return key;
    throw new NotFoundException({ message: `Key '${arn}' does not exist`, $metadata: {} });
  };

  const set = () => {
    tagging.on(GetResourcesCommand).callsFake(({ ResourceTypeFilters: [type], TagFilters }) => ({
      ResourceTagMappingList: resourcesOf(world, type).filter(({ Tags }) =>
        TagFilters.every((filter: { Key: string; Values?: string[] }) =>
          Tags.some(({ Key, Value }) => Key === filter.Key && (filter.Values?.includes(Value) ?? true)),
        ),
      ),
    }));
    lambda.on(GetFunctionUrlConfigCommand).callsFake(({ FunctionName }) => ({
      FunctionUrl: `${world.deployments[Number(FunctionName.split(':').at(-1).split('-')[0])]?.url}/`,
    }));

    dynamoDb.on(GetItemCommand).callsFake(({ Key, TableName }) => {
      const apps = { rows: TableName === 'before' ? world.left : world.rows };
      return { Item: Key.AppId ? itemOf(apps, Number(Key.AppId.N)) : rowAt(world.ledger, Key) };
    });
    dynamoDb.on(QueryCommand).callsFake((input) => queriedRows(world.ledger, input));
    dynamoDb.on(ScanCommand).callsFake(() => ({ Items: [...world.rows.keys()].map((id) => itemOf(world, id)) }));
    dynamoDb.on(UpdateItemCommand).callsFake(({ Key, UpdateExpression, ExpressionAttributeValues }) => {
      const id = Number(Key.AppId.N);
      const row = world.rows.get(id) ?? {};
      for (const [, name = '', value = ''] of UpdateExpression.matchAll(/(\w+) = (:\w+)/g)) {
        row[name] = ExpressionAttributeValues[value].S;
      }
      world.rows.set(id, row);
      return {};
    });

    dynamoDb.on(DescribeTableCommand).resolves({ Table: { TableArn: `arn:aws:dynamodb:${account}:table/apps` } });
    dynamoDb.on(ListTagsOfResourceCommand).callsFake(() => ({
      Tags: world.hostOfRows === undefined ? [] : [{ Key: 'GitHubApiUrl', Value: world.hostOfRows }],
    }));

    secrets.on(GetSecretValueCommand).callsFake(() => ({ ...world.secret }));
    secrets.on(PutSecretValueCommand).callsFake(({ SecretString }) => {
      Object.assign(world.secret, { SecretString, CreatedDate: new Date() });
      return {};
    });
    kms.on(CreateKeyCommand).callsFake(({ Tags }) => {
      const tags = Object.fromEntries(Tags.map((tag: Record<string, string>) => [tag.TagKey, tag.TagValue]));
      const Arn = givenKey(world, `new-${world.keys.size + 1}`, {
        tags,
        state: 'PendingImport',
        createdOn: new Date(),
      });
      return { KeyMetadata: { Arn } };
    });
    kms.on(GetParametersForImportCommand).resolves({ PublicKey: wrapping, ImportToken: new Uint8Array(1) });
    kms.on(ImportKeyMaterialCommand).callsFake(({ KeyId }) => {
      Object.assign(keyAt(KeyId), { state: 'Enabled', privateKey: world.appKey });
      return {};
    });
    kms.on(SignCommand).callsFake(({ KeyId, Message }) => {
      const { privateKey } = keyAt(KeyId);
      return privateKey ? { Signature: sign('sha256', Buffer.from(Message), privateKey) } : {};
    });
    kms.on(TagResourceCommand).callsFake(({ KeyId, Tags }) => {
      for (const { TagKey, TagValue } of Tags) keyAt(KeyId).tags.set(TagKey, TagValue);
      return {};
    });
    kms.on(ListResourceTagsCommand).callsFake(({ KeyId }) => ({
      Tags: [...keyAt(KeyId).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    }));
    kms.on(DescribeKeyCommand).callsFake(({ KeyId }) => {
      const { state, createdOn } = keyAt(KeyId);
      return { KeyMetadata: { KeyId, KeyState: state, CreationDate: createdOn } };
    });
    kms.on(GetPublicKeyCommand).callsFake(() => ({
      PublicKey: createPublicKey(world.appKey).export({ type: 'spki', format: 'der' }),
    }));
    kms.on(GetKeyLastUsageCommand).callsFake(() => ({ TrackingStartDate: new Date(0), KeyCreationDate: new Date() }));
    kms.on(DisableKeyCommand).callsFake(({ KeyId }) => {
      keyAt(KeyId).state = 'Disabled';
      return {};
    });
    kms.on(ScheduleKeyDeletionCommand).callsFake(({ KeyId, PendingWindowInDays }) => {
      keyAt(KeyId).state = 'PendingDeletion';
      return { DeletionDate: new Date(Date.now() + PendingWindowInDays * 86_400_000) };
    });
  };

  return {
    tagging,
    lambda,
    dynamoDb,
    kms,
    secrets,
    reset(): void {
      for (const mock of all) mock.reset();
      set();
    },
    restore(): void {
      for (const mock of all) mock.restore();
    },
  };
}

const endpoints = [
  'AppTokenEndpoint',
  'InstallationAccessTokenEndpoint',
  'RefreshCachedDataEndpoint',
  'InstallationsEndpoint',
  'RevokeInstallationTokensEndpoint',
];

interface Resource {
  readonly ResourceARN: string;
  readonly Tags: { readonly Key: string; readonly Value: string }[];
}

function resourcesOf({ tables, deployments, keys, ledger }: World, type: string): Resource[] {
  if (type === 'dynamodb:table') {
    const tagged = (names: readonly string[], Key: string, Value: string) =>
      names.map((name) => ({ ResourceARN: `arn:aws:dynamodb:${account}:table/${name}`, Tags: [{ Key, Value }] }));
    return [
      ...tagged(tables, 'CredentialManager', 'AppTable'),
      ...tagged(ledger.names, 'WebhookIngestion', 'DeliveryLedger'),
      ...ledger.names.flatMap((name) => tagged(ledger.tables, 'DeliveryLedger', name)),
    ];
  }
  if (type === 'lambda:function') {
    const using = ledger.used.map((Value) => ({
      ResourceARN: `arn:aws:lambda:${account}:function:recovery-of-${Value}`,
      Tags: [{ Key: 'DeliveryLedger', Value }],
    }));
    const serving = deployments.flatMap(({ table }, index) =>
      endpoints.map((Value) => ({
        ResourceARN: `arn:aws:lambda:${account}:function:${index}-${Value}`,
        Tags: [
          { Key: 'CredentialManager', Value },
          ...(table === undefined ? [] : [{ Key: 'AppTable', Value: table }]),
        ],
      })),
    );
    return [...using, ...serving];
  }
  return [...keys].map(([ResourceARN, { tags }]) => ({
    ResourceARN,
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  }));
}

function itemOf({ rows }: Pick<World, 'rows'>, id: number) {
  const row = rows.get(id);
  return (
    row && {
      AppId: { N: String(id) },
      ...Object.fromEntries(Object.entries(row).map(([name, S]) => [name, { S }])),
    }
  );
}
