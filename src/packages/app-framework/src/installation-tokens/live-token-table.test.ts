import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createLiveTokenTable, type LiveToken } from './live-token-table';

const dynamoDb = mockClient(DynamoDBClient);
beforeEach(() => dynamoDb.reset());

const table = createLiveTokenTable(new DynamoDBClient({ region: 'us-east-1' }), 'Tokens');
const live: LiveToken = {
  key: 'live#1',
  appId: 4294967297,
  installationId: 71,
  sharer: 'caller 1:role/ci',
  mintedAt: 1_000,
  expiresAt: 2_500,
  tokenHash: 'h',
  ciphertext: Buffer.from('sealed'),
  epoch: '2026-11-01',
  slotKey: 'token#k',
};
const rowsOf = async (holder: { appId: number; installationId?: number }) => {
  const rows = [];
  for await (const page of table.find(holder, 2_000)) rows.push(...page);
  return rows;
};

describe('createLiveTokenTable', () => {
  it('keeps a row that can be found by App and installation and read back', async () => {
    dynamoDb.on(PutItemCommand).resolves({});
    await table.put(live);
    const { Item } = dynamoDb.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    dynamoDb.on(QueryCommand).resolves({ Items: [Item ?? {}] });

    expect(Item).toMatchObject({
      AppInstallation: { S: '4294967297#71' },
      AppId: { N: '4294967297' },
      ExpiresAt: { N: '3' },
    });
    expect(await rowsOf({ appId: 4294967297 })).toEqual([live]);
  });

  it('keeps that a token lives which nobody can read, unless the row is there already, and finds it as damaged', async () => {
    dynamoDb.on(PutItemCommand).resolves({});
    const { ciphertext: _ciphertext, epoch: _epoch, ...unreadable } = live;
    await table.put(unreadable);
    const { Item, ConditionExpression } = dynamoDb.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    dynamoDb.on(QueryCommand).resolves({ Items: [Item ?? {}] });

    expect(ConditionExpression).toBe('attribute_not_exists(#key)');
    expect(await rowsOf({ appId: 4294967297 })).toEqual([{ key: 'live#1', isDamaged: true }]);
  });

  it.each([
    ['App', { appId: 7 }, 'AppId', { N: '7' }],
    ['AppInstallation', { appId: 7, installationId: 71 }, 'AppInstallation', { S: '7#71' }],
  ])('finds what has not ended in index %s, page by page', async (IndexName, holder, attribute, value) => {
    const LastEvaluatedKey = { Key: { S: 'live#1' } };
    dynamoDb.on(QueryCommand).resolvesOnce({ Items: [], LastEvaluatedKey }).resolvesOnce({ Items: [] });

    await rowsOf(holder);
    expect(dynamoDb.call(0).args[0].input).toMatchObject({
      IndexName,
      KeyConditionExpression: '#holder = :holder AND Expiry > :now',
      ExpressionAttributeNames: { '#holder': attribute },
      ExpressionAttributeValues: { ':holder': value, ':now': { N: '2000' } },
    });
    expect(dynamoDb.call(1).args[0].input).toMatchObject({ ExclusiveStartKey: LastEvaluatedKey });
  });

  it('names rows that are damaged', async () => {
    dynamoDb.on(QueryCommand).resolves({ Items: [{ Key: { S: 'live#1' }, AppId: { N: '7' } }] });

    expect(await rowsOf({ appId: 7 })).toEqual([{ key: 'live#1', isDamaged: true }]);
  });

  it('removes by key', async () => {
    dynamoDb.on(DeleteItemCommand).resolves({});

    await table.remove('live#1');
    expect(dynamoDb.call(0).args[0].input).toEqual({ TableName: 'Tokens', Key: { Key: { S: 'live#1' } } });
  });
});
