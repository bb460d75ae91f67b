import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createMintBudgets } from './mint-budget-table';

const dynamoDb = mockClient(DynamoDBClient);
const budgets = createMintBudgets(new DynamoDBClient({}), 'tokens', () => new Date('2026-11-01T12:59:30.250Z'));
const budget = { caller: '1/role/a', perHour: 5 };
const hour = Date.parse('2026-11-01T12:00:00Z') / 3_600_000;
beforeEach(() => dynamoDb.reset());

describe('createMintBudgets', () => {
  it('counts in a row of the caller and the hour, which stays an hour longer', async () => {
    dynamoDb.on(UpdateItemCommand).resolves({});
    expect(await budgets(budget)).toEqual({ kind: 'spent' });
    expect(dynamoDb.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'tokens',
      Key: { Key: { S: `budget#1/role/a#${hour}` } },
      ExpressionAttributeValues: { ':most': { N: '5' }, ':end': { N: String((hour + 2) * 3_600) } },
    });
  });

  it('says until when the budget of the hour is used up', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'no' }));
    expect(await budgets(budget)).toEqual({ kind: 'used-up', retryAfterSeconds: 30 });
  });

  it('fails where nothing could be counted', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(new Error('throttled'));
    await expect(budgets(budget)).rejects.toThrow('throttled');
  });
});
