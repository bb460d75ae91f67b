import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createTokenTable } from './token-table';

const dynamoDb = mockClient(DynamoDBClient);
beforeEach(() => dynamoDb.reset());

const table = createTokenTable(new DynamoDBClient({ region: 'us-east-1' }), 'Tokens');
const token = {
  ciphertext: Buffer.from('sealed'),
  epoch: '2026-11-01',
  mintedAt: 1_000,
  expiresAt: 2_500,
  tokenHash: 'h',
};
const row = {
  Key: { S: 'token#k' },
  Ciphertext: { B: token.ciphertext },
  Epoch: { S: '2026-11-01' },
  MintedAt: { N: '1000' },
  Expiry: { N: '2500' },
  TokenHash: { S: 'h' },
};
const lease = { LeaseOwner: { S: 'me' }, LeaseUntil: { N: '9000' } };
const conditionFailed = (Item?: typeof row & typeof lease) =>
  new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(Item && { Item }) });
const claim = {
  key: 'token#k',
  now: 5_000,
  lease: { owner: 'me', until: 15_000 },
  seen: {},
  overdue: undefined,
};
const inputOf = (call: number) => dynamoDb.call(call).args[0].input;

describe('createTokenTable', () => {
  it('reads a slot as it is now: with a token, a lease, both or nothing', async () => {
    dynamoDb
      .on(GetItemCommand)
      .resolvesOnce({ Item: { ...row, ...lease } })
      .resolvesOnce({ Item: lease })
      .resolves({});

    expect(await table.read('token#k')).toEqual({ content: token, lease: { owner: 'me', until: 9_000 } });
    expect(await table.read('token#k')).toEqual({ lease: { owner: 'me', until: 9_000 } });
    expect(await table.read('token#k')).toEqual({});
    expect(inputOf(0)).toEqual({ TableName: 'Tokens', Key: { Key: { S: 'token#k' } }, ConsistentRead: true });
  });

  it.each(['Ciphertext', 'Epoch', 'MintedAt', 'Expiry', 'TokenHash'] as const)(
    'takes a row without %s for one without a token',
    async (attribute) => {
      const { [attribute]: _gone, ...rest } = row;
      dynamoDb.on(GetItemCommand).resolves({ Item: rest });

      expect(await table.read('token#k')).not.toHaveProperty('content');
    },
  );

  it('claims over what is of no use in a row, just as it was seen', async () => {
    const { Ciphertext: _gone, ...rest } = row;
    dynamoDb
      .on(GetItemCommand)
      .resolves({ Item: { ...rest, LeaseOwner: { N: '1' } } })
      .on(UpdateItemCommand)
      .resolves({});

    const seen = await table.read('token#k');
    expect(seen).toEqual({ damaged: { tokenHash: { S: 'h' }, leaseOwner: { N: '1' } } });
    await table.claim({ ...claim, seen });
    expect(inputOf(1)).toMatchObject({
      ConditionExpression:
        '(attribute_not_exists(LeaseOwner) OR LeaseUntil <= :now OR LeaseOwner = :damaged) AND (attribute_not_exists(TokenHash) OR TokenHash = :replacing)',
      ExpressionAttributeValues: { ':damaged': { N: '1' }, ':replacing': { S: 'h' } },
    });
  });

  it('takes a claim for its own that the SDK sent again because the answer was lost', async () => {
    dynamoDb.on(UpdateItemCommand).rejects(conditionFailed({ ...row, ...lease }));

    expect(await table.claim(claim)).toEqual({ kind: 'claimed' });
  });

  it('claims an empty slot where no lease runs', async () => {
    dynamoDb.on(UpdateItemCommand).resolves({});

    expect(await table.claim(claim)).toEqual({ kind: 'claimed' });
    expect(inputOf(0)).toMatchObject({
      ConditionExpression:
        '(attribute_not_exists(LeaseOwner) OR LeaseUntil <= :now) AND (attribute_not_exists(TokenHash))',
      ExpressionAttributeValues: {
        ':owner': { S: 'me' },
        ':until': { N: '15000' },
        ':now': { N: '5000' },
        ':expires': { N: '7205' },
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('claims a slot whose token does not serve and whose holder is overdue', async () => {
    dynamoDb.on(UpdateItemCommand).resolves({});

    await table.claim({ ...claim, seen: { content: token }, overdue: 'other' });
    expect(inputOf(0)).toMatchObject({
      ConditionExpression:
        '(attribute_not_exists(LeaseOwner) OR LeaseUntil <= :now OR LeaseOwner = :overdue) AND (attribute_not_exists(TokenHash) OR TokenHash = :replacing)',
      ExpressionAttributeValues: { ':overdue': { S: 'other' }, ':replacing': { S: 'h' } },
    });
  });

  it('answers the slot as it is now where somebody else has claimed or filled it', async () => {
    dynamoDb
      .on(UpdateItemCommand)
      .rejectsOnce(conditionFailed({ ...row, ...lease }))
      .rejects(conditionFailed());

    const mine = { ...claim, lease: { owner: 'another', until: 15_000 } };
    expect(await table.claim(mine)).toEqual({
      kind: 'taken',
      slot: { content: token, lease: { owner: 'me', until: 9_000 } },
    });
    expect(await table.claim(mine)).toEqual({ kind: 'taken', slot: {} });
  });

  it.each([
    ['fills', 'filled', 'lost', () => table.fill({ key: 'token#k', owner: 'me', token }), 'LeaseOwner = :owner'],
    ['releases', 'released', 'lost', () => table.release({ key: 'token#k', owner: 'me' }), 'LeaseOwner = :owner'],
    ['drops', 'dropped', 'other', () => table.drop({ key: 'token#k', tokenHash: 'h' }), 'TokenHash = :hash'],
    ['ends', 'ended', 'none', () => table.endLease('token#k'), 'attribute_exists(LeaseOwner)'],
  ])('%s only under its condition', async (_what, done, failed, write, condition) => {
    dynamoDb.on(UpdateItemCommand).resolvesOnce({}).rejectsOnce(conditionFailed()).rejects(new Error('throttled'));

    expect(await write()).toBe(done);
    expect(await write()).toBe(failed);
    await expect(write()).rejects.toThrow('throttled');
    expect(inputOf(0)).toMatchObject({ ConditionExpression: condition });
  });

  it('fills so that the row can be read back, ends the lease, and lets the row go when the token ends', async () => {
    dynamoDb.on(UpdateItemCommand).resolves({});

    await table.fill({ key: 'token#k', owner: 'me', token });
    expect(inputOf(0)).toMatchObject({
      UpdateExpression: expect.stringMatching(/ REMOVE LeaseOwner, LeaseUntil$/),
      ExpressionAttributeValues: { ':expires': { N: '3' }, ':ciphertext': { B: token.ciphertext } },
    });
  });
});
