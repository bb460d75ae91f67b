import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTable, useLocalAws } from '../aws/local-aws.test.support';
import { createLiveTokenTable } from './live-token-table';
import { createTokenTable } from './token-table';
import { tokenTableContract } from './token-table-contract.test.support';

const tableName = 'issued-tokens';
// As the construct makes them.
const indexes = {
  AppInstallation: { AppInstallation: 'S', Expiry: 'N' },
  App: { AppId: 'N', Expiry: 'N' },
} as const;

describe('the token table in DynamoDB', () => {
  const aws = useLocalAws((started) => createTable(started, { tableName, keys: { Key: 'S' }, indexes }));

  tokenTableContract(() => ({
    slots: createTokenTable(aws().dynamoDb, tableName),
    live: createLiveTokenTable(aws().dynamoDb, tableName),
  }));

  it.each<[string, Record<string, AttributeValue>]>([
    ['a hash and nothing to open', { TokenHash: { S: 'hash' } }],
    ['a hash of another type', { TokenHash: { N: '1' } }],
    ['a lease of nobody', { LeaseOwner: { N: '1' } }],
    ['a lease without an end', { LeaseOwner: { S: 'somebody' } }],
    ['all of that', { TokenHash: { BOOL: true }, LeaseOwner: { L: [] }, LeaseUntil: { S: 'never' } }],
  ])('lets a slot that a hand has left with %s be claimed at once, and filled', async (what, attributes) => {
    const { dynamoDb } = aws();
    const slots = createTokenTable(dynamoDb, tableName);
    const key = `token#${what}`;
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item: { Key: { S: key }, ...attributes } }));

    const seen = await slots.read(key);
    const lease = { owner: 'one', until: 10_000 };
    expect(await slots.claim({ key, now: 0, lease, seen, overdue: undefined })).toEqual({ kind: 'claimed' });
    const token = { ciphertext: Buffer.from('x'), epoch: 'e', mintedAt: 0, expiresAt: 60_000, tokenHash: 'new' };
    expect(await slots.fill({ key, owner: 'one', token })).toBe('filled');
    expect((await slots.read(key)).content?.tokenHash).toBe('new');
  });
});
