import fc from 'fast-check';
import type { OAuthOutcome } from '../github/oauth';
import { useVault } from './fake-vault.test.support';
import { PairUnavailableError } from './fresh-pair';
import { ample, app, createPairs, createRotatingGitHub, tables, userId, whose } from './pairs-world.test.support';

const hour = 3_600_000;
const wanted = { app, userId, ...ample };

describe('createFreshPair', () => {
  const vault = useVault();

  it('sends who never signed in to sign in', async () => {
    const { freshPair } = createPairs(createRotatingGitHub());
    expect(await freshPair(wanted)).toEqual({ kind: 'sign-in', reason: 'never' });
  });

  it('gives a pair that lives without asking GitHub', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    const stored = await pairs.signIn();
    expect(await pairs.freshPair(wanted)).toMatchObject({
      kind: 'pair',
      pair: { version: stored.version, login: 'ada' },
    });
    expect(gitHub.asked).toEqual([]);
  });

  it('refreshes five minutes before the end, and keeps the next pair', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    const old = await pairs.signIn();
    pairs.pass(8 * hour - 4 * 60_000);
    const fresh = await pairs.freshPair(wanted);
    expect(fresh).toMatchObject({ kind: 'pair', pair: { expiresAt: pairs.now().getTime() + 8 * hour } });
    expect(fresh).not.toMatchObject({ pair: { version: old.version } });
    expect(gitHub.asked).toEqual([{ token: 'ghr_1', secret: 'client-secret' }]);
    expect(await pairs.kept()).toBe('ghu_2');
  });

  it('refreshes pairs of the device flow without a client secret', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn({ flow: 'device' });
    pairs.pass(9 * hour);
    await pairs.freshPair(wanted);
    expect(gitHub.asked).toEqual([{ token: 'ghr_1', secret: undefined }]);
    expect(await pairs.table.read(whose, ample)).toMatchObject({ flow: 'device' });
  });

  it('gives pairs of Apps without expiry for ever', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    vault().change(tables.userTokens, ({ TokenExpiry, EncryptedRefreshToken, RefreshTokenExpiry, ...row }) => row);
    pairs.pass(10_000 * hour);
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
  });

  it.each([
    ['after six months', () => {}, 15_897_600_000, 'refresh token expired'],
    [
      'whose refresh token is of another key',
      { EncryptedRefreshToken: { S: 'ghrplain' } },
      9 * hour,
      'cannot be opened',
    ],
    ['without a refresh token', { EncryptedRefreshToken: undefined }, 9 * hour, 'no refresh token'],
  ])('sends the owner of a pair %s to sign in', async (_, change, milliseconds, reason) => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    vault().change(tables.userTokens, (row) => ({ ...row, ...change }));
    pairs.pass(milliseconds);
    expect(await pairs.freshPair(wanted)).toEqual({ kind: 'sign-in', reason });
    expect(gitHub.asked).toEqual([]);
  });

  it('has one of fifty ask GitHub, and the others read what came of it', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    const all = await Promise.all(Array.from({ length: 50 }, () => pairs.freshPair(wanted)));
    expect(gitHub.asked).toHaveLength(1);
    expect(new Set(all.map((fresh) => fresh.kind === 'pair' && fresh.pair.version)).size).toBe(1);
  });

  it('keeps that a refresh token is bad, and asks no more', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    gitHub.next();
    pairs.pass(9 * hour);
    for (const _ of [1, 2]) expect(await pairs.freshPair(wanted)).toEqual({ kind: 'sign-in', reason: 'ended' });
    expect(gitHub.asked).toHaveLength(1);
  });

  it.each<[string, OAuthOutcome]>([
    ['502 with HTML', { kind: 'unavailable', message: 'it answered 502' }],
    ['an error of the App', { kind: 'refused', error: 'incorrect_client_credentials', description: '' }],
  ])('keeps the pair after %s, and asks again when asked', async (_, said) => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    gitHub.answer(async () => said);
    await expect(pairs.freshPair(wanted)).rejects.toThrow(PairUnavailableError);
    gitHub.answer(async () => ({ kind: 'granted', grant: gitHub.next() }));
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
  });

  it('gives what has not ended yet where GitHub fails', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    const { version } = await pairs.signIn();
    pairs.pass(8 * hour - 2 * 60_000);
    gitHub.answer(async () => ({ kind: 'unavailable', message: 'it did not answer' }));
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair', pair: { version } });
  });

  it('gives no token that ends before anything can be done with it', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(8 * hour - 30_000);
    gitHub.answer(async () => ({ kind: 'unavailable', message: 'it did not answer' }));
    await expect(pairs.freshPair(wanted)).rejects.toThrow(PairUnavailableError);
  });

  it('begins no refresh with less than 30 seconds', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    const soon = { ...wanted, remainingMilliseconds: () => 29_000 };
    await expect(pairs.freshPair(soon)).rejects.toThrow(/too little time/);
    expect(gitHub.asked).toEqual([]);
  });

  it('finds its own write where the answer of the table was lost', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    const lost = new Set<string>();
    vault().intercept((operation) => {
      if (!['PutItem', 'UpdateItem'].includes(operation) || lost.has(operation)) return undefined;
      lost.add(operation);
      return { status: 500, body: {}, when: 'done' };
    });
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
    expect(lost.size).toBe(2);
    expect(gitHub.revoked).toEqual([]);
    expect(await pairs.kept()).toBe('ghu_2');
  });

  it.each(['Encrypt', 'UpdateItem', 'PutItem'])(
    'keeps what GitHub gave it though %s fails for seconds',
    async (failing) => {
      const gitHub = createRotatingGitHub();
      const pauses: number[] = [];
      const pairs = createPairs(gitHub, { pause: async (milliseconds) => pauses.push(milliseconds) });
      await pairs.signIn();
      pairs.pass(9 * hour);
      let failures = 6;
      vault().intercept((operation) => {
        const isAfterGitHub = gitHub.asked.length > 0;
        if (operation !== failing || !isAfterGitHub || failures-- <= 0) return undefined;
        return { status: 500, body: {}, when: 'instead' };
      });
      expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
      expect(await pairs.kept()).toBe('ghu_2');
      expect(gitHub.revoked).toEqual([]);
    },
  );

  it('gives up in time where nothing can be kept, and does not hide it', async () => {
    const gitHub = createRotatingGitHub();
    const pauses: number[] = [];
    const pairs = createPairs(gitHub, { pause: async (milliseconds) => pauses.push(milliseconds) });
    await pairs.signIn();
    pairs.pass(9 * hour);
    vault().intercept((operation) =>
      operation === 'Encrypt' ? { status: 500, body: {}, when: 'instead' } : undefined,
    );
    await expect(pairs.freshPair(wanted)).rejects.toThrow(/kms Encrypt/);
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeLessThan(10_000);
    expect(pauses.length).toBeGreaterThan(3);
  });

  it('lets a slow holder store what GitHub gave it, after another has said that the pair ended', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    let goOn = () => {};
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    gitHub.answer(async () => {
      const grant = gitHub.next();
      await slow;
      return { kind: 'granted', grant };
    });
    const first = pairs.freshPair(wanted);
    while (gitHub.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    pairs.pass(31_000);
    expect(await pairs.freshPair(wanted)).toEqual({ kind: 'sign-in', reason: 'ended' });
    goOn();
    expect(await first).toMatchObject({ kind: 'pair' });
    expect(await pairs.kept()).toBe('ghu_2');
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
  });

  it('revokes what it got where the person signed in meanwhile, and gives what they brought', async () => {
    const gitHub = createRotatingGitHub();
    const pairs = createPairs(gitHub);
    await pairs.signIn();
    pairs.pass(9 * hour);
    gitHub.answer(async () => {
      const grant = gitHub.next();
      await pairs.signIn();
      return { kind: 'granted', grant };
    });
    expect(await pairs.freshPair(wanted)).toMatchObject({ kind: 'pair' });
    expect(gitHub.revoked).toEqual(['ghu_2']);
    expect(await pairs.kept()).toBe('ghu_3');
  });

  it('never loses nor overwrites a pair, whatever happens in whatever order', async () => {
    const fate = fc.record({
      before: fc.integer({ min: 0, max: 6 }),
      gitHub: fc.constantFrom('grants', 'grants', 'loses its answer', 'fails'),
      crash: fc.constantFrom('no', 'no', 'before storing', 'after storing'),
      late: fc.integer({ min: 0, max: 45_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 2, maxLength: 6 }), async (fates) => {
        vault().clear();
        const gitHub = createRotatingGitHub();
        // Who waits sees time pass: a lease of somebody who crashed ends.
        const pause = async (milliseconds: number) => {
          shared.pass(milliseconds);
          await new Promise((resolve) => setTimeout(resolve, 1));
        };
        const shared: ReturnType<typeof createPairs> = createPairs(gitHub, { pause });
        await shared.signIn();
        shared.pass(9 * hour);
        const given = new Set<string>();
        const workers = fates.map(async ({ before, gitHub: does, crash, late }) => {
          await new Promise((resolve) => setTimeout(resolve, before));
          const { table } = shared;
          const pairs = createPairs(gitHub, {
            now: shared.now,
            pause,
            oauth: {
              ...gitHub.oauth,
              async refresh(client, token) {
                if (does === 'fails') return { kind: 'unavailable', message: '502' };
                const outcome = await gitHub.oauth.refresh(client, token);
                if (outcome.kind === 'granted') given.add(outcome.grant.accessToken);
                shared.pass(late);
                return does === 'loses its answer' ? { kind: 'unavailable', message: 'time-out' } : outcome;
              },
            },
            table: {
              ...table,
              async replace(...write) {
                if (crash === 'before storing') throw new Error('crashed');
                const replaced = await table.replace(...write);
                if (crash === 'after storing') throw new Error('crashed');
                return replaced;
              },
            },
          });
          return pairs.freshPair(wanted).catch((error: Error) => error);
        });
        await Promise.all(workers);
        // GitHub gave out one pair for the refresh token, whoever asked.
        expect(given.size).toBeLessThanOrEqual(1);
        const after = await shared.freshPair(wanted).catch((error: Error) => error);
        const kept = await shared.kept();
        const isSaid = !(after instanceof Error) && after.kind === 'sign-in';
        // What is kept is what GitHub takes, or the person is told to sign in.
        expect(isSaid || kept === gitHub.live.access).toBe(true);
        expect(gitHub.revoked).not.toContain(gitHub.live.access);
      }),
      { numRuns: 100 },
    );
  });
});
