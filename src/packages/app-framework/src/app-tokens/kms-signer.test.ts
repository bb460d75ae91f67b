import {
  DisabledException,
  KMSClient,
  KMSInvalidStateException,
  KMSServiceException,
  NotFoundException,
  SignCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsSigner } from './kms-signer';

const kms = mockClient(KMSClient);
beforeEach(() => kms.reset());
const sign = createKmsSigner(new KMSClient({ region: 'us-east-1' }));
const because = { message: 'arn:aws:kms:x:1:key/2', $metadata: {} };

describe('createKmsSigner', () => {
  it('signs in one call', async () => {
    kms.on(SignCommand).resolves({ Signature: Uint8Array.from([1, 2]) });

    expect(await sign('arn:key', 'text')).toEqual({ kind: 'signed', signature: Uint8Array.from([1, 2]) });
    expect(kms.calls().map((call) => call.args[0].input)).toEqual([
      {
        KeyId: 'arn:key',
        Message: Buffer.from('text'),
        MessageType: 'RAW',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      },
    ]);
  });

  it.each([
    [new KMSServiceException({ name: 'AccessDeniedException', $fault: 'client', ...because }), /tags/],
    [new DisabledException(because), /disabled/],
    [new NotFoundException(because), /does not exist/],
    [new KMSInvalidStateException(because), /pending deletion/],
  ])('answers why the key cannot sign, without its ARN: %s', async (error, reason) => {
    kms.on(SignCommand).rejects(error);

    const signed = await sign('arn:key', 'text');

    expect(signed).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(signed)).not.toContain('arn:');
  });

  const denied = (message: string) =>
    new KMSServiceException({ name: 'AccessDeniedException', $fault: 'client', $metadata: {}, message });
  it.each([
    [new NotFoundException(because), true],
    [new KMSInvalidStateException(because), true],
    [
      denied('is not authorized to perform: kms:Sign because no resource-based policy allows the kms:Sign action'),
      true,
    ],
    [denied('is not authorized to perform: kms:Sign with an explicit deny in an identity-based policy'), false],
    [new DisabledException(because), false],
  ])('tells whether it would pass if the key were new: %s', async (error, mayPass) => {
    kms.on(SignCommand).rejects(error);

    expect(await sign('arn:key', 'text')).toMatchObject({ kind: 'refused', mayPass });
  });

  it('asks KMS in the region of the key', async () => {
    kms.on(SignCommand).resolves({ Signature: Uint8Array.from([1]) });

    await sign('arn:aws:kms:eu-west-1:111122223333:key/2', 'text');
    await sign('arn:aws:kms:us-east-1:111122223333:key/2', 'text');

    const regions = kms
      .calls()
      .map(async ({ thisValue }) => thisValue instanceof KMSClient && thisValue.config.region());
    expect(await Promise.all(regions)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('fails on what says nothing about the key', async () => {
    kms.on(SignCommand).rejects(new Error('socket hang up'));

    await expect(sign('arn:key', 'text')).rejects.toThrow('socket hang up');
  });
});
