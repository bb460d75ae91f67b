import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import {
  CreateKeyCommand,
  DisableKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  KMSClient,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsKeys } from './kms-keys';

const kms = mockClient(KMSClient);
const keys = createKmsKeys({
  kms: new KMSClient({ region: 'us-east-1' }),
  now: () => new Date('2026-11-21T10:00:00Z'),
});
const fingerprint = 'SHA256:Zm9v+/=';
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/new';

const tagsIn = (input: { Tags?: { TagKey?: string; TagValue?: string }[] | undefined } | undefined) =>
  Object.fromEntries((input?.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue]));
const tagsSet = () => tagsIn(kms.commandCalls(TagResourceCommand)[0]?.args[0].input);

describe('createKmsKeys', () => {
  beforeEach(() => {
    kms.reset();
    kms.onAnyCommand().resolves({});
  });

  it('creates an external key with all its tags at once', async () => {
    kms.on(CreateKeyCommand).resolves({ KeyMetadata: { KeyId: 'new', Arn: keyArn } });
    expect(await keys.create({ appId: 3000000001, tableName: 'apps', bits: 3072, fingerprint })).toBe(keyArn);
    const input = kms.commandCalls(CreateKeyCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ KeySpec: 'RSA_3072', KeyUsage: 'SIGN_VERIFY', Origin: 'EXTERNAL' });
    expect(tagsIn(input)).toEqual({
      FrameworkForGitHubAppOnAwsManaged: 'true',
      Status: 'Active',
      CreatedOn: '2026-11-21T10:00:00.000Z',
      AppId: '3000000001',
      AppTable: 'apps',
      Fingerprint: fingerprint,
    });
    expect(kms.commandCalls(TagResourceCommand)).toHaveLength(0);
  });

  it('fails where KMS names no key', async () => {
    await expect(keys.create({ appId: 1, tableName: 'apps', bits: 2048, fingerprint })).rejects.toThrow(
      /without the ARN/,
    );
  });

  it('imports material that only the holder of the wrapping key can read', async () => {
    const wrapping = generateKeyPairSync('rsa', { modulusLength: 4096 });
    kms.on(GetParametersForImportCommand).resolves({
      PublicKey: new Uint8Array(wrapping.publicKey.export({ type: 'spki', format: 'der' })),
      ImportToken: new Uint8Array([1, 2, 3]),
    });
    const pkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'der',
    });
    await keys.importMaterial({ keyArn, pkcs8 });

    expect(kms.commandCalls(GetParametersForImportCommand)[0]?.args[0].input).toEqual({
      KeyId: keyArn,
      WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
      WrappingKeySpec: 'RSA_4096',
    });
    const input = kms.commandCalls(ImportKeyMaterialCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ KeyId: keyArn, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' });
    expect(input?.ImportToken).toEqual(new Uint8Array([1, 2, 3]));
    const sent = Buffer.from(input?.EncryptedKeyMaterial ?? []);
    const oaep = { key: wrapping.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    const aesKey = privateDecrypt(oaep, sent.subarray(0, 512));
    const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('A65959A6', 'hex'));
    expect(Buffer.concat([decipher.update(sent.subarray(512)), decipher.final()]).equals(pkcs8)).toBe(true);
  });

  it('fails where KMS hands out nothing to wrap with', async () => {
    await expect(keys.importMaterial({ keyArn, pkcs8: Buffer.alloc(8) })).rejects.toThrow(/without a public key/);
    expect(kms.commandCalls(ImportKeyMaterialCommand)).toHaveLength(0);
  });

  it('tags a key that failed', async () => {
    await keys.markFailed(keyArn);
    expect(tagsSet()).toEqual({
      FrameworkForGitHubAppOnAwsManaged: 'true',
      Status: 'Failed',
      'Failed At': '2026-11-21T10:00:00.000Z',
    });
  });

  it('schedules a deletion in seven days, or later, and answers its date', async () => {
    const DeletionDate = new Date('2026-12-21T10:00:00Z');
    kms.on(ScheduleKeyDeletionCommand).resolves({ DeletionDate });
    expect([await keys.scheduleDeletion(keyArn), await keys.scheduleDeletion(keyArn, 30)]).toEqual([
      DeletionDate,
      DeletionDate,
    ]);
    expect(kms.commandCalls(ScheduleKeyDeletionCommand).map((call) => call.args[0].input)).toEqual([
      { KeyId: keyArn, PendingWindowInDays: 7 },
      { KeyId: keyArn, PendingWindowInDays: 30 },
    ]);
  });

  const replaced = { keyArn, replacedBy: 'arn:newer', replacedOn: new Date('2026-11-21T09:00:00Z') };

  it('says on a replaced key what took its place, and leaves its status', async () => {
    await keys.markReplaced(replaced, { appId: 7, tableName: 'apps', fingerprint });
    expect(tagsSet()).toEqual({
      FrameworkForGitHubAppOnAwsManaged: 'true',
      ReplacedBy: 'arn:newer',
      ReplacedOn: '2026-11-21T09:00:00.000Z',
      AppId: '7',
      AppTable: 'apps',
      Fingerprint: fingerprint,
    });
  });

  it('leaves the fingerprint of a replaced key as it is where KMS does not tell it', async () => {
    await keys.markReplaced(replaced, { appId: 7, tableName: 'apps', fingerprint: undefined });
    expect(tagsSet()).not.toHaveProperty('Fingerprint');
  });

  it('tags a retired key with what took its place, and when that was', async () => {
    await keys.retire(replaced);
    expect(tagsSet()).toEqual({
      FrameworkForGitHubAppOnAwsManaged: 'true',
      Status: 'Inactive',
      ReplacedBy: 'arn:newer',
      ReplacedOn: '2026-11-21T09:00:00.000Z',
    });
  });

  it('disables a key', async () => {
    await keys.disable(keyArn);
    expect(kms.commandCalls(DisableKeyCommand)[0]?.args[0].input).toEqual({ KeyId: keyArn });
  });

  it('tags an adopted key for its table', async () => {
    await keys.adopt({ keyArn, tableName: 'restored' });
    expect(tagsSet()).toEqual({ FrameworkForGitHubAppOnAwsManaged: 'true', Status: 'Active', AppTable: 'restored' });
  });

  it('reads tags over several pages', async () => {
    kms
      .on(ListResourceTagsCommand)
      .resolvesOnce({ Tags: [{ TagKey: 'a', TagValue: '1' }], NextMarker: 'more', Truncated: true })
      .resolves({ Tags: [{ TagKey: 'b', TagValue: '2' }] });
    expect([...(await keys.tagsOf(keyArn))]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(kms.commandCalls(ListResourceTagsCommand)[1]?.args[0].input).toEqual({ KeyId: keyArn, Marker: 'more' });
  });

  it('reaches a key in its own region, and makes new ones in its own', async () => {
    const there = 'arn:aws:kms:ap-south-1:000000000000:key/old';
    kms.on(CreateKeyCommand).resolves({ KeyMetadata: { KeyId: 'new', Arn: keyArn } });
    await keys.create({ appId: 1, tableName: 'apps', bits: 2048, fingerprint });
    await keys.tagsOf(there);
    await keys.markFailed(there);
    await keys.scheduleDeletion(there);
    await keys.disable(there);
    await expect(keys.importMaterial({ keyArn: there, pkcs8: new Uint8Array() })).rejects.toThrow(
      /Run the import again/,
    );
    const regions = kms
      .calls()
      .map(async ({ thisValue }) => thisValue instanceof KMSClient && thisValue.config.region());
    expect(await Promise.all(regions)).toEqual(['us-east-1', ...Array(5).fill('ap-south-1')]);
  });
});
