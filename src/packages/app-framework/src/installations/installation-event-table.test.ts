import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { rowOf } from './github-account.test.support';
import { createInstallationEventTable } from './installation-event-table';
import { itemOf } from './installation-item';

const dynamoDb = mockClient(DynamoDBClient);
beforeEach(() => dynamoDb.reset());

const eventTable = createInstallationEventTable(new DynamoDBClient({ region: 'us-east-1' }), 'Installations');
const next = rowOf({ id: 9_007_199_254_740_991, login: 'acme', appId: 4_294_967_297 });
const knownAt = new Date('2026-11-01T12:00:00Z');
const lastRefreshed = '2026-11-01T11:00:00.000Z';
const conditionFailed = (row?: Parameters<typeof itemOf>[0]) =>
  new ConditionalCheckFailedException({
    message: 'no',
    $metadata: {},
    ...(row && { Item: itemOf(row, lastRefreshed) }),
  });

describe('createInstallationEventTable', () => {
  it.each([
    ['none', undefined, 'attribute_not_exists(LastRefreshed)', undefined],
    [
      'a row of an older deployment',
      { ...next, installationId: 5 },
      'InstallationId = :installationId AND attribute_not_exists(LastRefreshed)',
      { ':installationId': { N: '5' } },
    ],
    [
      'a row',
      { ...next, installationId: 5, lastRefreshed },
      'InstallationId = :installationId AND LastRefreshed = :lastRefreshed',
      { ':installationId': { N: '5' }, ':lastRefreshed': { S: lastRefreshed } },
    ],
  ])('writes where %s was seen and is there still', async (_what, seen, condition, values) => {
    dynamoDb.on(PutItemCommand).resolves({});

    expect(await eventTable.swap({ seen, next, knownAt })).toEqual({ kind: 'written' });
    expect(dynamoDb.call(0).args[0].input).toEqual({
      TableName: 'Installations',
      Item: itemOf(next, '2026-11-01T12:00:00.000Z'),
      ConditionExpression: condition,
      ...(values && { ExpressionAttributeValues: values }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('answers the row that is there instead', async () => {
    dynamoDb.on(PutItemCommand).rejectsOnce(conditionFailed(next)).rejectsOnce(conditionFailed());

    expect(await eventTable.swap({ seen: undefined, next, knownAt })).toEqual({
      kind: 'changed',
      row: { ...next, lastRefreshed },
    });
    expect(await eventTable.swap({ seen: next, next, knownAt })).toEqual({ kind: 'changed', row: undefined });
  });

  it('removes only the installation that has ended', async () => {
    dynamoDb.on(DeleteItemCommand).resolvesOnce({}).rejectsOnce(conditionFailed());

    expect(await eventTable.removeEnded(next)).toBe('removed');
    expect(await eventTable.removeEnded(next)).toBe('kept');
    expect(dynamoDb.call(0).args[0].input).toEqual({
      TableName: 'Installations',
      Key: { AppId: { N: '4294967297' }, NodeId: { S: 'node-of-acme' } },
      ConditionExpression: 'InstallationId = :installationId',
      ExpressionAttributeValues: { ':installationId': { N: '9007199254740991' } },
    });
  });

  it('fails on other errors', async () => {
    dynamoDb.on(PutItemCommand).rejects(new Error('throttled'));

    await expect(eventTable.swap({ seen: undefined, next, knownAt })).rejects.toThrow('throttled');
  });
});
