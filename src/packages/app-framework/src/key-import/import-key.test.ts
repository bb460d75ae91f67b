import { createHash, generateKeyPairSync } from 'node:crypto';
import { NotFoundException } from '@aws-sdk/client-kms';
import { RegistrationUnknownError } from '../app-keys/app-registration';
import { memoryKeys, memoryRows } from '../app-keys/memory-keys.test.support';
import { parsePrivateKey } from '../app-keys/private-key';
import type { AppRow } from '../app-tokens/app-table';
import { createKeyImport, type KeyImportCollaborators } from './import-key';
import { gitHubOf } from './known-app.test.support';

const gitHubApiUrl = 'https://api.github.com';
const ofTheApp = parsePrivateKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
);
const request = { appId: 7, privateKey: ofTheApp, gitHubApiUrl };
const der = ofTheApp.publicKey.export({ type: 'spki', format: 'der' });
const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
const today = new Date('2026-11-21T10:00:00Z');
const newKey = {
  status: 'Active',
  state: 'Enabled',
  createdOn: today,
  appId: 7,
  tableName: 'apps',
  fingerprint,
  material: ofTheApp.pkcs8,
};
const oldKey = { status: 'Active', state: 'Enabled', createdOn: new Date('2026-01-01T00:00:00Z') };

function setUp(
  options: { rows?: AppRow[]; overrides?: (base: KeyImportCollaborators) => Partial<KeyImportCollaborators> } = {},
) {
  const { keys, records, left, signInKms } = memoryKeys();
  const { registrations, table } = memoryRows(...(options.rows ?? []));
  const steps: string[] = [];
  const base: KeyImportCollaborators = {
    keys,
    records,
    registrations,
    proveApp: gitHubOf(ofTheApp.publicKey),
    signInKms,
    now: () => today,
    report: ({ step }) => steps.push(step),
  };
  const importKey = createKeyImport({ ...base, ...options.overrides?.(base) });
  return { importKey, keys: left, rows: table, steps };
}

const fail = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};
const oldRow = { appId: 7, kmsKeyArn: 'arn:key-1', gitHubApiUrl };

/** A deployment in which App 7 already signs with `arn:key-1`. */
async function setUpRotation(overrides?: (base: KeyImportCollaborators) => Partial<KeyImportCollaborators>) {
  const set = setUp({ rows: [oldRow], ...(overrides !== undefined && { overrides }) });
  set.keys.set('arn:key-1', { ...oldKey, material: ofTheApp.pkcs8 });
  return set;
}

