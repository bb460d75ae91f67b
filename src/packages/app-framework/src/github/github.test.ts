import { useFakeGitHub } from './fake-github.test.support';
import { type AskedRequest, createGitHub, type GitHub, type GitHubRequest } from './github';
import type { RateLimit } from './rate-limit';

const server = useFakeGitHub();

const mint = 'POST /app/installations/{installation_id}/access_tokens';
const ask = (given: Partial<GitHubRequest> = {}): GitHubRequest => ({
  baseUrl: server().url,
  route: 'GET /app',
  token: 'jwt-of-the-app',
  remainingMilliseconds: () => 20_000,
  ...given,
});

describe('createGitHub', () => {
  // One for each test: it remembers which limits it has met.
  let gitHub: GitHub;
  beforeEach(() => {
    gitHub = createGitHub({ retryMilliseconds: 1 });
  });

  it('sends token, user agent and API version, and answers what came back', async () => {
    server().on('GET /app', { body: { id: 7 } });

    expect(await gitHub.request(ask())).toEqual({ kind: 'answered', status: 200, data: { id: 7 } });
    expect(server().requests[0]?.headers).toMatchObject({
      authorization: 'Bearer jwt-of-the-app',
      'user-agent': expect.stringContaining('app-framework-for-github-apps-on-aws'),
      'x-github-api-version': '2022-11-28',
    });
  });

  it('says who asks, by whatever name', async () => {
    server().on('GET /app', { body: {} });
    expect(await createGitHub({ userAgent: 'tool/1' }).request(ask())).toMatchObject({ kind: 'answered' });
    expect(server().requests[0]?.headers['user-agent']).toMatch(/^tool\/1 /);
    // The fake refuses the nameless as GitHub does, so that every test of this door shows that it has a name.
    expect((await fetch(`${server().url}/app`)).status).toBe(403);
  });

  it('sends through the fetch that it is given', async () => {
    server().on('GET /app', { body: { id: 7 } });
    const sent: string[] = [];
    const ours: typeof fetch = (input, init) => {
      sent.push(String(input));
      return fetch(input, init);
    };

    expect(await createGitHub({ fetch: ours }).request(ask())).toMatchObject({ kind: 'answered' });
    expect(sent).toEqual([`${server().url}/app`]);
  });

  it('keeps the path of a GitHub Enterprise Server base URL, and encodes parameters', async () => {
    server().on('GET /api/v3/orgs/a%2Fb/installation', { body: {} });

    const request = ask({
      baseUrl: `${server().url}/api/v3/`,
      route: 'GET /orgs/{org}/installation',
      parameters: { org: 'a/b' },
    });

    expect(await gitHub.request(request)).toMatchObject({ kind: 'answered' });
  });

  it('answers the query of the next page, and nothing of its address', async () => {
    const link =
      '<https://elsewhere.example/x?page=2&per_page=100>; rel="next", <https://elsewhere.example/x?page=9>; rel="last"';
    server().on('GET /app/installations', { body: [], headers: { link } });

    expect(await gitHub.request(ask({ route: 'GET /app/installations' }))).toMatchObject({
      nextPage: { page: '2', per_page: '100' },
    });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [422, 'unprocessable'],
    [400, 'unprocessable'],
    [502, 'unavailable'],
  ])('answers %i as %s, with the message of GitHub', async (status, kind) => {
    server().on('GET /app', { status, body: { message: 'the reason' } });

    expect(await gitHub.request(ask())).toEqual({ kind, status, request: 'GET /app', message: 'the reason' });
  });

  it('tries reads and mints again after a server error, and no other write', async () => {
    const broken = { status: 503, body: { message: 'busy' } };
    server().onInTurn('GET /app', broken, broken, { body: { id: 1 } });
    server().onInTurn('POST /app/installations/5/access_tokens', broken, { body: { token: 't' } });
    server().onInTurn('POST /orgs/acme/repos', broken, { body: {} });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'answered' });
    expect(await gitHub.request(ask({ route: mint, parameters: { installation_id: 5 } }))).toMatchObject({
      kind: 'answered',
    });
    expect(await gitHub.request(ask({ route: 'POST /orgs/{org}/repos', parameters: { org: 'acme' } }))).toMatchObject({
      kind: 'unavailable',
    });
    expect(server().requests).toHaveLength(6);
  });

  it('gives up after three tries', async () => {
    server().on('GET /app', { status: 500, body: { message: 'broken' } });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'unavailable', status: 500 });
    expect(server().requests).toHaveLength(3);
  });

  it('tries again when the body breaks off, instead of taking it for an empty one', async () => {
    server().onInTurn('GET /app', { cutOff: true }, { body: { id: 3 } });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'answered', data: { id: 3 } });
  });

  it('fails as unavailable when nothing answers in time', async () => {
    server().on('GET /app', { silent: true });
    const hasty = createGitHub({ timeoutMilliseconds: 40, retryMilliseconds: 1 });

    expect(await hasty.request(ask())).toEqual({
      kind: 'unavailable',
      request: 'GET /app',
      message: 'no complete answer within 40 ms',
    });
    expect(server().requests).toHaveLength(3);
  });

  it('ends a try with the time that the caller has left, and asks nothing when none is left', async () => {
    server().on('GET /app', { silent: true });
    const started = performance.now();
    const end = started + 2_000;

    const outcome = await gitHub.request(ask({ remainingMilliseconds: () => end - performance.now() }));

    expect(outcome).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^no complete answer within/),
    });
    // Of itself a try takes ten seconds.
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(server().requests).toHaveLength(1);
    expect(await gitHub.request(ask({ remainingMilliseconds: () => 900 }))).toMatchObject({
      kind: 'unavailable',
      message: 'no time was left to ask',
    });
    expect(server().requests).toHaveLength(1);
  });

  it('does not wait for a repetition that does not fit the time left, and answers the failure itself', async () => {
    server().on('GET /app', { status: 503, body: { message: 'busy' } });
    const patient = createGitHub({ retryMilliseconds: 60_000 });
    const started = performance.now();
    const end = started + 40_000;

    const outcome = await patient.request(ask({ remainingMilliseconds: () => end - performance.now() }));

    expect(outcome).toMatchObject({ kind: 'unavailable', status: 503, message: 'busy' });
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(server().requests).toHaveLength(1);
  });

  it('waits for a secondary rate limit as long as GitHub says, where that fits', async () => {
    const limited = {
      status: 403,
      headers: { 'retry-after': '1' },
      body: { message: 'You have exceeded a secondary rate limit' },
    };
    server().onInTurn('GET /app', limited, { body: { id: 1 } });
    const started = performance.now();

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'answered' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  it.each([
    ['Retry-After', { 'retry-after': '77' }, 77],
    ['nothing', {}, 60],
  ])(
    'answers a limit that does not fit the time left as throttled, with the seconds from %s',
    async (_name, headers, seconds) => {
      server().on('GET /app', { status: 403, headers, body: { message: 'You have exceeded a secondary rate limit' } });

      expect(await gitHub.request(ask())).toMatchObject({ kind: 'throttled', retryAfterSeconds: seconds });
      expect(server().requests).toHaveLength(1);
    },
  );

  it('takes the seconds of a primary limit from its reset', async () => {
    const reset = Math.floor(Date.now() / 1000) + 1_800;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset), 'x-ratelimit-limit': '5000' };
    server().on('GET /app', { status: 403, headers, body: { message: 'API rate limit exceeded' } });

    const outcome = await gitHub.request(ask());

    expect(outcome).toMatchObject({ kind: 'throttled' });
    const least = Math.floor(reset - Date.now() / 1000);
    const wait = outcome.kind === 'throttled' ? outcome.retryAfterSeconds : 0;
    expect([wait >= least, wait <= 1_801]).toEqual([true, true]);
  });

  it('waits for a limit that only Retry-After tells', async () => {
    const limited = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'slow down' } };
    server().onInTurn('GET /app', limited, { body: { id: 1 } });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'answered' });
  });

  it.each([429, 403])('answers %i with a Retry-After that does not fit as throttled, asked once', async (status) => {
    server().on('GET /app', { status, headers: { 'retry-after': '99' }, body: { message: 'slow down' } });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'throttled', retryAfterSeconds: 99 });
    expect(server().requests).toHaveLength(1);
  });

  it('mints for many installations at the same time', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    let arrived = 0;
    let letAllGo = () => {};
    const allHere = new Promise<void>((resolve) => {
      letAllGo = resolve;
    });
    for (const id of ids) {
      server().on(`POST /app/installations/${id}/access_tokens`, async () => {
        arrived += 1;
        if (arrived === ids.length) letAllGo();
        await allHere;
        return { status: 201, body: { token: 't' } };
      });
    }

    const outcomes = await Promise.all(
      ids.map((installation_id) => gitHub.request(ask({ route: mint, parameters: { installation_id } }))),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual(ids.map(() => 'answered'));
  });

  it('hands on the rate limit that a response reports, with what was asked and without the token', async () => {
    const seen: [RateLimit, AskedRequest][] = [];
    const tapped = createGitHub({ onRateLimit: (limit, request) => seen.push([limit, request]) });
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1800000000' };
    server().on('GET /app', { headers, body: {} });

    await tapped.request(ask());

    expect(seen).toEqual([
      [
        { resource: 'core', limit: 5000, remaining: 4999, resetsAt: new Date(1_800_000_000_000) },
        { baseUrl: server().url, route: 'GET /app' },
      ],
    ]);
  });

  it('writes a line for each try, of the route and not of what people called things, without query and token', async () => {
    const lines: unknown[] = [];
    const told = createGitHub({ retryMilliseconds: 1, write: (event, fields) => lines.push([event, fields]) });
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1800000000' };
    server().onInTurn('GET /repos/octo/secret-plan/pulls', { status: 502 }, { headers, body: [] });
    const route = 'GET /repos/{owner}/{repo}/pulls';
    const parameters = { owner: 'octo', repo: 'secret-plan', state: 'open' } as const;

    await told.request(ask({ route, parameters, spends: { appId: 7, installationId: 9 } }));

    const common = { method: 'GET', route: '/repos/{owner}/{repo}/pulls', ms: expect.any(Number), appId: 7 };
    expect(lines).toEqual([
      ['GitHub called', { ...common, status: 502, installationId: 9 }],
      ['GitHub called', { ...common, status: 200, left: 4999, of: 5000, category: 'core', installationId: 9 }],
    ]);
  });

  it('keeps the token out of messages that a proxy echoes', async () => {
    server().on('GET /app', { status: 401, body: { message: 'bad: jwt-of-the-app' } });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'unauthorized', message: 'bad: ***' });
  });

  it('fails as unavailable on an answer that is no JSON', async () => {
    server().on('GET /app', { headers: { 'content-type': 'text/html' }, body: '<html>sign in</html>' });

    expect(await gitHub.request(ask())).toMatchObject({ kind: 'unavailable', message: 'the answer is no JSON' });
  });

  it('fails as unavailable when nobody listens', async () => {
    expect(await gitHub.request(ask({ baseUrl: 'http://127.0.0.1:9' }))).toMatchObject({ kind: 'unavailable' });
  });
});
