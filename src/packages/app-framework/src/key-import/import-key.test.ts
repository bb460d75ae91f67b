import {
  fail,
  fingerprint,
  gitHubApiUrl,
  newKey,
  ofTheApp,
  oldKey,
  oldRow,
  request,
  setUp,
  setUpRotation,
  today,
} from './import-key.test.support';

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

  it('never touches the live key where the old one cannot be marked', async () => {
    const { importKey, keys, rows } = await setUpRotation(({ keys: store }) => ({
      keys: { ...store, markReplaced: fail('denied') },
    }));
    const imported = await importKey(request);
    expect(imported.followUps).toEqual([
      {
        reason: expect.stringContaining('Could not mark the key that signed before: denied'),
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

  it('says who can mark an old key that is tagged for no deployment', async () => {
    const { importKey } = await setUpRotation(({ keys: store }) => ({
      keys: { ...store, markReplaced: fail('not authorized') },
    }));
    const { followUps } = await importKey(request);
    expect(followUps[0]?.reason).toMatch(
      /not authorized .*arn:key-1 is tagged for no deployment.* only an administrator/,
    );
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
