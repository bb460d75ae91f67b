import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { createRateLimitTracking, type RecentToken } from './track-rate-limits';

const server = useFakeGitHub();

const route = 'GET /rate_limit';
const bucket = (remaining: number, limit = 5000) => ({
  limit,
  remaining,
  reset: 1_800_000_000,
  used: limit - remaining,
});
const overview = (core: number) => ({
  resources: { core: bucket(core), search: bucket(30, 30), graphql: bucket(4000), scim: bucket(0, 0) },
});
const inTime = () => 200_000;

const recent = (given: Partial<RecentToken> = {}): RecentToken => ({
  appId: 7,
  installationId: 99,
  token: 'ghs_one',
  gitHubApiUrl: server().url,
  ...given,
});

function given(tokens: readonly RecentToken[]) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const track = createRateLimitTracking({
    async *recentlyVended() {
      yield* tokens;
    },
    gitHub: createGitHub({ retryMilliseconds: 1 }),
    meter: createRateLimitMeter({ deployment: 'apps', write: (_event, fields) => lines.push(fields) }),
  });
  return {
    track,
    lines,
    seen: () => lines.map((line) => [line.InstallationID, line.Category, line.GitHubAPICallsRemaining]),
  };
}

describe('createRateLimitTracking', () => {
  it('asks once with the token that is there, and reports the limits that were touched', async () => {
    server().on(route, { body: overview(1200) });
    const { track, seen } = given([recent()]);

    expect(await track(inTime)).toEqual({ read: 1, unlimited: 0, failed: 0, late: 0, refused: 0 });
    expect(server().asked()).toEqual([route]);
    expect(server().requests[0]?.headers.authorization).toBe('Bearer ghs_one');
    expect(seen()).toEqual([
      ['99', 'core', 1200],
      ['99', 'graphql', 4000],
    ]);
  });

  it('asks nothing where nobody was given a token', async () => {
    const { track, lines } = given([]);
    expect(await track(inTime)).toMatchObject({ read: 0, failed: 0 });
    expect([server().asked(), lines]).toEqual([[], []]);
  });

  it('asks once for an installation, however many tokens it has', async () => {
    server().on(route, { body: overview(1200) });
    const { track } = given(['a', 'b', 'c'].map((token) => recent({ token })));
    expect(await track(inTime)).toMatchObject({ read: 1 });
    expect(server().requests).toHaveLength(1);
  });

  it('asks with another token of the installation where GitHub does not take the first', async () => {
    server().on(route, ({ headers }) =>
      headers.authorization === 'Bearer revoked' ? { status: 401, body: {} } : { body: overview(5) },
    );
    const others = Array.from({ length: 9 }, (_, index) => recent({ installationId: index + 1 }));
    const { track, seen } = given([recent({ token: 'revoked' }), ...others, recent({ token: 'good' })]);
    expect(await track(inTime)).toMatchObject({ read: 10, refused: 1, failed: 0 });
    expect(seen()).toContainEqual(['99', 'core', 5]);
  });

  it('reads the others where one fails', async () => {
    server().on(route, ({ headers }) =>
      headers.authorization === 'Bearer bad' ? { status: 500, body: {} } : { body: overview(5) },
    );
    const { track } = given([recent({ token: 'bad' }), recent({ installationId: 98 }), recent({ appId: 8 })]);
    expect(await track(inTime)).toMatchObject({ read: 2, failed: 1 });
  });

  it('takes 404 for a host without limits, and 403 for an installation that is suspended', async () => {
    server().onInTurn(route, { status: 404, body: {} });
    expect(await given([recent()]).track(inTime)).toMatchObject({ unlimited: 1, failed: 0 });
    server().on(route, { status: 403, body: { message: 'This installation has been suspended' } });
    expect(await given([recent()]).track(inTime)).toMatchObject({ refused: 1, failed: 0 });
  });

  it('asks no more when time runs out', async () => {
    server().on(route, { body: overview(5) });
    let left = 12_000;
    const { track } = given(Array.from({ length: 40 }, (_, index) => recent({ installationId: index })));
    const counts = await track(() => {
      left -= 40;
      return left;
    });
    expect(counts.read).toBeGreaterThan(0);
    expect(counts.late).toBeGreaterThan(0);
    expect(counts.read + counts.late).toBe(40);
    expect(server().requests).toHaveLength(counts.read);
  });

  it('fails where there was something to read and nothing could be', async () => {
    server().on(route, { status: 502, body: {} });
    await expect(given([recent()]).track(inTime)).rejects.toThrow('Rate limits of no installation could be read');
  });

  it('fails on an answer that is no overview of limits', async () => {
    server().on(route, { body: ['hello'] });
    await expect(given([recent()]).track(inTime)).rejects.toThrow('Rate limits of no installation could be read');
  });
});
