import { setTimeout as pause } from 'node:timers/promises';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import {
  primaryRateLimit,
  secondaryRateLimit,
  serverError,
  silence,
  slowness,
  tooManyRequests,
} from '../faults/fault-makers';
import { useLocalGitHub } from '../local-github.test.support';

describe('createApi', () => {
  const { gitHub, control } = useLocalGitHub();
  let appId: number;
  let installationId: number;
  let jwt: string;
  let token: string;
  let clientSecret: string;

  beforeEach(async () => {
    const app = await control().createApp();
    appId = app.appId;
    clientSecret = app.clientSecret;
    await control().createAccount({ login: 'acme', type: 'Organization' });
    installationId = (await control().install({ appId, account: 'acme' })).id;
    const auth = createAppAuth({ appId, privateKey: app.pem });
    jwt = (await auth({ type: 'app' })).token;
    token = await mint();
  });

  const call = (
    path: string,
    init: { credential?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ) =>
    fetch(`${gitHub().url}${path}`, {
      headers: { authorization: `Bearer ${init.credential ?? token}`, ...init.headers },
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    });

  async function mint(): Promise<string> {
    const octokit = new Octokit({ baseUrl: gitHub().url, auth: jwt });
    const route = 'POST /app/installations/{installation_id}/access_tokens';
    return (await octokit.request(route, { installation_id: installationId })).data.token;
  }

  const remaining = (answer: Response) => Number(answer.headers.get('x-ratelimit-remaining'));

  describe('rate limits', () => {
    it('counts the App and the installation apart and says so on every answer', async () => {
      const before = remaining(await call('/installation/repositories'));
      const app = await call('/app', { credential: jwt });
      const after = await call('/installation/repositories');
      expect(remaining(after)).toBe(before - 1);
      expect(remaining(app)).toBe(4998);
      expect(Object.fromEntries([...after.headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': '4998',
        'x-ratelimit-used': '2',
        'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
        'x-ratelimit-resource': 'core',
      });
    });

    it('does not count looking at them', async () => {
      for (const _ of [1, 2]) await call('/rate_limit');
      expect(await (await call('/rate_limit')).json()).toMatchObject({ rate: { remaining: 5000 } });
    });

    it('refuses when the budget is used up, until the window ends', async () => {
      await control().setClock(-3000);
      await control().setRateLimit({ installationId, remaining: 1 });
      await control().setClock(0);
      expect((await call('/installation/repositories')).status).toBe(200);
      const refused = await call('/installation/repositories');
      expect([refused.status, remaining(refused)]).toEqual([403, 0]);
      expect(await refused.json()).toMatchObject({ message: expect.stringMatching(/^API rate limit exceeded for/) });
      expect((await call('/app', { credential: jwt })).status).toBe(200);
      await control().setClock(601);
      expect((await call('/installation/repositories')).status).toBe(200);
    });
  });

  describe('entity tags', () => {
    it('answer 304 to who has the tag, without counting it', async () => {
      const first = await call('/installation/repositories');
      const tag = first.headers.get('etag') ?? '';
      const again = await call('/installation/repositories', { headers: { 'if-none-match': tag } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      expect(remaining(again)).toBe(remaining(first));
      expect(remaining(await call('/rate_limit'))).toBe(4999);
    });

    it('differ by token, and change with the body', async () => {
      const path = '/installation/repositories';
      const tag = (await call(path)).headers.get('etag') ?? '';
      const other = await call(path, { credential: await mint(), headers: { 'if-none-match': tag } });
      expect(other.status).toBe(200);
      await control().createRepository({ owner: 'acme', name: 'web' });
      expect((await call(path, { headers: { 'if-none-match': tag } })).status).toBe(200);
    });
  });

  describe('faults', () => {
    const path = '^/installation/repositories$';

    it('answer as GitHub does when it limits', async () => {
      const resetAt = new Date(1_900_000_000_000);
      await control().addFault(tooManyRequests({ path }, { retryAfterSeconds: 7 }));
      await control().addFault(secondaryRateLimit({ path }, { retryAfterSeconds: 60 }));
      await control().addFault(primaryRateLimit({ path }, { resetAt }));
      await control().addFault(serverError({ path }, { status: 502 }));
      const answers: Response[] = [];
      for (const _ of [1, 2, 3, 4, 5]) answers.push(await call('/installation/repositories'));
      const header = (name: string) => answers.map(({ headers }) => headers.get(name));
      expect(answers.map(({ status }) => status)).toEqual([429, 403, 403, 502, 200]);
      expect(header('retry-after')).toEqual(['7', '60', null, null, null]);
      expect(header('x-ratelimit-remaining').slice(1, 3)).toEqual(['5000', '0']);
      expect(header('x-ratelimit-reset')[2]).toBe('1900000000');
      expect(await answers[1]?.json()).toMatchObject({ message: expect.stringContaining('secondary rate limit') });
      expect(header('content-type')[3]).toBe('text/html; charset=utf-8');
      expect(header('x-github-request-id').every((id) => id !== null)).toBe(true);
    });

    it('hit as often as told, after as many as told, that method only, under both prefixes', async () => {
      await control().addFault({ path, method: 'get', status: 503, times: 2, afterRequests: 1 });
      const statuses: number[] = [];
      for (const prefix of ['', '/api/v3', '', '']) {
        statuses.push((await call(`${prefix}/installation/repositories`)).status);
      }
      expect(statuses).toEqual([200, 503, 503, 200]);
      await control().addFault({ path, method: 'DELETE', status: 503 });
      expect((await call('/installation/repositories')).status).toBe(200);
      await control().addFault({ path, status: 500 });
      await control().clearFaults();
      expect((await call('/installation/repositories')).status).toBe(200);
    });

    it('are late, and then do what was asked', async () => {
      await control().addFault(slowness({ path }, { milliseconds: 150 }));
      const began = performance.now();
      expect((await call('/installation/repositories')).status).toBe(200);
      expect(performance.now() - began).toBeGreaterThanOrEqual(149);
    });

    /** Waits until what was asked has come in. */
    const isThere = async () => {
      while ((await control().requests()).requests.at(-1)?.status !== undefined) await pause(5);
    };

    it('are late no more when all are cleared', async () => {
      await control().addFault(slowness({ path }, { milliseconds: 2_000_000 }));
      const held = call('/installation/repositories');
      await isThere();
      await control().clearFaults();
      expect((await held).status).toBe(200);
    });

    it('are silent for ever', async () => {
      await control().addFault(silence({ path }));
      const leaving = new AbortController();
      const waiting = call('/installation/repositories', { signal: leaving.signal });
      await isThere();
      leaving.abort();
      await expect(waiting).rejects.toThrow(/abort/i);
      expect((await call('/installation/repositories')).status).toBe(200);
      const { requests } = await control().requests();
      expect(requests.slice(-2).map(({ path: asked, status }) => [asked, status])).toEqual([
        ['/installation/repositories', undefined],
        ['/installation/repositories', 200],
      ]);
    });
  });

  describe('the record', () => {
    it('tells what was asked, by whom and how it was answered, from where the reader stopped', async () => {
      const { next } = await control().requests();
      await call('/api/v3/app/installations?per_page=5', { credential: jwt });
      await call('/nowhere');
      const { requests } = await control().requests(next);
      expect(requests).toEqual([
        {
          method: 'GET',
          path: '/api/v3/app/installations',
          query: { per_page: '5' },
          appId,
          status: 200,
          at: expect.any(String),
        },
        { method: 'GET', path: '/nowhere', query: {}, appId, installationId, status: 404, at: expect.any(String) },
      ]);
    });

    it('holds no secret, while the list of secrets holds them all', async () => {
      await call(`/nowhere/${token}?access_token=${token}&jwt=${jwt}`);
      await call('/app', { credential: 'ghs_invented' });
      const record = JSON.stringify(await control().requests());
      const { pems, jwts, tokens } = await control().secrets();
      expect(record).toContain('[credential]');
      for (const secret of [jwt, token]) expect(record).not.toContain(secret);
      expect(pems).toEqual([expect.stringContaining('PRIVATE KEY')]);
      expect(jwts).toEqual([jwt]);
      expect(tokens).toEqual([clientSecret, token, 'ghs_invented']);
    });
  });

  it('tells from where GitHub posts webhooks, in both kinds of address', async () => {
    const { hooks } = Object(await (await call('/meta')).json());
    expect(hooks).toEqual(
      expect.arrayContaining([expect.stringMatching(/^[\d.]+\/\d+$/), expect.stringMatching(/::\//)]),
    );
  });

  it('tells its own time, request id and kind of body', async () => {
    await control().setClock(86_400);
    const before = Date.now();
    const { headers } = await call('/meta', { headers: { authorization: '' } });
    const told = Date.parse(headers.get('date') ?? '') - 86_400_000;
    // In whole seconds.
    expect([told > before - 1_000, told <= Date.now()]).toEqual([true, true]);
    expect(headers.get('x-github-request-id')).toMatch(/^[0-9A-F]{4}(:[0-9A-F]+){4}$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('refuses callers without a User-Agent and paths it does not know, in the form of GitHub', async () => {
    expect((await call('/zen', { headers: { 'user-agent': '' } })).status).toBe(403);
    const lost = await call('/user/repos');
    expect(lost.status).toBe(404);
    expect(await lost.json()).toEqual({
      message: 'Not Found',
      documentation_url: 'https://docs.github.com/rest',
      status: '404',
    });
  });
});
