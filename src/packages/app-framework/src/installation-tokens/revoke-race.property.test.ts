import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createTokenRevocation } from './revoke-tokens';
import { createTokenCache, type Mint } from './token-cache';

const now = () => new Date('2026-11-01T12:00:00Z');
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');
const identity = { host: 'h', appId: 7, installationId: 71, state: 's', sharer: 'caller 1/role/ci', scope: {} };
const wish = {
  identity,
  caller: '1/role/ci',
  minimumLifetimeMilliseconds: 900_000,
  kind: 'shared' as const,
  remainingMilliseconds: () => 60_000,
};

/** Each call of the table, of GitHub and of KMS comes to its end when the scheduler says so. */
function arrange(scheduler: fc.Scheduler) {
  const fake = createFakeTokenTable();
  const { seal } = createFakeDataKeys(now);
  const alive = new Set<string>();
  const ended = new Set<string>();
  let minted = 0;
  const turn = async <Value>(run: () => Promise<Value>): Promise<Value> => {
    await scheduler.schedule(Promise.resolve());
    return run();
  };
  const table: typeof fake.table = {
    ...fake.table,
    read: (key) => turn(() => fake.table.read(key)),
    claim: (claim) => turn(() => fake.table.claim(claim)),
    fill: (fill) => turn(() => fake.table.fill(fill)),
    endLease: (key) => turn(() => fake.table.endLease(key)),
    drop: (drop) => turn(() => fake.table.drop(drop)),
  };
  const live = {
    ...fake.liveTokens,
    put: (token: Parameters<typeof fake.liveTokens.put>[0]) => turn(() => fake.liveTokens.put(token)),
    remove: (key: string) => turn(() => fake.liveTokens.remove(key)),
  };
  const mint: Mint = () =>
    turn(async () => {
      const token = `ghs_${minted++}`;
      alive.add(token);
      return { kind: 'minted', token: { token, expiresAt: new Date(now().getTime() + 3_600_000), scope: {} } };
    });
  const startProcess = () => {
    const cache = createTokenCache({
      slots: table,
      live,
      seal,
      unrecorded: createFakeUnrecordedTokens(),
      test: async () => 'taken',
      now,
      pause: () => turn(async () => undefined),
    });
    return () => cache.obtain(wish, mint);
  };
  const revokeTokens = createTokenRevocation({
    live,
    slots: table,
    seal,
    atGitHub: {
      now,
      revoke: ({ token }) =>
        turn(async () => {
          if (!alive.delete(token)) return { kind: 'unauthorized', request: 'DELETE', message: 'Bad credentials' };
          ended.add(hashOf(token));
          return { kind: 'answered', status: 204, data: undefined };
        }),
    },
  });
  const revoke = () => turn(() => revokeTokens({ holder: { appId: 7 }, remainingMilliseconds: () => 300_000 }));
  return { startProcess, revoke, ended, slots: fake.slots };
}

describe('minting and revoking at the same time', () => {
  it('leaves no revoked token in a slot, in whatever order what they do comes to its end', async () => {
    let revoked = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (scheduler, processes) => {
        const { startProcess, revoke, ended, slots } = arrange(scheduler);
        const asks = Array.from({ length: processes }, () => startProcess()());

        await scheduler.waitFor(Promise.all([...asks, revoke(), revoke()]));

        revoked += ended.size;
        for (const { content } of slots.values()) expect(ended.has(content?.tokenHash ?? '')).toBe(false);
      }),
      { numRuns: 1_000 },
    );
    // A property about nothing is none.
    expect(revoked).toBeGreaterThan(100);
  });
});
