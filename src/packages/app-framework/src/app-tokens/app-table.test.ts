import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createAppTable } from './app-table';

const dynamoDb = mockClient(DynamoDBClient);
beforeEach(() => dynamoDb.reset());
const table = createAppTable(new DynamoDBClient({ region: 'us-east-1' }), 'Apps');

describe('createAppTable', () => {
  it('reads a row by key, consistently, with ids beyond 32 bits', async () => {
    dynamoDb.on(GetItemCommand).resolves({
      Item: { AppId: { N: '4294967297' }, KmsKeyArn: { S: 'arn:key' }, GitHubApiUrl: { S: 'https://ghe/api/v3' } },
    });

    expect(await table.getApp(4294967297)).toEqual({
      appId: 4294967297,
      kmsKeyArn: 'arn:key',
      gitHubApiUrl: 'https://ghe/api/v3',
    });
    expect(dynamoDb.call(0).args[0].input).toEqual({
      TableName: 'Apps',
      Key: { AppId: { N: '4294967297' } },
      ConsistentRead: true,
    });
  });

  it('answers nothing for an App without a row', async () => {
    dynamoDb.on(GetItemCommand).resolves({});

    expect(await table.getApp(1)).toBeUndefined();
  });

  it('fails when the read fails, instead of answering nothing', async () => {
    dynamoDb.on(GetItemCommand).rejects(new Error('no route'));

    await expect(table.getApp(1)).rejects.toThrow('no route');
  });

  it('refuses a row without a key, and says what to do', async () => {
    dynamoDb.on(GetItemCommand).resolves({ Item: { AppId: { N: '5' } } });

    await expect(table.getApp(5)).rejects.toThrow(/App 5 .*Import/);
  });

  it('lists the ids of all pages, also of rows that are damaged otherwise', async () => {
    dynamoDb
      .on(ScanCommand)
      .resolvesOnce({ Items: [{ AppId: { N: '1' } }], LastEvaluatedKey: { AppId: { N: '1' } } })
      .resolvesOnce({ Items: [{ AppId: { N: '2' } }] });

    expect(await table.listAppIds()).toEqual([1, 2]);
    expect(dynamoDb.call(1).args[0].input).toMatchObject({ ExclusiveStartKey: { AppId: { N: '1' } } });
  });

  it('refuses a table with an id that is none, so that nobody takes its App for removed', async () => {
    dynamoDb.on(ScanCommand).resolves({ Items: [{ AppId: { N: '9007199254740993' } }] });

    await expect(table.listAppIds()).rejects.toThrow(/9007199254740993/);
  });
});
