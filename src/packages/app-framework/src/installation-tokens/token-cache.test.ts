import { createHash } from 'node:crypto';
import { gitHubFailed } from '../api/api-error';
import { createFakeDataKeys, createFakeTokenTable } from './fake-token-table.test.support';
import type { MintedToken } from './scope';
import { createTokenCache, type TokenWish } from './token-cache';

const minute = 60_000;
const never = 2 ** 31 - 1;
const identity = {
  host: 'https://api.github.com',
  appId: 7,
  installationId: 71,
  sharer: 'caller 1:role/ci',
  scope: {},
};
const wish: TokenWish = {
  identity,
  caller: '1:role/ci',
  minimumLifetimeMilliseconds: 15 * minute,
  kind: 'shared',
  remainingMilliseconds: () => 60_000,
};
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');
const busy = Object.assign(new Error('arn:aws:dynamodb:… is busy'), { name: 'ThrottlingException' });
let logged: string[];
beforeEach(() => {
  jest.useFakeTimers({
    now: new Date('2026-11-01T12:00:00Z'),
    doNotFake: ['nextTick', 'queueMicrotask', 'performance'],
  });
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** A deployment: one table, one KMS, one GitHub that takes 400 ms for a token, and as many processes as a test starts. */
function arrange() {
  const fake = createFakeTokenTable();
  const keys = createFakeDataKeys();
  const minted: string[] = [];
  const gitHub = { milliseconds: 400, failures: 0 };
  const mint = async (): Promise<MintedToken> => {
    const token = `ghs_${minted.length}`;
    minted.push(token);
    await new Promise((resolve) => setTimeout(resolve, gitHub.milliseconds));
    if (gitHub.failures-- > 0) throw gitHubFailed('GitHub answered 500.');
    return { token, expiresAt: new Date(Date.now() + 60 * minute), scope: { permissions: { contents: 'read' } } };
  };
  const startProcess = ({ clockOffset = 0 } = {}) => {
    const reads: number[] = [];
    const slots = {
      ...fake.table,
      read: (key: string) => {
        reads.push(Date.now());
        return fake.table.read(key);
      },
    };
    const cache = createTokenCache({
      slots,
      live: fake.liveTokens,
      seal: keys.seal,
      now: () => new Date(Date.now() + clockOffset),
    });
    return { ask: (change: Partial<TokenWish> = {}) => cache.obtain({ ...wish, ...change }, mint), reads };
  };
  return { ...fake, keys, minted, gitHub, startProcess };
}

/** Lets time pass until all are answered. */
async function settled<Value>(answers: Promise<Value>[]): Promise<PromiseSettledResult<Value>[]> {
  const all = Promise.allSettled(answers);
  await jest.advanceTimersByTimeAsync(2 * minute);
  return all;
}
async function one<Value>(answer: Promise<Value>): Promise<Value> {
  const caught = answer.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(500);
  await caught;
  return answer;
}

describe('createTokenCache', () => {
  describe('in one process', () => {
    it('answers a thousand who ask at once with one mint', async () => {
      const { startProcess, minted, calls } = arrange();
      const { ask } = startProcess();

      const answers = await settled(Array.from({ length: 1_000 }, () => ask()));

      expect(new Set(answers.map((answer) => answer.status === 'fulfilled' && answer.value.token))).toEqual(
        new Set(['ghs_0']),
      );
      expect(minted).toHaveLength(1);
      expect(calls).toEqual(['read', 'claim', 'put', 'fill']);
    });

    it('answers out of memory for a minute, and then looks at the row again', async () => {
      const { startProcess, minted, calls } = arrange();
      const { ask } = startProcess();
      await one(ask());
      calls.length = 0;

      jest.advanceTimersByTime(59_000);
      await ask();
      expect(calls).toEqual([]);
      jest.advanceTimersByTime(1_000);
      expect(await ask()).toMatchObject({ token: 'ghs_0', scope: { permissions: { contents: 'read' } } });
      expect(calls).toEqual(['read']);
      expect(minted).toHaveLength(1);
    });

    it('hands out no token that has less left than is asked for', async () => {
      const { startProcess } = arrange();
      const { ask } = startProcess();
      await one(ask());

      jest.advanceTimersByTime(44 * minute);
      expect(await ask()).toMatchObject({ token: 'ghs_0' });
      expect(await one(ask({ minimumLifetimeMilliseconds: 50 * minute }))).toMatchObject({ token: 'ghs_1' });
      jest.advanceTimersByTime(46 * minute);
      expect(await one(ask())).toMatchObject({ token: 'ghs_2' });
    });

    it('keeps wishes apart that differ in what tells tokens apart, though they come at the same time', async () => {
      const { startProcess, minted } = arrange();
      const { ask } = startProcess();
      const others = [
        { host: 'https://ghe' },
        { appId: 8 },
        { installationId: 72 },
        { sharer: 'caller 1:role/other' },
        { scope: { repositoryNames: ['contents'] } },
        { scope: { permissions: { contents: 'read' as const } } },
      ];

      await settled([ask(), ...others.map((change) => ask({ identity: { ...identity, ...change } }))]);

      expect(minted).toHaveLength(others.length + 1);
    });

    it('fails for all who wait when GitHub does, keeps no failure, and gives the lease back', async () => {
      const { startProcess, gitHub, calls, minted } = arrange();
      const { ask } = startProcess();
      gitHub.failures = 1;

      const answers = await settled([ask(), ask()]);

      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(calls).toEqual(['read', 'claim', 'release']);
      expect(await one(ask())).toMatchObject({ token: 'ghs_1' });
      expect(minted).toHaveLength(2);
    });
  });

  it.each([-2 * minute, 2 * minute])(
    'hands a minted token out though a clock that is %i ms off gives it less, or more, than is asked for',
    async (clockOffset) => {
      const { startProcess, minted } = arrange();
      const { ask } = startProcess({ clockOffset });
      const longest = { minimumLifetimeMilliseconds: 59 * minute };

      expect(await one(ask(longest))).toMatchObject({ token: 'ghs_0' });
      expect(await one(ask())).toMatchObject({ token: 'ghs_0' });
      expect(minted).toHaveLength(1);
    },
  );

  describe('across processes', () => {
    it('hands out what another has minted, after one read', async () => {
      const { startProcess, calls, minted } = arrange();
      await one(startProcess().ask());
      calls.length = 0;

      expect(await startProcess().ask()).toMatchObject({ token: 'ghs_0' });
      expect(calls).toEqual(['read']);
      expect(minted).toHaveLength(1);
    });

    it.each([400, 3_000, 9_000])(
      'folds a thousand asks in eight processes into one mint where GitHub takes %i ms, with at most ten reads each',
      async (milliseconds) => {
        const { startProcess, gitHub, minted } = arrange();
        gitHub.milliseconds = milliseconds;
        const processes = Array.from({ length: 8 }, () => startProcess());

        const answers = await settled(processes.flatMap(({ ask }) => Array.from({ length: 125 }, () => ask())));

        expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
        expect(minted).toHaveLength(1);
        for (const { reads } of processes) expect(reads.length).toBeLessThanOrEqual(10);
      },
    );

    it('does not wait longer than ten seconds for a process that died with the lease', async () => {
      const { startProcess, gitHub, minted } = arrange();
      gitHub.milliseconds = never;
      void startProcess().ask();
      await jest.advanceTimersByTimeAsync(1);
      gitHub.milliseconds = 400;
      const start = Date.now();
      const waiting = Array.from({ length: 7 }, () => startProcess());
      const done: number[] = [];

      await settled(waiting.map(({ ask }) => ask().then(() => done.push(Date.now() - start))));

      expect(done).toHaveLength(7);
      expect(Math.min(...done)).toBeLessThanOrEqual(10_500);
      expect(minted).toHaveLength(2);
      for (const { reads } of waiting) expect(reads.length).toBeLessThanOrEqual(10);
    });

    it.each([-2 * minute, 2 * minute])(
      'takes over from one that died within ten seconds by a clock that is %i ms off, too',
      async (clockOffset) => {
        const { startProcess, gitHub } = arrange();
        gitHub.milliseconds = never;
        void startProcess().ask();
        await jest.advanceTimersByTimeAsync(1);
        gitHub.milliseconds = 400;
        const start = Date.now();

        const late = startProcess({ clockOffset });
        const answer = late.ask().then(() => Date.now() - start);
        await jest.advanceTimersByTimeAsync(minute);

        expect(await answer).toBeLessThanOrEqual(10_500);
        expect(late.reads.length).toBeLessThan(10);
      },
    );

    it('goes on with the next when the holder of the lease fails', async () => {
      const { startProcess, gitHub, minted } = arrange();
      gitHub.failures = 1;

      const answers = await settled([startProcess().ask(), startProcess().ask(), startProcess().ask()]);

      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(minted).toHaveLength(2);
    });

    it('mints for itself, unshared, where the holder is slower than anybody waits', async () => {
      const { startProcess, gitHub } = arrange();
      gitHub.milliseconds = 35_000;
      const processes = Array.from({ length: 5 }, () => startProcess());

      const answers = await settled(processes.map(({ ask }) => ask()));

      expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
      for (const { reads } of processes) expect(reads.length).toBeLessThanOrEqual(10);
    });
  });

  describe('with a token that GitHub refuses', () => {
    const unusableTokenHash = hashOf('ghs_0');

    it('hands the same one out again while it is so young that GitHub may not know it everywhere', async () => {
      const { startProcess } = arrange();
      const { ask } = startProcess();
      await one(ask());

      jest.advanceTimersByTime(9_000);
      expect(await ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_0' });
    });

    it('drops it for all processes when it is older', async () => {
      const { startProcess, minted } = arrange();
      const { ask } = startProcess();
      await one(ask());

      jest.advanceTimersByTime(11_000);
      expect(await one(ask({ unusableTokenHash }))).toMatchObject({ token: 'ghs_1' });
      expect(await ask()).toMatchObject({ token: 'ghs_1' });
      expect(await startProcess().ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_1' });
      expect(minted).toHaveLength(2);
    });

    it('drops nothing for the hash of another token', async () => {
      const { startProcess, calls } = arrange();
      const { ask } = startProcess();
      await one(ask());

      jest.advanceTimersByTime(11_000);
      expect(await ask({ unusableTokenHash: hashOf('another') })).toMatchObject({ token: 'ghs_0' });
      expect(calls).not.toContain('drop');
    });

    it('refuses more than ten reports a minute of one caller, over all processes, and none of another', async () => {
      const { startProcess, minted } = arrange();
      const scopes = Array.from({ length: 11 }, (_, index) => ({ repositoryIds: [index + 1] }));
      const wishes = scopes.map((scope) => ({ identity: { ...identity, scope } }));
      const other = { caller: '1:role/other', identity: { ...identity, scope: { repositoryIds: [12] } } };
      const { ask } = startProcess();
      await settled([...wishes, other].map((change) => ask(change)));
      const reports = [...wishes, other].map((change, index) => ({
        ...change,
        unusableTokenHash: hashOf(`ghs_${index}`),
      }));

      const answers = await settled(reports.map((report) => startProcess().ask(report)));

      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      expect(refused).toEqual([expect.objectContaining({ shape: 'ThrottledError', retryAfterSeconds: 60 })]);
      expect(answers.at(-1)).toMatchObject({ status: 'fulfilled', value: { token: 'ghs_22' } });
      expect(minted).toHaveLength(12 + 11);
    });
  });

  it('gives a token of its own to who asks for a fresh one, and keeps it for revocation only', async () => {
    const { startProcess, slots, live, minted } = arrange();
    const { ask } = startProcess();
    await one(ask());

    const [first, second] = await settled([ask({ kind: 'own' }), ask({ kind: 'own' })]);

    expect(first).toMatchObject({ value: { token: 'ghs_1' } });
    expect(second).toMatchObject({ value: { token: 'ghs_2' } });
    expect(minted).toHaveLength(3);
    expect(slots.size).toBe(1);
    expect([...live.values()].map(({ tokenHash }) => tokenHash)).toEqual(['ghs_0', 'ghs_1', 'ghs_2'].map(hashOf));
    expect([...live.values()].map(({ slotKey }) => slotKey !== undefined)).toEqual([true, false, false]);
  });

  it('keeps no token in the open', async () => {
    const { startProcess, slots, live } = arrange();
    await one(startProcess().ask());

    const kept = [...slots.values(), ...live.values()].map((row) => JSON.stringify(row));
    expect(kept.join()).not.toContain('ghs_0');
    expect(Buffer.from(slots.values().next().value?.token?.ciphertext ?? []).includes('ghs_0')).toBe(false);
  });

  it('mints anew where what stands in the slot does not open', async () => {
    const { startProcess, keys, minted } = arrange();
    await one(startProcess().ask());
    keys.keys.clear();

    expect(await one(startProcess().ask())).toMatchObject({ token: 'ghs_1' });
    expect(await startProcess().ask()).toMatchObject({ token: 'ghs_1' });
    expect(minted).toHaveLength(2);
  });

  it.each(['the table', 'KMS'])('mints without the cache where %s refuses, and says so without ARNs', async (what) => {
    const { startProcess, fault, keys, minted } = arrange();
    await one(startProcess().ask());
    (what === 'KMS' ? keys.fault : fault).error = busy;

    const { ask } = startProcess();
    expect(await one(ask())).toMatchObject({ token: 'ghs_1' });
    expect(minted).toHaveLength(2);
    expect(logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'WARN', reason: 'ThrottlingException', appId: 7, installationId: 71 }),
    );
    expect(logged.join()).not.toContain('arn:');
  });

  it('does not leave others waiting where the minted token cannot be kept', async () => {
    const { startProcess, keys, calls } = arrange();
    keys.fault.error = busy;

    await one(startProcess().ask());

    expect(calls).toEqual(['read', 'claim', 'release']);
  });
});
