import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createFakeDataKeys } from './fake-token-table.test.support';
import type { TokenRecord } from './token-seal';

const record: TokenRecord = {
  key: 'token#abc',
  appId: 7,
  installationId: 71,
  sharer: 'caller 1:role/ci',
  mintedAt: Date.parse('2026-11-01T12:00:00Z'),
  expiresAt: Date.parse('2026-11-01T13:00:00Z'),
};
const content = {
  token: 'ghs_secret',
  host: 'https://api.github.com',
  scope: { repositoryIds: [1], repositoryNames: ['é'], permissions: { contents: 'read' } },
};
const arrange = () => createFakeDataKeys(() => new Date('2026-11-01T12:00:00Z'));

describe('createTokenSeal', () => {
  it('opens what it sealed, under the key of the day', async () => {
    const { seal } = arrange();
    const sealed = await seal.seal(record, content);

    expect(sealed.epoch).toBe('2026-11-01');
    expect(await seal.open(record, sealed)).toEqual(content);
    expect(Buffer.from(sealed.ciphertext).includes('ghs_secret')).toBe(false);
  });

  it('never seals the same way twice', async () => {
    const { seal } = arrange();
    const [one, other] = [await seal.seal(record, content), await seal.seal(record, content)];
    expect(Buffer.from(one.ciphertext).equals(other.ciphertext)).toBe(false);
  });

  it.each<[string, Partial<TokenRecord>]>([
    ['was moved to another key', { key: 'token#abd' }],
    ['was moved from the shared tokens to the live ones', { key: 'live#abc' }],
    ['was prolonged', { expiresAt: record.expiresAt + 1 }],
    ['was made younger', { mintedAt: record.mintedAt + 1 }],
    ['was given to another caller', { sharer: 'caller 1:role/other' }],
    ['was given to another App', { appId: 8 }],
    ['was given to another installation', { installationId: 72 }],
    ['has App and installation exchanged', { appId: 71, installationId: 7 }],
  ])('does not open a record that %s', async (_what, change) => {
    const { seal } = arrange();
    const sealed = await seal.seal(record, content);

    expect(await seal.open({ ...record, ...change }, sealed)).toBeUndefined();
  });

  it('does not open a record of which any byte was changed, or that was cut off', async () => {
    const { seal } = arrange();
    const { ciphertext, epoch } = await seal.seal(record, content);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: ciphertext.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, change, isCut) => {
          const changed = isCut ? Buffer.from(ciphertext.subarray(0, at)) : Buffer.from(ciphertext);
          if (!isCut) changed[at] = (changed[at] ?? 0) ^ change;
          expect(await seal.open(record, { ciphertext: changed, epoch })).toBeUndefined();
        },
      ),
    );
  });

  it('does not open with the key of another day, of another deployment, or with none', async () => {
    const { seal, keys } = arrange();
    const sealed = await seal.seal(record, content);
    keys.set('2026-10-31', createSecretKey(randomBytes(32)));

    expect(await seal.open(record, { ...sealed, epoch: '2026-10-31' })).toBeUndefined();
    expect(await arrange().seal.open(record, sealed)).toBeUndefined();
    keys.clear();
    expect(await seal.open(record, sealed)).toBeUndefined();
  });

  it('fails where the key cannot be had at the moment, which is not the same as being gone', async () => {
    const { seal, fault } = arrange();
    const sealed = await seal.seal(record, content);
    fault.error = new Error('busy');

    await expect(seal.open(record, sealed)).rejects.toThrow('busy');
    await expect(seal.seal(record, content)).rejects.toThrow('busy');
  });
});
