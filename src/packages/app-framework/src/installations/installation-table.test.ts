import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { itemOf } from './installation-item';
import { createInstallationTable } from './installation-table';

const dynamoDb = mockClient(DynamoDBClient);
const logged: string[] = [];
beforeEach(() => {
  dynamoDb.reset();
  logged.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const table = createInstallationTable(new DynamoDBClient({ region: 'us-east-1' }), 'Installations');
const installation = {
  appId: 4294967297,
  installationId: 9007199254740991,
  nodeId: 'O_1',
  targetType: 'Organization',
  name: 'Octo-Org',
  permissions: { contents: 'read' },
  repositorySelection: 'selected',
  suspendedAt: '2026-01-01T00:00:00Z',
};
const askedAt = new Date('2026-11-01T12:00:00Z');
const item = itemOf(installation, askedAt.toISOString());
const row = { ...installation, lastRefreshed: askedAt.toISOString() };
const conditionFailed = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });

describe('createInstallationTable', () => {
  it('keeps a row with the login in lower case, and reads it back', async () => {
    dynamoDb.on(GetItemCommand).resolves({ Item: item });

    expect(item).toMatchObject({ Name: { S: 'Octo-Org' }, Login: { S: 'octo-org' }, AppId: { N: '4294967297' } });
    expect(await table.get({ appId: 4294967297, nodeId: 'O_1' })).toEqual(row);
    expect(dynamoDb.call(0).args[0].input).toMatchObject({ ConsistentRead: true });
  });

  it('reads a row of an older deployment', async () => {
    const { AppId, NodeId, InstallationId, TargetType, Name } = item;
    dynamoDb.on(GetItemCommand).resolves({ Item: { AppId, NodeId, InstallationId, TargetType, Name } as typeof item });

    const { appId, installationId, nodeId, targetType, name } = installation;
    expect(await table.get(installation)).toEqual({ appId, installationId, nodeId, targetType, name, permissions: {} });
  });

  it.each([
    ['NodeID', () => table.findByNodeId('O_1'), { ':nodeId': { S: 'O_1' } }],
    ['InstallationID', () => table.findByInstallationId(5), { ':installationId': { N: '5' } }],
    ['Login', () => table.findByLogin('Octo-Org'), { ':login': { S: 'octo-org' } }],
    [undefined, () => table.findByApp(7), { ':appId': { N: '7' } }],
  ])('reads all pages of index %s', async (IndexName, find, ExpressionAttributeValues) => {
    const LastEvaluatedKey = { AppId: { N: '1' } };
    dynamoDb
      .on(QueryCommand)
      .resolvesOnce({ Items: [item], LastEvaluatedKey })
      .resolvesOnce({ Items: [item] });

    expect(await find()).toEqual([row, row]);
    expect(dynamoDb.call(0).args[0].input).toMatchObject({
      TableName: 'Installations',
      ...(IndexName && { IndexName }),
      ExpressionAttributeValues,
    });
    expect(dynamoDb.call(1).args[0].input).toMatchObject({ ExclusiveStartKey: LastEvaluatedKey });
  });

  it('passes over a damaged row, and says which', async () => {
    dynamoDb.on(ScanCommand).resolves({ Items: [{ AppId: { N: '1' }, NodeId: { S: 'x' } }, item] });

    expect(await table.findAll()).toEqual([row]);
    // A row that was removed a moment ago must not come back, nor one that was written be taken for missing.
    expect(dynamoDb.call(0).args[0].input).toEqual({ TableName: 'Installations', ConsistentRead: true });
    expect(logged.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 'WARN', nodeId: 'x' })]);
  });

  it('lists a part, by App where one is named', async () => {
    const LastEvaluatedKey = { AppId: { N: '7' }, NodeId: { S: 'O_9' } };
    dynamoDb.on(QueryCommand).resolves({ Items: [item], LastEvaluatedKey });
    dynamoDb.on(ScanCommand).resolves({ Items: [item] });

    const from = { appId: 7, nodeId: 'O_9' };
    expect(await table.list({ limit: 1, appId: 7 })).toEqual({ rows: [row], next: from });
    expect(await table.list({ limit: 1, from })).toEqual({ rows: [row] });
    expect(dynamoDb.call(1).args[0].input).toEqual({
      TableName: 'Installations',
      Limit: 1,
      ExclusiveStartKey: LastEvaluatedKey,
    });
  });

  it('writes unless the row is newer', async () => {
    dynamoDb.on(UpdateItemCommand).resolvesOnce({}).rejectsOnce(conditionFailed);

    expect(await table.put(installation, askedAt)).toBe('written');
    expect(await table.put(installation, askedAt)).toBe('stale');
    const input = dynamoDb.commandCalls(UpdateItemCommand)[0]?.args[0].input;
    expect(input).toMatchObject({
      TableName: 'Installations',
      Key: { AppId: { N: '4294967297' }, NodeId: { S: 'O_1' } },
      ConditionExpression: 'attribute_not_exists(LastRefreshed) OR LastRefreshed <= :LastRefreshed',
      ExpressionAttributeValues: { ':LastRefreshed': { S: '2026-11-01T12:00:00.000Z' }, ':Login': { S: 'octo-org' } },
    });
    expect(input?.UpdateExpression).not.toContain('REMOVE');
  });

  it('removes only the same installation, older than asked', async () => {
    dynamoDb.on(DeleteItemCommand).resolvesOnce({}).rejectsOnce(conditionFailed);

    expect(await table.remove(row, askedAt)).toBe('removed');
    expect(await table.remove(row, askedAt)).toBe('kept');
    expect(dynamoDb.call(0).args[0].input).toEqual({
      TableName: 'Installations',
      Key: { AppId: { N: '4294967297' }, NodeId: { S: 'O_1' } },
      ConditionExpression:
        'InstallationId = :installationId AND (attribute_not_exists(LastRefreshed) OR LastRefreshed < :olderThan)',
      ExpressionAttributeValues: {
        ':installationId': { N: '9007199254740991' },
        ':olderThan': { S: '2026-11-01T12:00:00.000Z' },
      },
    });
  });

  it('fails on other errors', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new Error('throttled'));

    await expect(table.put(installation, askedAt)).rejects.toThrow('throttled');
  });
});
