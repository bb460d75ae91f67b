import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { KmsSigner } from '../app-tokens/kms-signer';
import type { KmsKeys } from './kms-keys';
import type { RecordedKeys } from './recorded-keys';

/** Keys, what is recorded of them, and who signs with them. */
export interface GivenKeys {
  readonly keys: KmsKeys;
  readonly records: Pick<RecordedKeys, 'read'>;
  readonly signInKms: KmsSigner;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
const replaced = {
  replacedBy: 'arn:aws:kms:us-east-1:000000000000:key/next',
  replacedOn: new Date('2026-11-21T10:00:00Z'),
};
const dayMilliseconds = 86_400_000;

/** What an import and a retirement rely on, for KMS in memory and for KMS alike. */
export function kmsKeysContract(given: () => GivenKeys): void {
  const create = () => given().keys.create({ appId: 7, tableName: 'apps', bits: 2048, fingerprint: 'SHA256:given' });
  const imported = async () => {
    const keyArn = await create();
    await given().keys.importMaterial({ keyArn, pkcs8 });
    return keyArn;
  };
  const recordOf = (keyArn: string) => given().records.read(keyArn);

  it('makes a key that waits for its material, and knows whose it is', async () => {
    const keyArn = await create();
    expect(await recordOf(keyArn)).toMatchObject({
      keyArn,
      state: 'PendingImport',
      createdOn: expect.any(Date),
      status: 'Active',
      appId: 7,
      tableName: 'apps',
      fingerprint: 'SHA256:given',
    });
    expect(await given().signInKms(keyArn, 'text')).toMatchObject({ kind: 'refused' });
  });

  it('signs with the material that was imported', async () => {
    const keyArn = await imported();
    expect(await recordOf(keyArn)).toMatchObject({ state: 'Enabled', status: 'Active' });
    const signed = await given().signInKms(keyArn, 'text');
    const signature = signed.kind === 'signed' ? signed.signature : new Uint8Array();
    expect(createVerify('sha256').update('text').verify(publicKey, signature)).toBe(true);
  });

  it('makes a key of its own each time', async () => {
    expect(await create()).not.toBe(await create());
  });

  it('marks a key as failed, and knows it still', async () => {
    const keyArn = await create();
    await given().keys.markFailed(keyArn);
    expect(await recordOf(keyArn)).toMatchObject({ status: 'Failed', appId: 7, tableName: 'apps' });
  });

  it('says what took the place of a key that stays usable', async () => {
    const keyArn = await imported();
    await given().keys.markReplaced({ keyArn, ...replaced }, { appId: 8, tableName: 'moved', fingerprint: undefined });
    expect(await recordOf(keyArn)).toMatchObject({ status: 'Active', appId: 8, tableName: 'moved', ...replaced });
    expect(await given().signInKms(keyArn, 'text')).toMatchObject({ kind: 'signed' });
  });

  it('retires a key, which can be adopted again', async () => {
    const keyArn = await imported();
    await given().keys.retire({ keyArn, ...replaced });
    expect(await recordOf(keyArn)).toMatchObject({ status: 'Inactive', tableName: 'apps', ...replaced });
    await given().keys.adopt({ keyArn, tableName: 'restored' });
    expect(await recordOf(keyArn)).toMatchObject({ status: 'Active', tableName: 'restored' });
    const tags = await given().keys.tagsOf(keyArn);
    expect(Object.fromEntries(tags)).toMatchObject({ Status: 'Active', AppTable: 'restored', AppId: '7' });
  });

  it('signs with a disabled key no more', async () => {
    const keyArn = await imported();
    await given().keys.disable(keyArn);
    expect(await recordOf(keyArn)).toMatchObject({ state: 'Disabled', status: 'Active' });
    expect(await given().signInKms(keyArn, 'text')).toMatchObject({ kind: 'refused' });
  });

  it.each([undefined, 30])('has a key deleted in %s days, and signs with it no more', async (days) => {
    const keyArn = await imported();
    const deletionDate = await given().keys.scheduleDeletion(keyArn, days);
    const { createdOn } = (await recordOf(keyArn)) ?? {};
    const wait = (deletionDate?.getTime() ?? 0) - (createdOn?.getTime() ?? 0);
    expect(Math.round(wait / dayMilliseconds)).toBe(days ?? 7);
    expect(await recordOf(keyArn)).toMatchObject({ state: 'PendingDeletion', deletionDate: expect.any(Date) });
    expect(await given().signInKms(keyArn, 'text')).toMatchObject({ kind: 'refused' });
  });

  it('knows nothing of a key that is not there', async () => {
    const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';
    expect(await recordOf(keyArn)).toBeUndefined();
    expect(await given().signInKms(keyArn, 'text')).toMatchObject({ kind: 'refused' });
    await expect(given().keys.retire({ keyArn, ...replaced })).rejects.toThrow();
  });
}
