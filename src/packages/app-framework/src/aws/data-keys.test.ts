import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, InvalidCiphertextException, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createDataKeys } from './data-keys';

const dynamoDb = mockClient(DynamoDBClient);
const kms = mockClient(KMSClient);
let now: Date;
beforeEach(() => {
  dynamoDb.reset();
  kms.reset();
  now = new Date('2026-11-01T23:00:00Z');
});

const wrapped = (text: string) => Buffer.from(`wrapped ${text}`);
const plain = (text: string) => Uint8Array.from(Buffer.from(text.padEnd(32, '.')));
const conditionFailed = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const open = () =>
  createDataKeys({
    dynamoDb: new DynamoDBClient({ region: 'us-east-1' }),
    kms: new KMSClient({ region: 'us-east-1' }),
    tableName: 'Tokens',
    wrappingKeyArn: 'arn:key',
    now: () => now,
  });
const bound = { KeyId: 'arn:key', EncryptionContext: { table: 'Tokens', epoch: '2026-11-01' } };

describe('createDataKeys', () => {
  it('makes the key of the day where there is none, keeps it wrapped, and bound to table and day', async () => {
    dynamoDb.on(GetItemCommand).resolves({}).on(PutItemCommand).resolves({});
    kms.on(GenerateDataKeyCommand).callsFake(() => ({ CiphertextBlob: wrapped('a'), Plaintext: plain('a') }));

    const { epoch, key } = await open().current();

    expect(epoch).toBe('2026-11-01');
    expect(key.export()).toEqual(Buffer.from(plain('a')));
    expect(kms.call(0).args[0].input).toEqual({ KeySpec: 'AES_256', ...bound });
    expect(dynamoDb.call(1).args[0].input).toEqual({
      TableName: 'Tokens',
      Item: {
        Key: { S: 'datakey#2026-11-01' },
        Wrapped: { B: wrapped('a') },
        ExpiresAt: { N: String(Date.parse('2026-11-02T03:00:00Z') / 1000) },
      },
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'Key' },
    });
  });

  it('takes the key of who was faster', async () => {
    dynamoDb
      .on(GetItemCommand)
      .resolvesOnce({})
      .resolves({ Item: { Wrapped: { B: wrapped('theirs') } } });
    dynamoDb.on(PutItemCommand).rejects(conditionFailed);
    kms.on(GenerateDataKeyCommand).callsFake(() => ({ CiphertextBlob: wrapped('mine'), Plaintext: plain('mine') }));
    kms.on(DecryptCommand).callsFake(() => ({ Plaintext: plain('theirs') }));

    expect((await open().current()).key.export()).toEqual(Buffer.from(plain('theirs')));
    expect(kms.commandCalls(DecryptCommand)[0]?.args[0].input).toEqual({ CiphertextBlob: wrapped('theirs'), ...bound });
  });

  it.each(['kept', 'somebody else’s'])('wipes what KMS answered in the open, where the key is %s', async (whose) => {
    const answered: Uint8Array[] = [];
    const inTheOpen = (text: string) => {
      const key = plain(text);
      answered.push(key);
      return key;
    };
    dynamoDb
      .on(GetItemCommand)
      .resolvesOnce({})
      .resolves({ Item: { Wrapped: { B: wrapped('theirs') } } });
    if (whose === 'kept') dynamoDb.on(PutItemCommand).resolves({});
    else dynamoDb.on(PutItemCommand).rejects(conditionFailed);
    kms.on(GenerateDataKeyCommand).callsFake(() => ({ CiphertextBlob: wrapped('a'), Plaintext: inTheOpen('a') }));
    kms.on(DecryptCommand).callsFake(() => ({ Plaintext: inTheOpen('theirs') }));

    const { key } = await open().current();
    expect(key.export().equals(Buffer.alloc(32))).toBe(false);
    expect(answered).toHaveLength(whose === 'kept' ? 1 : 2);
    for (const bytes of answered) expect(Buffer.from(bytes)).toEqual(Buffer.alloc(32));
  });

  it('unwraps a key once a day, whoever asks at the same time', async () => {
    dynamoDb.on(GetItemCommand).resolves({ Item: { Wrapped: { B: wrapped('a') } } });
    kms.on(DecryptCommand).callsFake(() => ({ Plaintext: plain('a') }));
    const store = open();

    await Promise.all([store.current(), store.current(), store.current()]);
    await store.find('2026-11-01');
    expect(kms.calls()).toHaveLength(1);
    now = new Date('2026-11-02T00:00:00Z');
    await store.current();
    await store.find('2026-11-01');
    expect(kms.calls()).toHaveLength(2);
    expect(dynamoDb.calls()).toHaveLength(2);
  });

  it('finds none where there is no row, where nobody can unwrap it, and for what is no day', async () => {
    dynamoDb
      .on(GetItemCommand)
      .resolvesOnce({})
      .resolves({ Item: { Wrapped: { B: wrapped('a') } } });
    kms.on(DecryptCommand).rejects(new InvalidCiphertextException({ message: 'no', $metadata: {} }));
    const store = open();

    expect(await store.find('2026-10-31')).toBeUndefined();
    expect(await store.find('2026-10-31')).toBeUndefined();
    expect(await store.find('anything#else')).toBeUndefined();
    expect(dynamoDb.calls()).toHaveLength(2);
  });

  it('fails where KMS or the table refuses, and keeps no failure', async () => {
    dynamoDb
      .on(GetItemCommand)
      .rejectsOnce(new Error('throttled'))
      .resolves({ Item: { Wrapped: { B: wrapped('a') } } });
    kms
      .on(DecryptCommand)
      .rejectsOnce(new Error('denied'))
      .callsFake(() => ({ Plaintext: plain('a') }));
    const store = open();

    await expect(store.current()).rejects.toThrow('throttled');
    await expect(store.find('2026-11-01')).rejects.toThrow('denied');
    expect(await store.find('2026-11-01')).toMatchObject({ epoch: '2026-11-01' });
  });

  it('says which row to delete where today’s key can never be unwrapped', async () => {
    dynamoDb.on(GetItemCommand).resolves({ Item: { Wrapped: { B: wrapped('a') } } });
    dynamoDb.on(PutItemCommand).rejects(conditionFailed);
    kms.on(DecryptCommand).rejects(new InvalidCiphertextException({ message: 'no', $metadata: {} }));
    kms.on(GenerateDataKeyCommand).callsFake(() => ({ CiphertextBlob: wrapped('b'), Plaintext: plain('b') }));

    await expect(open().current()).rejects.toThrow(/Delete the row datakey#2026-11-01/);
  });
});
