import { startFakeGitHub, useFakeGitHub } from './fake-github.test.support';
import { createGitHub, type GitHubRequest } from './github';
import { createKnownLimits } from './known-limits';

const server = useFakeGitHub();

// The throttling plugin has a clock of its own: the machine's.
const start = Math.floor(Date.now() / 1000) * 1000;

function given() {
  let time = start;
  const gitHub = createGitHub({ retryMilliseconds: 1, now: () => new Date(time) });
  const ask = (more: Partial<GitHubRequest> = {}) =>
    gitHub.request({
      baseUrl: server().url,
      route: 'GET /app',
      token: 'jwt',
      spends: { appId: 7 },
      remainingMilliseconds: () => 20_000,
      ...more,
    });
  return {
    ask,
    passSeconds: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

const usedUp = (seconds: number, resource = 'core') => ({
  status: 403,
  headers: {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-reset': String(start / 1000 + seconds),
    'x-ratelimit-resource': resource,
  },
  body: { message: 'API rate limit exceeded' },
});

describe('a limit that GitHub named', () => {
  it('is answered from memory until it is lifted, with the seconds that are left', async () => {
    const { ask, passSeconds } = given();
    server().onInTurn('GET /app', usedUp(3_000), { body: { id: 7 } });
    expect(await ask()).toMatchObject({ kind: 'throttled', retryAfterSeconds: 3_000 });

    passSeconds(1_000);
    const again = await Promise.all(
      Array.from({ length: 10 }, () => ask({ route: 'GET /app/installations', token: 'next jwt' })),
    );
    expect(again).toEqual(
      Array(10).fill({
        kind: 'throttled',
        request: 'GET /app/installations',
        status: 403,
        message: 'API rate limit exceeded',
        resource: 'core',
        retryAfterSeconds: 2_000,
      }),
    );
    expect(server().requests).toHaveLength(1);

    passSeconds(2_000);
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });

  it.each([
    ['another App', { spends: { appId: 8 } }],
    ['an installation of the App', { spends: { appId: 7, installationId: 71 } }],
    ['somebody who is not named', { spends: undefined }],
  ])('says nothing about %s', async (_who, other) => {
    const { ask } = given();
    server().onInTurn('GET /app', usedUp(3_000), { body: {} });
    await ask();
    expect(await ask(other)).toMatchObject({ kind: 'answered' });
  });

  it('says nothing about another installation, or another host', async () => {
    const { ask } = given();
    const other = await startFakeGitHub();
    other.on('GET /app', { body: {} });
    server().onInTurn('GET /app', usedUp(3_000), { body: {} });
    await ask({ spends: { appId: 7, installationId: 71 } });
    expect(await ask({ spends: { appId: 7, installationId: 72 } })).toMatchObject({ kind: 'answered' });
    expect(await ask({ spends: { appId: 7, installationId: 71 }, baseUrl: other.url })).toMatchObject({
      kind: 'answered',
    });
    await other.stop();
  });

  it('counts for the token where nobody is named', async () => {
    const { ask } = given();
    server().onInTurn('GET /app', usedUp(3_000), { body: {} });
    await ask({ spends: undefined });
    expect(await ask({ spends: undefined })).toMatchObject({ kind: 'throttled' });
    expect(await ask({ spends: undefined, token: 'another' })).toMatchObject({ kind: 'answered' });
  });

  it('says nothing about other limits than the one that is used up', async () => {
    const { ask } = given();
    server().onInTurn('GET /app', usedUp(3_000, 'search'), { body: {} });
    expect(await ask()).toMatchObject({ kind: 'throttled', resource: 'search' });
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });

  it('is waited for where that fits the time left', async () => {
    const { ask } = given();
    // By the machine's clock, as the plugin reads it: what the tests before took has not used it up.
    const lifted = (Math.floor(Date.now() / 1000) + 2) * 1000;
    server().onInTurn('GET /app', usedUp((lifted - start) / 1000), { body: {} });
    expect(await ask({ remainingMilliseconds: () => 5_000 })).toMatchObject({ kind: 'answered' });
    expect(Date.now()).toBeGreaterThanOrEqual(lifted);
    expect(server().requests).toHaveLength(2);
  });

  it('is never believed for more than an hour', async () => {
    const { ask, passSeconds } = given();
    server().onInTurn('GET /app', usedUp(86_400_000), { body: {} });
    await ask();
    passSeconds(3_600);
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });

  it('is forgotten first where a thousand others were met after it', () => {
    const limits = createKnownLimits(() => new Date(start));
    const spender = (appId: number) => ({ baseUrl: server().url, token: 'jwt', spends: { appId } });
    const throttle = { kind: 'throttled', request: 'GET /app', message: 'slow down', retryAfterSeconds: 60 } as const;
    for (let appId = 1; appId <= 1_001; appId++) limits.remember(spender(appId), throttle);
    expect([limits.recall(spender(1)), limits.recall(spender(2))]).toEqual([undefined, throttle]);
  });
});

describe('a secondary limit without Retry-After', () => {
  it('is one of a minute', async () => {
    const { ask, passSeconds } = given();
    const body = { message: 'You have exceeded a secondary rate limit' };
    server().onInTurn('GET /app', { status: 403, body }, { body: {} });
    await ask();
    passSeconds(59);
    expect(await ask({ remainingMilliseconds: () => 1_500 })).toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 1,
    });
    passSeconds(1);
    expect(await ask()).toMatchObject({ kind: 'answered' });
    expect(server().requests).toHaveLength(2);
  });
});
