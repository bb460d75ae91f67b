import { readCaller } from '../api/caller';
import { rowOf } from '../installations/github-account.test.support';
import { createRefreshCachedData } from './refresh-cached-data';
import { started, useSync } from './sync.test.support';

const { arrange } = useSync();

describe('createRefreshCachedData', () => {
  const call = { caller: readCaller('arn:aws:iam::1:user/ann'), requestId: 'r', remainingMilliseconds: () => 20_000 };

  it('answers counts and a sentence, and no failures when there are none', async () => {
    const { run } = await arrange({ apps: { 1: [{ id: 1, login: 'a' }] } });

    expect(await createRefreshCachedData({ sync: run })({}, call)).toEqual({
      message: expect.stringContaining('1 App with 1 installation: 1 row written'),
      refreshedDate: started,
      counts: { apps: 1, installations: 1, written: 1, removed: 0, unchanged: 0 },
    });
  });

  it('answers the Apps that it had no time for', async () => {
    const { run, writes } = await arrange({
      apps: Object.fromEntries([1, 2, 3, 4, 5, 6].map((appId) => [appId, [{ id: appId, login: `a${appId}` }]])),
    });
    const remainingMilliseconds = () => (writes.length === 0 ? 20_000 : 11_000);
    const answer = await createRefreshCachedData({ sync: run })({}, { ...call, remainingMilliseconds });

    expect(answer.message).toContain(`${answer.failures?.length} Apps could not be refreshed`);
    expect(answer.failures).toContainEqual({ appId: 6, reason: expect.stringContaining('no time left') });
  });

  it('looks at one App alone, and with the key that its row names now', async () => {
    const { run, reread, hostOf, place } = await arrange({
      apps: { 1: [{ id: 1, login: 'a' }], 2: [{ id: 2, login: 'b' }] },
      rows: [rowOf({ id: 3, login: 'c', appId: 2, lastRefreshed: started.toISOString() })],
    });
    const { counts, failures } = await createRefreshCachedData({ sync: run })({ appId: 1 }, call);

    expect({ counts, failures, reread }).toEqual({
      counts: { apps: 1, installations: 1, written: 1, removed: 0, unchanged: 0 },
      failures: undefined,
      reread: [1],
    });
    expect({ asked: hostOf(2).asked(), place: place.writes }).toEqual({ asked: [], place: [] });
  });

  it('leaves the place of a run around all Apps where it is', async () => {
    const { run, place } = await arrange({ apps: { 1: [] } });
    place.kept = 5;
    await createRefreshCachedData({ sync: run })({ appId: 1 }, call);
    expect(place.kept).toBe(5);
  });

  it('fails for one App that is not known here', async () => {
    const { run } = await arrange({ apps: {} });
    await expect(createRefreshCachedData({ sync: run })({ appId: 9 }, call)).rejects.toMatchObject({
      message: expect.stringContaining('not known'),
    });
  });

  it('answers the Apps that failed', async () => {
    const { run, hostOf } = await arrange({ apps: { 1: [] } });
    hostOf(1).on('GET /app/installations', { status: 401, body: { message: 'Bad credentials' } });

    expect(await createRefreshCachedData({ sync: run })({}, call)).toMatchObject({
      failures: [{ appId: 1, reason: expect.stringContaining('Bad credentials') }],
    });
  });
});
