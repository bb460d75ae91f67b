import {
  DescribeKeyCommand,
  DisabledException,
  GetKeyLastUsageCommand,
  GetPublicKeyCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { keyFingerprint } from './key-fingerprint';
import { createRecordedKeys } from './recorded-keys';

const kms = mockClient(KMSClient);
const tags = new Map([
  ['Status', 'Active'],
  ['Fingerprint', 'SHA256:fromTheTag'],
]);
const records = createRecordedKeys({
  kms: new KMSClient({ region: 'us-east-1' }),
  keys: { tagsOf: async () => tags },
});
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/one';
const createdOn = new Date('2026-01-01T00:00:00Z');
const message = 'not found';

describe('createRecordedKeys', () => {
  beforeEach(() => {
    kms.reset();
    kms
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: 'one', KeyState: 'Enabled', CreationDate: createdOn } });
    kms.on(GetPublicKeyCommand).resolves({ PublicKey: new Uint8Array([1, 2, 3]) });
  });

  it('reads an enabled key, with the fingerprint of its public half', async () => {
    expect(await records.read(keyArn)).toEqual({
      keyArn,
      state: 'Enabled',
      createdOn,
      status: 'Active',
      fingerprint: keyFingerprint(new Uint8Array([1, 2, 3])),
    });
  });

  it.each(['Disabled', 'PendingDeletion'] as const)(
    'takes the fingerprint from the tag of a key that is %s',
    async (KeyState) => {
      const deletionDate = new Date('2026-12-01T00:00:00Z');
      kms.on(DescribeKeyCommand).resolves({
        KeyMetadata: { KeyId: 'one', KeyState, CreationDate: createdOn, DeletionDate: deletionDate },
      });
      kms.on(GetPublicKeyCommand).rejects(new DisabledException({ $metadata: {}, message }));
      expect(await records.read(keyArn)).toMatchObject({
        state: KeyState,
        deletionDate,
        fingerprint: 'SHA256:fromTheTag',
      });
    },
  );

  it('answers nothing for a key that does not exist', async () => {
    kms.on(DescribeKeyCommand).rejects(new NotFoundException({ $metadata: {}, message }));
    expect(await records.read(keyArn)).toBeUndefined();
  });

  it('fails where KMS cannot be asked, which is not the same as a key that does not exist', async () => {
    kms.on(DescribeKeyCommand).rejects(new Error('denied'));
    await expect(records.read(keyArn)).rejects.toThrow('denied');
  });

  const began = new Date('2026-03-01T00:00:00Z');

  it('tells when a key was last used', async () => {
    const KeyLastUsage = { Operation: 'Sign', Timestamp: new Date('2026-11-20T00:00:00Z') } as const;
    kms.on(GetKeyLastUsageCommand).resolves({ KeyLastUsage, TrackingStartDate: began, KeyCreationDate: createdOn });
    expect(await records.lastUseOf(keyArn)).toEqual({ kind: 'used', at: KeyLastUsage.Timestamp, operation: 'Sign' });
  });

  it('tells a key that was never used from one that was not used since KMS began to look', async () => {
    kms.on(GetKeyLastUsageCommand).resolves({ KeyLastUsage: {}, TrackingStartDate: began, KeyCreationDate: began });
    expect(await records.lastUseOf(keyArn)).toEqual({ kind: 'never' });
    kms.on(GetKeyLastUsageCommand).resolves({ KeyLastUsage: {}, TrackingStartDate: began, KeyCreationDate: createdOn });
    expect(await records.lastUseOf(keyArn)).toEqual({ kind: 'not since', since: began });
  });

  it('says that it does not know where KMS does not say', async () => {
    kms.on(GetKeyLastUsageCommand).rejects(new Error('Unknown action'));
    expect(await records.lastUseOf(keyArn)).toEqual({ kind: 'unknown', reason: 'Unknown action' });
    kms.on(GetKeyLastUsageCommand).resolves({});
    expect(await records.lastUseOf(keyArn)).toMatchObject({ kind: 'unknown' });
  });

  it('reads a key in its own region', async () => {
    const there = 'arn:aws:kms:ap-south-1:000000000000:key/old';
    await records.read(there);
    await records.lastUseOf(there);
    const regions = kms
      .calls()
      .map(async ({ thisValue }) => thisValue instanceof KMSClient && thisValue.config.region());
    expect(await Promise.all(regions)).toEqual(Array(3).fill('ap-south-1'));
  });
});
