import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import { createGitHubInstallations } from '../installations/github-installations';
import { createFakePlace } from './fake-sync-place.test.support';
import { createSync } from './sync';
import { started, useSync } from './sync.test.support';

const { arrange, logged } = useSync();
const earlier = '2026-11-01T11:00:00.000Z';
const row = (id: number, login: string, lastRefreshed = earlier) => rowOf({ id, login, appId: 1, lastRefreshed });

describe('createSync', () => {
  it('writes what is new or has changed, removes what is gone, and leaves the rest alone', async () => {
    const { sync, writes } = await arrange({
      apps: {
        1: [
          { id: 1, login: 'same' },
          { id: 2, login: 'changed', permissions: { issues: 'write' } },
          { id: 3, login: 'new' },
        ],
      },
      rows: [row(1, 'same'), row(2, 'changed'), row(4, 'gone')],
    });

    expect(await sync()).toEqual({
      startedAt: started,
      counts: { apps: 1, installations: 3, suspended: 0, written: 2, removed: 1, unchanged: 1, odd: 0 },
      failures: [],
      unfinished: [],
    });
    expect(writes).toEqual(['put 1 node-of-changed 2', 'put 1 node-of-new 3', 'remove 1 node-of-gone']);
  });

  it('writes nothing when nothing has changed', async () => {
    const { sync, writes } = await arrange({ apps: { 1: [{ id: 1, login: 'a' }] }, rows: [row(1, 'a')] });
    await sync();

    expect(writes).toEqual([]);
  });

  it.each([
    ['renamed', { id: 1, login: 'new-name', nodeId: 'node-of-a' }],
    ['suspended', { id: 1, login: 'a', suspendedAt: '2026-01-01T00:00:00Z' }],
  ])('writes an installation that was %s', async (_what, installation) => {
    const { sync, kept } = await arrange({ apps: { 1: [installation] }, rows: [row(1, 'a')] });
    await sync();

    expect(kept.get('1 node-of-a')).toEqual(rowOf({ ...installation, appId: 1, lastRefreshed: started.toISOString() }));
  });

  it('keeps the row of an App that was installed again, with the new id', async () => {
    const { sync, hostOf, kept, writes } = await arrange({
      apps: { 1: [{ id: 9, login: 'a' }] },
      rows: [row(1, 'a')],
    });
    await sync();

    expect(kept.get('1 node-of-a')).toMatchObject({ installationId: 9 });
    expect(writes).toEqual(['put 1 node-of-a 9']);
    // The old id is no reason to ask whether the account is gone.
    expect(hostOf(1).asked()).toEqual(['GET /app/installations']);
  });

  it('takes the newer of two installations that are listed for one account', async () => {
    const { sync, kept } = await arrange({
      apps: {
        1: [
          { id: 9, login: 'a' },
          { id: 1, login: 'a' },
        ],
      },
    });
    await sync();

    expect(kept.get('1 node-of-a')).toMatchObject({ installationId: 9 });
  });

  it('removes nothing of an App whose list did not come to its end, and goes on with the others', async () => {
    const { sync, hostOf, kept } = await arrange({
      apps: { 1: [], 2: [{ id: 20, login: 'b' }] },
      rows: [row(1, 'a'), rowOf({ id: 21, login: 'c', appId: 2, lastRefreshed: earlier })],
    });
    const next = `<${hostOf(1).url}/app/installations?page=2>; rel="next"`;
    hostOf(1).on('GET /app/installations', ({ query }) =>
      query.page ? { status: 502, body: { message: 'bad gateway' } } : { body: [], headers: { link: next } },
    );

    expect(await sync()).toMatchObject({
      counts: { apps: 2, written: 1, removed: 1 },
      failures: [{ appId: 1, reason: expect.stringContaining('bad gateway') }],
    });
    expect([...kept.keys()]).toEqual(['1 node-of-a', '2 node-of-b']);
  });

  it('goes on when one App has no key that signs, and keeps its rows', async () => {
    const { sync, appIds, kept } = await arrange({
      apps: { 1: [{ id: 1, login: 'a' }] },
      rows: [rowOf({ id: 5, login: 'z', appId: 7, lastRefreshed: earlier })],
    });
    appIds.unshift(7);

    expect(await sync()).toMatchObject({ counts: { written: 1, removed: 0 }, failures: [{ appId: 7 }] });
    expect(kept.has('7 node-of-z')).toBe(true);
  });

  it('tells nobody but the log what failed inside', async () => {
    const { sync, table } = await arrange({ apps: { 1: [{ id: 1, login: 'a' }] } });
    table.put = async () => Promise.reject(new Error('arn:aws:dynamodb:table/x is throttled'));

    const { failures } = await sync();

    expect(failures).toEqual([{ appId: 1, reason: expect.not.stringContaining('arn:') }]);
    expect(logged.join()).toContain('is throttled');
  });

  it('removes the rows of Apps that are no longer in the App table', async () => {
    const orphan = rowOf({ id: 5, login: 'z', appId: 7, lastRefreshed: earlier });
    const { sync, kept } = await arrange({ apps: { 1: [] }, rows: [orphan] });

    expect(await sync()).toMatchObject({ counts: { apps: 1, removed: 1 } });
    expect(kept.size).toBe(0);
  });

  it('removes nothing that was written since it began', async () => {
    const later = '2026-11-01T12:00:00.001Z';
    const orphan = rowOf({ id: 5, login: 'z', appId: 7, lastRefreshed: later });
    const { sync, kept } = await arrange({ apps: { 1: [] }, rows: [row(1, 'a', later), orphan] });
    await sync();

    expect(kept.size).toBe(2);
  });

  it('does not write what it knows over what was learnt later', async () => {
    const later = '2026-11-01T12:00:00.001Z';
    const { sync, kept } = await arrange({ apps: { 1: [{ id: 1, login: 'a' }] }, rows: [row(9, 'a', later)] });

    expect(await sync()).toMatchObject({ counts: { written: 0, unchanged: 1 } });
    expect(kept.get('1 node-of-a')).toMatchObject({ installationId: 9 });
  });

  it('keeps an installation that fell between two pages', async () => {
    const { sync, hostOf, kept } = await arrange({ apps: { 1: [] }, rows: [row(1, 'a')] });
    hostOf(1).on('GET /app/installations/1', { body: gitHubInstallation({ id: 1, login: 'a' }) });

    expect(await sync()).toMatchObject({ counts: { removed: 0 } });
    expect(kept.size).toBe(1);
  });

  it('passes over installations without an account, counts them, and keeps their rows', async () => {
    const { sync, hostOf, kept } = await arrange({ apps: { 1: [] }, rows: [row(1, 'a')] });
    hostOf(1).on('GET /app/installations', { body: [{ id: 1, account: null }, { id: 2, account: null }, null] });

    expect(await sync()).toMatchObject({ counts: { installations: 3, odd: 3, removed: 0 }, failures: [] });
    expect(kept.size).toBe(1);
  });

  it('removes nothing when the App table cannot be read', async () => {
    const fake = createFakeInstallationTable(row(1, 'a'));
    const sync = createSync({
      appTable: { listAppIds: () => Promise.reject(new Error('unreadable')) },
      appTokens: { readAgain: async () => undefined, mint: () => Promise.reject(new Error('never')) },
      atGitHub: createGitHubInstallations({ gitHub: createGitHub(), gitHubApiUrl: 'http://127.0.0.1:9' }),
      table: fake.table,
      place: createFakePlace(),
    });

    await expect(sync(() => 1_000)).rejects.toThrow('unreadable');
    expect(fake.kept.size).toBe(1);
  });

  it('handles thousands of installations with one look at each', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ id: index + 1, login: `org-${index}` }));
    const { sync, hostOf, writes } = await arrange({
      apps: { 1: [] },
      rows: many.map(({ id, login }) => row(id, login)),
    });
    hostOf(1).on('GET /app/installations', { body: many.map(gitHubInstallation) });

    expect(await sync()).toMatchObject({ counts: { installations: 3_000, unchanged: 3_000, written: 0, removed: 0 } });
    expect(writes).toEqual([]);
    expect(hostOf(1).requests).toHaveLength(1);
  });

  describe('where its time is up', () => {
    const apps = Object.fromEntries([1, 2, 3, 4, 5, 6].map((appId) => [appId, [{ id: appId, login: `a${appId}` }]]));
    /** Time for so many rows to be written, and then none. */
    const timeFor = (writes: readonly unknown[], many: number) => () => (writes.length < many ? 900_000 : 9_000);

    it('begins no other App, keeps its place, and goes on from there in the next run until all is done', async () => {
      const { run, writes, place, kept } = await arrange({ apps });

      const { failures, unfinished } = await run(timeFor(writes, 1));
      expect(unfinished).toContain(6);
      expect(place.kept).toBe(unfinished[0]);
      expect(failures.filter(({ appId }) => unfinished.includes(appId))).toEqual([]);
      expect(logged.join()).toMatch(/goes on in the next run.*"UnfinishedSyncs":1/);

      // With no time at all, those that it would begin with are all that it can name.
      place.kept = 6;
      expect((await run(() => 9_000)).failures.map(({ appId }) => appId).sort()).toEqual([1, 2, 3, 6]);
      expect(place.kept).toBe(4);

      expect(await run(() => 900_000)).toMatchObject({ failures: [], unfinished: [] });
      expect(kept.size).toBe(6);
      expect(place.kept).toBeUndefined();
    });

    it('comes around all Apps however short its runs are', async () => {
      const { run, writes, place, kept } = await arrange({ apps });
      for (let again = 0; again < 6; again += 1) {
        writes.length = 0;
        await run(timeFor(writes, 1));
      }

      expect(kept.size).toBe(6);
      expect(place.writes.length).toBeGreaterThan(0);
    });

    it('writes no row any more, takes none away, and finds the rest in the next run', async () => {
      const many = Array.from({ length: 60 }, (_, index) => ({ id: index + 1, login: `a${index}` }));
      const { run, hostOf, writes, kept } = await arrange({ apps: { 1: [] }, rows: [row(99, 'gone')] });
      hostOf(1).on('GET /app/installations', { body: many.map(gitHubInstallation) });

      const { counts, failures } = await run(timeFor(writes, 30));
      expect(failures).toEqual([{ appId: 1, reason: expect.stringContaining('What was written stays') }]);
      expect(counts.written).toBeLessThan(60);
      expect(counts.removed).toBe(0);
      expect(kept.has('1 node-of-gone')).toBe(true);

      expect((await run(() => 900_000)).counts).toMatchObject({
        written: 60 - counts.written,
        unchanged: counts.written,
        removed: 1,
      });
    });

    it('leaves orphans to the next run', async () => {
      const orphan = rowOf({ id: 5, login: 'z', appId: 7, lastRefreshed: earlier });
      const { run, kept } = await arrange({ apps: { 1: [] }, rows: [orphan] });
      await run(() => 11_000);

      expect(kept.size).toBe(1);
    });
  });

  it('keeps no place where it comes to its end', async () => {
    const { sync, place } = await arrange({ apps: { 1: [], 2: [] } });
    await sync();

    expect(place.writes).toEqual([]);
  });

  it('logs the result', async () => {
    const { sync } = await arrange({ apps: { 1: [{ id: 1, login: 'a' }] } });
    await sync();

    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: 'installations synced', apps: 1, installations: 1, written: 1, failures: [] }),
    ]);
  });
});
