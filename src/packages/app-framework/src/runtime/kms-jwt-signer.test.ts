import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsJwt } from './kms-jwt-signer';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kms = mockClient(KMSClient);
let time = 0;
const create = (appId?: number | string) =>
  createKmsJwt({
    keyId: 'alias/app',
    kms: new KMSClient({ region: 'us-east-1' }),
    now: () => new Date(time),
    ...(appId && { appId }),
  });
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe('createKmsJwt', () => {
  beforeEach(() => {
    time = Date.parse('2026-11-01T12:00:00Z');
    kms.reset();
    kms.on(SignCommand).callsFake(({ Message }) => ({ Signature: sign('sha256', Message, privateKey) }));
  });

  it('signs a token of the App in KMS', async () => {
    const { jwt, expiresAt } = await create()(5);
    const [header, claims, signature = ''] = jwt.split('.');
    expect(
      verify(
        'sha256',
        Buffer.from(`${header}.${claims}`),
        createPublicKey(privateKey),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(claimsOf(jwt)).toMatchObject({ iss: '5' });
    expect(expiresAt).toBe('2026-11-01T12:08:00.000Z');
    expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'alias/app',
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
  });

  it('signs once for all who ask, until less than 3 minutes are left', async () => {
    const createJwt = create();
    const [first] = await Promise.all([createJwt(5), createJwt('5'), createJwt(5)]);
    time += 5 * 60_000;
    expect(await createJwt(5)).toBe(first);
    time += 1_000;
    expect((await createJwt(5)).jwt).not.toBe(first?.jwt);
    expect(kms.commandCalls(SignCommand)).toHaveLength(2);
  });

  it('keeps Apps apart, and speaks for the App of the key when one is named', async () => {
    const createJwt = create();
    expect(claimsOf((await createJwt(5)).jwt).iss).toBe('5');
    expect(claimsOf((await createJwt('Iv1.client')).jwt).iss).toBe('Iv1.client');
    expect(claimsOf((await create(9)(5)).jwt).iss).toBe('9');
  });

  it('signs for the time that GitHub has where the clock here is wrong', async () => {
    const createJwt = create();
    const before = claimsOf((await createJwt(5)).jwt).exp;
    expect(claimsOf((await createJwt(5, -3600)).jwt).exp).toBe(before - 3600);
  });

  it('fails with KMS’s own error, and tries again the next time', async () => {
    kms
      .on(SignCommand)
      .rejectsOnce(new Error('AccessDenied'))
      .callsFake(({ Message }) => ({ Signature: sign('sha256', Message, privateKey) }));
    const createJwt = create();
    await expect(createJwt(5)).rejects.toThrow('AccessDenied');
    expect((await createJwt(5)).jwt.split('.')).toHaveLength(3);
  });
});
