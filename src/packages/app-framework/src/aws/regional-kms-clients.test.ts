import { KMSClient } from '@aws-sdk/client-kms';
import { createKmsOfKey } from './regional-kms-clients';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const given = () => new KMSClient({ region: 'eu-west-1', credentials, maxAttempts: 7 });
const regionOf = async (client: KMSClient) => client.config.region();

describe('createKmsOfKey', () => {
  it.each(['arn:aws:kms:eu-west-1:111122223333:key/1', '1', 'alias/x', 'arn:key'])(
    'answers the given client for %s',
    async (key) => {
      const client = given();
      expect(await createKmsOfKey(client)(key)).toBe(client);
    },
  );

  it.each([
    ['arn:aws:kms:us-east-1:111122223333:key/1', 'us-east-1'],
    ['arn:aws-cn:kms:cn-north-1:111122223333:alias/x', 'cn-north-1'],
  ])('answers a client of its region for %s, one for all its keys', async (key, region) => {
    const kmsOf = createKmsOfKey(given());
    const client = await kmsOf(key);
    expect(await regionOf(client)).toBe(region);
    expect(await client.config.credentials()).toMatchObject(credentials);
    expect(await client.config.maxAttempts()).toBe(7);
    expect(await kmsOf(`${key}2`)).toBe(client);
  });

  it('needs no other region than the one of the key', async () => {
    const nowhere = new KMSClient({
      credentials,
      region: async () => {
        throw new Error('Region is missing');
      },
    });
    const client = await createKmsOfKey(nowhere)('arn:aws:kms:us-east-1:111122223333:key/1');
    expect(await regionOf(client)).toBe('us-east-1');
  });

  it('keeps an endpoint that was given', async () => {
    const client = new KMSClient({ region: 'eu-west-1', credentials, endpoint: 'http://127.0.0.1:9' });
    const other = await createKmsOfKey(client)('arn:aws:kms:us-east-1:111122223333:key/1');
    expect(await other.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 9 });
  });
});
