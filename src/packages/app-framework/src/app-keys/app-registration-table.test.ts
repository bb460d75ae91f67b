import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  InternalServerError,
  ListTagsOfResourceCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createAppRegistrations, RegistrationChangedError, RegistrationUnknownError } from './app-registration-table';

const dynamoDb = mockClient(DynamoDBClient);
const registrations = createAppRegistrations({
  dynamoDb: new DynamoDBClient({ region: 'us-east-1' }),
  tableName: 'apps',
});
const next = { appId: 7, kmsKeyArn: 'arn:new', gitHubApiUrl: 'https://api.github.com' };
const written = () => dynamoDb.commandCalls(UpdateItemCommand)[0]?.args[0].input;

describe('createAppRegistrations', () => {
  beforeEach(() => {
    dynamoDb.reset();
    dynamoDb.onAnyCommand().resolves({});
  });

  it('reads a row consistently', async () => {
    dynamoDb.on(GetItemCommand).resolves({
      Item: {
        AppId: { N: '3000000001' },
        KmsKeyArn: { S: 'arn:old' },
        GitHubApiUrl: { S: 'https://ghe.example.com/api/v3' },
      },
    });
    expect(await registrations.read(3000000001)).toEqual({
      appId: 3000000001,
      kmsKeyArn: 'arn:old',
      gitHubApiUrl: 'https://ghe.example.com/api/v3',
    });
    expect(dynamoDb.commandCalls(GetItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'apps',
      Key: { AppId: { N: '3000000001' } },
      ConsistentRead: true,
    });
  });

  it('answers absent where there is no row', async () => {
    expect(await registrations.read(7)).toBeUndefined();
  });

  it('fails on a row without a key, and does not take it for absent', async () => {
    dynamoDb.on(GetItemCommand).resolves({ Item: { AppId: { N: '7' } } });
    await expect(registrations.read(7)).rejects.toThrow(/App 7 .*names no key/);
  });

  it('lists the rows of all pages', async () => {
    dynamoDb
      .on(ScanCommand)
      .resolvesOnce({ Items: [{ AppId: { N: '1' }, KmsKeyArn: { S: 'a' } }], LastEvaluatedKey: { AppId: { N: '1' } } })
      .resolves({ Items: [{ AppId: { N: '2' }, KmsKeyArn: { S: 'b' } }] });
    expect(await registrations.list()).toEqual([
      { appId: 1, kmsKeyArn: 'a' },
      { appId: 2, kmsKeyArn: 'b' },
    ]);
  });

  it('answers the host of rows without one from the tag of the table, and github.com where it has none', async () => {
    const TableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/apps';
    dynamoDb.on(DescribeTableCommand).resolves({ Table: { TableArn } });
    expect(await registrations.hostOfRowsWithoutOne()).toBe('https://api.github.com');
    const other = { Tags: [{ Key: 'CredentialManager', Value: 'AppTable' }], NextToken: 'more' };
    const host = 'https://ghe.example.com/api/v3';
    dynamoDb
      .on(ListTagsOfResourceCommand, { ResourceArn: TableArn })
      .resolves(other)
      .on(ListTagsOfResourceCommand, { ResourceArn: TableArn, NextToken: 'more' })
      .resolves({ Tags: [{ Key: 'GitHubApiUrl', Value: host }] });
    expect(await registrations.hostOfRowsWithoutOne()).toBe(host);
  });

  it('writes a first row only where there is none', async () => {
    await registrations.write({ next, seen: undefined });
    expect(written()).toEqual({
      TableName: 'apps',
      Key: { AppId: { N: '7' } },
      UpdateExpression: 'SET KmsKeyArn = :keyArn, GitHubApiUrl = :url',
      ConditionExpression: 'attribute_not_exists(AppId)',
      ExpressionAttributeValues: { ':keyArn': { S: 'arn:new' }, ':url': { S: 'https://api.github.com' } },
    });
  });

  it('replaces a row only where it names the key and the host that were read', async () => {
    await registrations.write({
      next,
      seen: { appId: 7, kmsKeyArn: 'arn:old', gitHubApiUrl: 'https://api.github.com' },
    });
    expect(written()?.ConditionExpression).toBe('KmsKeyArn = :seenKeyArn AND GitHubApiUrl = :seenUrl');
    expect(written()?.ExpressionAttributeValues).toMatchObject({
      ':seenKeyArn': { S: 'arn:old' },
      ':seenUrl': { S: 'https://api.github.com' },
    });
  });

  it('replaces a row without a host only where it still has none', async () => {
    await registrations.write({ next, seen: { appId: 7, kmsKeyArn: 'arn:old' } });
    expect(written()?.ConditionExpression).toBe('KmsKeyArn = :seenKeyArn AND attribute_not_exists(GitHubApiUrl)');
    expect(written()?.ExpressionAttributeValues).not.toHaveProperty(':seenUrl');
  });

  it('refuses to write over a row that changed meanwhile', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'no' }));
    dynamoDb.on(GetItemCommand).resolves({ Item: { AppId: { N: '7' }, KmsKeyArn: { S: 'arn:other' } } });
    await expect(registrations.write({ next, seen: undefined })).rejects.toThrow(RegistrationChangedError);
  });

  it('takes a write for done whose answer was lost', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'no' }));
    dynamoDb.on(GetItemCommand).resolves({ Item: { AppId: { N: '7' }, KmsKeyArn: { S: 'arn:new' } } });
    await expect(registrations.write({ next, seen: undefined })).resolves.toBeUndefined();
  });

  it('fails as unknown where the row cannot be read after a write that failed', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new Error('socket closed'));
    dynamoDb.on(GetItemCommand).rejects(new Error('no route'));
    await expect(registrations.write({ next, seen: undefined })).rejects.toThrow(RegistrationUnknownError);
  });

  const refusal = (name: string, attempts: number) =>
    new DynamoDBServiceException({ name, $fault: 'client', message: 'refused', $metadata: { attempts } });

  it.each([
    ['may not be written', refusal('AccessDeniedException', 3)],
    ['is not there', refusal('ResourceNotFoundException', 1)],
    ['is throttled at the only try', refusal('ThrottlingException', 1)],
  ])('fails with what DynamoDB answered where the table %s', async (_, error) => {
    dynamoDb.on(UpdateItemCommand).rejects(error);
    await expect(registrations.write({ next, seen: undefined })).rejects.toBe(error);
  });

  it.each([
    ['no answer came', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
    ['DynamoDB failed', new InternalServerError({ $metadata: { attempts: 1 }, message: 'failed' })],
    ['an earlier try may be on its way', refusal('ThrottlingException', 3)],
  ])('fails as unknown where %s, for the write may arrive after the row was read', async (_, error) => {
    const row = { AppId: { N: '7' }, KmsKeyArn: { S: 'arn:old' } };
    dynamoDb.on(UpdateItemCommand).rejects(error);
    dynamoDb
      .on(GetItemCommand)
      .resolvesOnce({ Item: row })
      .resolves({ Item: { ...row, KmsKeyArn: { S: 'arn:new' } } });
    const written = registrations.write({ next, seen: { appId: 7, kmsKeyArn: 'arn:old' } });
    await expect(written).rejects.toThrow(RegistrationUnknownError);
    expect((await registrations.read(7))?.kmsKeyArn).toBe('arn:new');
  });
});
