import { arrange, hashOf, identity, minute, one, settled, useStoppedClock } from './token-world.test.support';

useStoppedClock();

describe('createTokenCache', () => {
  describe('with a token that GitHub refuses', () => {
    const unusableTokenHash = hashOf('ghs_0');

    it('hands the same one out again where GitHub takes it, however old it is', async () => {
      const { startProcess, gitHub } = arrange();
      const { ask } = startProcess();
      await one(ask());

      expect(await ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_0' });
      jest.advanceTimersByTime(40 * minute);
      expect(await ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_0' });
      expect(gitHub.tests).toBe(2);
    });

    it('drops it for all processes after one look at GitHub, however young it is', async () => {
      const { startProcess, gitHub, minted } = arrange();
      const { ask } = startProcess();
      await one(ask());
      gitHub.takes = 'refused';

      expect(await one(ask({ unusableTokenHash }))).toMatchObject({ token: 'ghs_1' });
      expect(await ask()).toMatchObject({ token: 'ghs_1' });
      expect(await startProcess().ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_1' });
      expect(minted).toHaveLength(2);
      expect(gitHub.tests).toBe(1);
    });

    it('does not hand it out any more though the mint that was to replace it failed', async () => {
      const { startProcess, gitHub } = arrange();
      const { ask } = startProcess();
      await one(ask());
      Object.assign(gitHub, { takes: 'refused', failures: 1 });

      await expect(one(ask({ unusableTokenHash }))).rejects.toThrow('500');
      expect(await one(ask())).toMatchObject({ token: 'ghs_2' });
    });

    it('goes by its age where GitHub cannot be asked', async () => {
      const { startProcess, gitHub } = arrange();
      const { ask } = startProcess();
      await one(ask());
      gitHub.takes = 'unclear';

      jest.advanceTimersByTime(9_000);
      expect(await ask({ unusableTokenHash })).toMatchObject({ token: 'ghs_0' });
      jest.advanceTimersByTime(2_000);
      expect(await one(ask({ unusableTokenHash }))).toMatchObject({ token: 'ghs_1' });
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
      const { startProcess, minted, gitHub } = arrange();
      gitHub.takes = 'refused';
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
});
