import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { boundedCountContract } from './bounded-count-contract.test.support';
import { createBoundedCount } from './bounded-count-table';
import { createDataKeys } from './data-keys';
import { dataKeysContract } from './data-keys-contract.test.support';
import { createTable, useLocalAws } from './local-aws.test.support';

const tables = ['tokens', 'other'];
const today = '2026-11-01';

describe('rows of the token table in DynamoDB and KMS', () => {
  let wrappingKeyArn: string;
  const aws = useLocalAws(async (started) => {
    for (const tableName of tables) await createTable(started, { tableName, keys: { Key: 'S' } });
    const { KeyMetadata } = await started.kms.send(new CreateKeyCommand({}));
    wrappingKeyArn = String(KeyMetadata?.Arn);
  });
  /** As a process that has just started. */
  const keysOf = (tableName: string, day = today) =>
    createDataKeys({ ...aws(), tableName, wrappingKeyArn, now: () => new Date(`${day}T12:00:00Z`) });
  const rowOf = async (tableName: string, day: string) => {
    const Key = { Key: { S: `datakey#${day}` } };
    return (await aws().dynamoDb.send(new GetItemCommand({ TableName: tableName, Key }))).Item;
  };

  describe('counts', () => {
    boundedCountContract(() => createBoundedCount(aws().dynamoDb, 'tokens'));

    it('finds its own write again, as after an answer that was lost', async () => {
      const count = createBoundedCount(aws().dynamoDb, 'tokens', () => 'the same write');
      const one = { key: 'twice', limit: 5, until: 1_000 };
      expect([await count(one), await count(one)]).toEqual(['counted', 'counted']);
      const { Item } = await aws().dynamoDb.send(
        new GetItemCommand({ TableName: 'tokens', Key: { Key: { S: 'twice' } } }),
      );
      expect(Item?.Counted).toEqual({ N: '1' });
    });
  });

  describe('data keys', () => {
    dataKeysContract((day) => keysOf('tokens', day));

    it('leave no row where somebody only looked', async () => {
      expect(await keysOf('tokens').find('2026-10-31')).toBeUndefined();
      expect(await rowOf('tokens', '2026-10-31')).toBeUndefined();
    });

    it.each([
      ['another table', 'other', today],
      ['another day', 'tokens', '2026-11-07'],
    ])('are not unwrapped in %s', async (_where, tableName, day) => {
      await keysOf('tokens').current();
      const Wrapped = (await rowOf('tokens', today))?.Wrapped;
      if (!Wrapped) throw new Error('The key of today has no row.');
      const Item = { Key: { S: `datakey#${day}` }, Wrapped };
      await aws().dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
      expect(await keysOf(tableName, day).find(day)).toBeUndefined();
      await expect(keysOf(tableName, day).current()).rejects.toThrow(`Delete the row datakey#${day}`);
    });
  });
});
