import { useCountedLines } from '../metrics/counted-lines.test.support';
import { arrange, hashOf, identity, minute, never, one, settled, useStoppedClock } from './token-world.test.support';

useStoppedClock();

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

    describe('is measured, and', () => {
      const { counted } = useCountedLines();

      it('counts what is minted, and nothing that is handed out again', async () => {
        const { ask } = arrange().startProcess();
        await one(ask());
        await ask();
        expect(counted()).toEqual([['TokensMinted', 1]]);
      });
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
        { state: 'of another permission' },
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
    expect(Buffer.from(slots.values().next().value?.content?.ciphertext ?? []).includes('ghs_0')).toBe(false);
  });

  it('mints anew where what stands in the slot does not open', async () => {
    const { startProcess, keys, minted } = arrange();
    await one(startProcess().ask());
    keys.keys.clear();

    expect(await one(startProcess().ask())).toMatchObject({ token: 'ghs_1' });
    expect(await startProcess().ask()).toMatchObject({ token: 'ghs_1' });
    expect(minted).toHaveLength(2);
  });
});
