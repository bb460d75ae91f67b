import { generateKeyPairSync } from 'node:crypto';
import type { KeyImportCollaborators } from './import-key';
import { fail, gitHubApiUrl, ofTheApp, oldKey, oldRow, request, setUp, setUpRotation } from './import-key.test.support';
import { gitHubOf } from './known-app.test.support';

describe('createKeyImport, before anything is created,', () => {
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
});
