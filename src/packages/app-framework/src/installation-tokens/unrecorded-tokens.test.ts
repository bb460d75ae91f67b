import { arrange, busy, hashOf, minute, one, useStoppedClock } from './token-world.test.support';

const { logged } = useStoppedClock();
const lines = () => logged().map((line) => JSON.parse(line));
const anHour = new Date('2026-11-01T13:00:00Z').getTime();

beforeEach(() => {
  process.env.APP_TABLE_NAME = 'apps';
});
afterEach(() => {
  delete process.env.APP_TABLE_NAME;
});

describe('createTokenCache where tokens cannot be kept', () => {
  it.each(['the table', 'KMS'])(
    'mints without the cache, counts it and says why, without ARNs, where %s refuses',
    async (what) => {
      const { startProcess, fault, keys, minted } = arrange();
      await one(startProcess().ask());
      (what === 'KMS' ? keys.fault : fault).error = busy;

      const { ask } = startProcess();
      expect(await one(ask())).toMatchObject({ token: 'ghs_1' });
      expect(minted).toHaveLength(2);
      expect(lines()).toContainEqual(
        expect.objectContaining({
          level: 'ERROR',
          event: 'token was not kept: it cannot be revoked',
          UnrevocableTokens: 1,
          Deployment: 'apps',
          appId: 7,
          installationId: 71,
          hashedToken: hashOf('ghs_1'),
          error: expect.objectContaining({ name: 'ThrottlingException', message: expect.stringContaining('is busy') }),
        }),
      );
      expect(logged().join()).not.toMatch(/111122223333|ghs_/);
    },
  );

  it('writes a row that a token lives which nobody can read, where only KMS refuses', async () => {
    const { startProcess, keys, live, unrecorded } = arrange();
    keys.fault.error = busy;

    await one(startProcess().ask());
    expect([...live.values()]).toEqual([
      expect.objectContaining({
        appId: 7,
        installationId: 71,
        tokenHash: hashOf('ghs_0'),
        expiresAt: expect.any(Number),
      }),
    ]);
    expect([...live.values()][0]).not.toHaveProperty('ciphertext');
    expect(unrecorded.notes).toEqual([]);
  });

  it('notes elsewhere until when a token lives that the table knows nothing of', async () => {
    const { startProcess, fault, unrecorded } = arrange();
    fault.error = busy;

    await one(startProcess().ask({ kind: 'own' }));
    expect(unrecorded.notes).toEqual([{ appId: 7, until: expect.any(Date) }]);
    expect(Math.abs((unrecorded.notes[0]?.until.getTime() ?? 0) - anHour)).toBeLessThan(minute);
  });

  it('shares no token that cannot be revoked, and does not leave others waiting for it', async () => {
    const { startProcess, keys, calls, slots } = arrange();
    keys.fault.error = busy;

    await one(startProcess().ask());
    expect(calls).toEqual(['read', 'claim', 'put', 'release']);
    expect([...slots.values()]).toEqual([{}]);
  });

  it('counts nothing where all is well', async () => {
    const { startProcess, unrecorded } = arrange();
    await one(startProcess().ask());
    expect(lines().map(({ event }) => event)).toEqual(['token minted']);
    expect(unrecorded.notes).toEqual([]);
  });
});
