import { NotFoundException } from '@aws-sdk/client-kms';
import { RegistrationUnknownError } from '../app-keys/app-registration-table';
import type { KeyImportCollaborators } from './import-key';
import { fail, oldRow, request, setUp, setUpRotation } from './import-key.test.support';

describe('createKeyImport, once a key is created,', () => {
  const proofFailsInKms = ({ proveApp }: KeyImportCollaborators): Partial<KeyImportCollaborators> => {
    let proofs = 0;
    return { proveApp: (claim) => (++proofs === 1 ? proveApp(claim) : fail('broken')()) };
  };

  it.each<[string, (base: KeyImportCollaborators) => Partial<KeyImportCollaborators>]>([
    ['the import of the material', ({ keys }) => ({ keys: { ...keys, importMaterial: fail('broken') } })],
    ['the signature of KMS', () => ({ signInKms: fail('broken') })],
    ['KMS, which refuses to sign,', () => ({ signInKms: async () => ({ kind: 'refused', reason: 'it is broken' }) })],
    ['the proof through KMS', proofFailsInKms],
    ['the write of the row', ({ registrations }) => ({ registrations: { ...registrations, write: fail('broken') } })],
  ])('tags the new key Failed and schedules its deletion where %s fails', async (_, overrides) => {
    const { importKey, keys, rows } = await setUpRotation(overrides);
    await expect(importKey(request)).rejects.toThrow(
      /^Could not .*broken\. Nothing changed for the App\. The new KMS key arn:key-2 was tagged Failed and scheduled for deletion in 7 days\.$/,
    );
    expect(keys.get('arn:key-2')).toMatchObject({ status: 'Failed', state: 'PendingDeletion' });
    expect(keys.get('arn:key-1')?.status).toBe('Active');
    expect(rows.get(7)).toEqual(oldRow);
  });

  it('names what is left where the new key can neither be tagged nor scheduled for deletion', async () => {
    const { importKey } = setUp({
      overrides: ({ keys }) => ({
        keys: {
          ...keys,
          importMaterial: fail('broken'),
          markFailed: fail('no tags'),
          scheduleDeletion: fail('no deletion'),
        },
      }),
    });
    await expect(importKey(request)).rejects.toMatchObject({
      name: 'KeyImportFailedError',
      kmsKeyArn: 'arn:key-1',
      message: expect.stringMatching(
        /not tagged Failed \(no tags\.\) and not scheduled for deletion \(no deletion\.\)/,
      ),
    });
  });

  it('schedules the deletion even where the tag fails', async () => {
    const { importKey, keys } = setUp({
      overrides: ({ keys: store }) => ({
        keys: { ...store, importMaterial: fail('broken'), markFailed: fail('no tags') },
      }),
    });
    await expect(importKey(request)).rejects.toThrow(/not tagged Failed/);
    expect(keys.get('arn:key-1')?.state).toBe('PendingDeletion');
  });

  it('leaves a key alone that may be live, because nobody knows whether the row was written', async () => {
    const { importKey, keys } = await setUpRotation(({ registrations }) => ({
      registrations: {
        ...registrations,
        write: async () => {
          throw new RegistrationUnknownError('no answer.');
        },
      },
    }));
    await expect(importKey(request)).rejects.toThrow(/no answer\. The new KMS key arn:key-2 was left as it is/);
    expect(keys.get('arn:key-2')).toMatchObject({ status: 'Active', state: 'Enabled' });
    expect(keys.get('arn:key-1')?.status).toBe('Active');
  });

  const notFound = () => new NotFoundException({ $metadata: {}, message: 'Key does not exist' });

  const failing = <T>(times: number, run: () => Promise<T>) => {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls <= times) throw notFound();
      return run();
    };
  };

  it('waits for KMS to know the new key, and tells it', async () => {
    const told: string[] = [];
    let refusals = 0;
    const { importKey, rows } = setUp({
      overrides: ({ keys: store, signInKms }) => ({
        wait: async () => undefined,
        reportWaiting: ({ step, reason }) => told.push(`${step}: ${reason}`),
        keys: { ...store, importMaterial: (material) => failingImport(() => store.importMaterial(material)) },
        signInKms: async (keyArn, text) =>
          ++refusals <= 2 ? { kind: 'refused', reason: 'it does not exist', mayPass: true } : signInKms(keyArn, text),
      }),
    });
    let imports = 0;
    const failingImport = async (run: () => Promise<void>) => {
      imports += 1;
      if (imports <= 3) throw notFound();
      await run();
    };
    await importKey(request);
    expect(rows.get(7)?.kmsKeyArn).toBe('arn:key-1');
    expect(told).toEqual([
      ...Array(3).fill('import the key material into KMS: Key does not exist'),
      ...Array(2).fill(
        'prove to https://api.github.com that KMS signs for App 7: KMS refuses to sign with the new key: it does not exist.',
      ),
    ]);
  });

  it('takes a key out of use that failed before KMS knew it', async () => {
    const { importKey, keys } = setUp({
      overrides: ({ keys: store }) => ({
        wait: async () => undefined,
        keys: {
          ...store,
          importMaterial: fail('broken'),
          markFailed: failing(2, () => store.markFailed('arn:key-1')),
          scheduleDeletion: failing(2, () => store.scheduleDeletion('arn:key-1')),
        },
      }),
    });
    await expect(importKey(request)).rejects.toThrow(/was tagged Failed and scheduled for deletion in 7 days\.$/);
    expect(keys.get('arn:key-1')).toMatchObject({ status: 'Failed', state: 'PendingDeletion' });
  });

  it('leaves the wait when it is aborted, and discards the new key', async () => {
    const abort = new AbortController();
    const { importKey, keys } = setUp({
      overrides: ({ keys: store }) => ({
        signal: abort.signal,
        reportWaiting: () => abort.abort(new Error('interrupted')),
        keys: { ...store, importMaterial: async () => Promise.reject(notFound()) },
      }),
    });
    await expect(importKey(request)).rejects.toThrow(/interrupted/);
    expect(keys.get('arn:key-1')).toMatchObject({ status: 'Failed', state: 'PendingDeletion' });
  });

  it('stops before the row is written when it is aborted, and discards the new key', async () => {
    const abort = new AbortController();
    const { importKey, keys, rows } = setUp({
      overrides: ({ keys: store }) => ({
        signal: abort.signal,
        keys: { ...store, importMaterial: async () => abort.abort(new Error('interrupted')) },
      }),
    });
    await expect(importKey(request)).rejects.toThrow(/interrupted/);
    expect(keys.get('arn:key-1')).toMatchObject({ status: 'Failed', state: 'PendingDeletion' });
    expect(rows.size).toBe(0);
  });
});