describe('createKeyImport', () => {
  it('imports a first key and points the App at it', async () => {
    const { importKey, keys, rows, steps } = setUp();
    expect(await importKey(request)).toEqual({
      appId: 7,
      appSlug: 'octo-app',
      gitHubApiUrl,
      kmsKeyArn: 'arn:key-1',
      fingerprint,
      deployment: 'not asked',
      retirement: 'nothing to do',
      followUps: [],
    });
    expect(rows.get(7)).toEqual({ appId: 7, kmsKeyArn: 'arn:key-1', gitHubApiUrl });
    expect(keys.get('arn:key-1')).toEqual(newKey);
    expect(steps).toEqual([
      'read the row of App 7 in table apps',
      'prove to https://api.github.com that this key is of App 7',
      'create a KMS key',
      'import the key material into KMS',
      'prove to https://api.github.com that KMS signs for App 7',
      'point App 7 at the new key in table apps',
    ]);
  });

  it('says on the old key that it is replaced after the row is written, never before, and leaves it usable', async () => {
    const events: string[] = [];
    const { importKey, keys, rows } = await setUpRotation(({ keys: store, registrations }) => ({
      registrations: {
        ...registrations,
        write: async (change) => {
          events.push('written');
          await registrations.write(change);
        },
      },
      keys: {
        ...store,
        markReplaced: async (...marking) => {
          events.push('marked');
          await store.markReplaced(...marking);
        },
      },
      proveDeployment: async () => {
        events.push('proven');
      },
    }));
    expect(await importKey(request)).toMatchObject({
      replacedKeyArn: 'arn:key-1',
      kmsKeyArn: 'arn:key-2',
      deployment: 'proven',
      retirement: 'to do',
      followUps: [],
    });
    expect(events).toEqual(['written', 'proven', 'marked']);
    expect(rows.get(7)?.kmsKeyArn).toBe('arn:key-2');
    expect(keys.get('arn:key-1')).toEqual({
      ...oldKey,
      material: ofTheApp.pkcs8,
      replacedBy: 'arn:key-2',
      replacedOn: today,
      appId: 7,
      tableName: 'apps',
    });
    expect(keys.get('arn:key-2')?.status).toBe('Active');
  });

  it('shows the row that it read to the write, so that the write can be conditional', async () => {
    const seen: unknown[] = [];
    const { importKey } = await setUpRotation(({ registrations }) => ({
      registrations: {
        ...registrations,
        write: async (change) => {
          seen.push(change.seen);
        },
      },
    }));
    await importKey(request);
    expect(seen).toEqual([oldRow]);
  });

  it('refuses an App that is registered for another host, before anything is created', async () => {
    const host = 'https://ghe.example.com/api/v3';
    const { importKey, keys } = setUp({ rows: [{ ...oldRow, gitHubApiUrl: host }] });
    await expect(importKey(request)).rejects.toThrow(`App 7 is registered for ${host}`);
    expect(keys.size).toBe(0);
  });

  it('takes a row without a host for one of the host that the deployment says', async () => {
    const host = 'https://ghe.example.com/api/v3';
    const { importKey, keys, rows } = setUp({
      rows: [{ appId: 7, kmsKeyArn: 'arn:elsewhere' }],
      overrides: ({ registrations }) => ({
        registrations: { ...registrations, hostOfRowsWithoutOne: async () => host },
      }),
    });
    await expect(importKey(request)).rejects.toThrow(`App 7 is registered for ${host}`);
    expect(keys.size).toBe(0);
    await importKey({ ...request, gitHubApiUrl: host });
    expect(rows.get(7)?.gitHubApiUrl).toBe(host);
  });

  it('takes a row without a host for one of github.com where the deployment says nothing', async () => {
    const { importKey, keys, rows } = setUp({ rows: [{ appId: 7, kmsKeyArn: 'arn:elsewhere' }] });
    await expect(importKey({ ...request, gitHubApiUrl: 'https://ghe.example.com/api/v3' })).rejects.toThrow(
      /api\.github\.com/,
    );
    expect(keys.size).toBe(0);
    await importKey(request);
    expect(rows.get(7)?.gitHubApiUrl).toBe(gitHubApiUrl);
  });

  it('refuses a key that GitHub does not know as the one of this App, before anything is created', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const { importKey, keys, rows } = setUp({ overrides: () => ({ proveApp: gitHubOf(other) }) });
    await expect(importKey(request)).rejects.toThrow(
      'Could not prove to https://api.github.com that this key is of App 7: GitHub answered 401',
    );
    expect([keys.size, rows.size]).toEqual([0, 0]);
  });

  it.each<[string, (base: KeyImportCollaborators) => Partial<KeyImportCollaborators>]>([
    ['reading the row', ({ registrations }) => ({ registrations: { ...registrations, read: fail('broken') } })],
    ['the proof of the PEM', () => ({ proveApp: fail('broken') })],
    ['the creation of the key', ({ keys }) => ({ keys: { ...keys, create: fail('broken') } })],
  ])('leaves nothing behind where %s fails', async (_, overrides) => {
    const { importKey, keys, rows } = await setUpRotation(overrides);
    await expect(importKey(request)).rejects.toThrow(/^Could not .*broken/);
    expect(rows.get(7)).toEqual(oldRow);
    expect([...keys]).toEqual([['arn:key-1', { ...oldKey, material: ofTheApp.pkcs8 }]]);
  });

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

  it('never touches the live key where the old one cannot be marked', async () => {
    const { importKey, keys, rows } = await setUpRotation(({ keys: store }) => ({
      keys: { ...store, markReplaced: fail('denied') },
    }));
    const imported = await importKey(request);
    expect(imported.followUps).toEqual([
      {
        reason: 'Could not mark the key that signed before: denied',
        todo: expect.stringMatching(/arn:key-1 may still sign.*retire-keys --app-id 7 --table apps/),
      },
    ]);
    expect(imported.retirement).toBe('to do');
    expect(keys.get('arn:key-2')).toEqual(newKey);
    expect(rows.get(7)?.kmsKeyArn).toBe('arn:key-2');
  });

  it.each<[string, (keys: Map<string, unknown>) => void]>([
    ['is gone', (keys) => keys.delete('arn:key-1')],
    ['is being deleted', (keys) => keys.set('arn:key-1', { ...oldKey, state: 'PendingDeletion' })],
    ['belongs to another deployment', (keys) => keys.set('arn:key-1', { ...oldKey, tableName: 'other' })],
  ])('leaves an old key alone that %s', async (_, change) => {
    const { importKey, keys } = await setUpRotation(() => ({}));
    change(keys);
    // The memory numbers keys by their count.
    keys.set('arn:other', { ...oldKey });
    const before = keys.get('arn:key-1');
    expect(await importKey(request)).toMatchObject({ retirement: 'nothing to do', followUps: [] });
    expect(keys.get('arn:key-1')).toEqual(before);
  });

  it('keeps the old key signing where the deployed functions could not be proven', async () => {
    const { importKey, keys } = await setUpRotation(() => ({ proveDeployment: fail('still the old key') }));
    expect(await importKey(request)).toMatchObject({
      deployment: 'not proven',
      followUps: [{ reason: expect.stringContaining('still the old key'), todo: expect.stringContaining('Retire it') }],
    });
    expect([keys.get('arn:key-1')?.status, keys.get('arn:key-2')?.status]).toEqual(['Active', 'Active']);
    // Unmarked, so that its wait does not begin while the functions may still need it.
    expect(keys.get('arn:key-1')?.replacedOn).toBeUndefined();
  });

  it('hands the public half of the new key to the proof of the deployment', async () => {
    const proven: unknown[] = [];
    const { importKey } = setUp({ overrides: () => ({ proveDeployment: async (live) => void proven.push(live) }) });
    await importKey(request);
    expect(proven).toEqual([{ appId: 7, gitHubApiUrl, kmsKeyArn: 'arn:key-1', publicKey: ofTheApp.publicKey }]);
  });

  it('goes on where nobody can be told about it, and never touches the live key', async () => {
    const { importKey, keys, rows } = await setUpRotation(() => ({
      report: () => {
        throw new Error('nobody listens');
      },
    }));
    expect(await importKey(request)).toMatchObject({ kmsKeyArn: 'arn:key-2', followUps: [] });
    expect(keys.get('arn:key-2')?.status).toBe('Active');
    expect(rows.get(7)?.kmsKeyArn).toBe('arn:key-2');
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

  it('does not stop after the row is written', async () => {
    const abort = new AbortController();
    const { importKey, keys } = await setUpRotation(({ registrations }) => ({
      signal: abort.signal,
      registrations: {
        ...registrations,
        write: async (change) => {
          await registrations.write(change);
          abort.abort();
        },
      },
    }));
    expect((await importKey(request)).followUps).toEqual([]);
    expect(keys.get('arn:key-1')).toMatchObject({ status: 'Active', replacedBy: 'arn:key-2' });
  });
});
