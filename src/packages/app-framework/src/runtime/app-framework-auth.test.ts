import { Octokit } from '@octokit/core';
import type { FakeGitHub } from '../github/fake-github.test.support';
import { type AppFrameworkAuthSettings, createAppFrameworkAuth, type FactoryOptions } from './app-framework-auth';
import { type FakeDeployment, givenDeploymentAndGitHub, hashOf, tokenAnswer } from './fake-deployment.test.support';

describe('createAppFrameworkAuth', () => {
  const world = givenDeploymentAndGitHub();
  let deployment: FakeDeployment;
  let gitHub: FakeGitHub;
  const pauses: number[] = [];
  beforeEach(() => {
    ({ deployment, gitHub } = world());
    pauses.length = 0;
    gitHub.on('GET /app', { body: { id: 5 } });
    gitHub.on('GET /installation/repositories', { body: { total_count: 0, repositories: [] } });
  });

  const settings = (): AppFrameworkAuthSettings => ({
    ...deployment.settings(),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  const octokitWith = (auth: object, more: AppFrameworkAuthSettings = {}) =>
    new Octokit({ baseUrl: gitHub.url, authStrategy: createAppFrameworkAuth({ ...settings(), ...more }), auth });
  const authorizations = () => gitHub.requests.map(({ headers }) => headers.authorization);
  const repositories = (octokit: Octokit) => octokit.request('GET /installation/repositories');
  const unauthorized = { status: 401, body: { message: 'Bad credentials' } };
  const fine = { body: { total_count: 0, repositories: [] } };

  it('makes requests as the installation, with a token that has dots and is no JWT', async () => {
    const octokit = octokitWith({ appId: 5, installationId: 77 });
    await repositories(octokit);
    await repositories(octokit);
    expect(authorizations()).toEqual(['token ghs_1.a.b', 'token ghs_1.a.b']);
    expect(deployment.asked()).toEqual([{ appId: 5, installationId: 77 }]);
  });

  it('asks routes for Apps as the App', async () => {
    const octokit = octokitWith({ appId: '5', installationId: '77' });
    gitHub.on('GET /repos/acme/web/installation', { body: { id: 77 } });
    await octokit.request('GET /app');
    await octokit.request('GET /repos/{owner}/{repo}/installation', { owner: 'acme', repo: 'web' });
    expect(authorizations()).toEqual(['bearer h.p.s1', 'bearer h.p.s1']);
    expect(deployment.asked('/tokens/app')).toEqual([{ appId: 5 }]);
  });

  it('limits tokens to what stands in auth', async () => {
    const scope = { repositoryNames: ['web'], permissions: { contents: 'read' } };
    await repositories(octokitWith({ appId: 5, owner: 'acme', minimumLifetime: 50, ...scope }));
    expect(deployment.asked()).toEqual([{ appId: 5, owner: 'acme', minimumLifetime: 50, scopeDown: scope }]);
  });

  it('signs graphql requests as well', async () => {
    gitHub.on('POST /graphql', { body: { data: { viewer: { login: 'bot' } } } });
    await octokitWith({ appId: 5, installationId: 77 }).graphql('{ viewer { login } }');
    expect(authorizations()).toEqual(['token ghs_1.a.b']);
  });

  it('shows the token of an App of another GitHub to nobody, and says what to do', async () => {
    const { body } = tokenAnswer('ghs_of_enterprise');
    const answer = (gitHubApiUrl: string) =>
      deployment.on('POST /tokens/installation', { body: { ...body, gitHubApiUrl } });
    answer('https://github.example.com/api/v3');
    await expect(repositories(octokitWith({ appId: 5, installationId: 77 }))).rejects.toThrow(
      'App 5 lives on https://github.example.com/api/v3',
    );
    expect(gitHub.requests).toEqual([]);

    answer(`${gitHub.url}/api/v3`);
    await repositories(octokitWith({ appId: 5, installationId: 77 }));
    expect(authorizations()).toEqual(['token ghs_of_enterprise']);
  });

  it('sends no token where codes are exchanged', async () => {
    gitHub.on('POST /login/oauth/access_token', { body: {} });
    await octokitWith({ appId: 5, installationId: 77 }).request(`POST ${gitHub.url}/login/oauth/access_token`);
    expect(authorizations()).toEqual([undefined]);
  });

  it('refuses to ask as an installation when it has none', async () => {
    await expect(repositories(octokitWith({ appId: 5 }))).rejects.toThrow(
      /made without one: give auth\.installationId/,
    );
    expect(gitHub.requests).toEqual([]);
  });

  it('refuses a client id in place of an App id', async () => {
    await expect(repositories(octokitWith({ appId: 'Iv1.abc', installationId: 7 }))).rejects.toThrow(
      /"Iv1\.abc" is no id/,
    );
  });

  describe('when GitHub answers 401', () => {
    it('reports the token once and asks again with another', async () => {
      gitHub.onInTurn('GET /installation/repositories', unauthorized, fine);
      const octokit = octokitWith({ appId: 5, installationId: 77 });
      expect((await repositories(octokit)).status).toBe(200);
      expect(authorizations()).toEqual(['token ghs_1.a.b', 'token ghs_2.a.b']);
      expect(deployment.asked()[1]).toMatchObject({ unusableTokenHash: hashOf('ghs_1.a.b') });
      expect(pauses).toEqual([]);
    });

    it('gets another App token', async () => {
      gitHub.onInTurn('GET /app', unauthorized, { body: { id: 5 } });
      expect((await octokitWith({ appId: 5 }).request('GET /app')).status).toBe(200);
      expect(authorizations()).toEqual(['bearer h.p.s1', 'bearer h.p.s2']);
    });

    it('leaves other refusals to the caller', async () => {
      gitHub.on('GET /installation/repositories', { status: 403, body: { message: 'no' } });
      await expect(repositories(octokitWith({ appId: 5, installationId: 77 }))).rejects.toMatchObject({ status: 403 });
      expect(gitHub.requests).toHaveLength(1);
    });
  });

  it('shows every answer, with whose limits it speaks of', async () => {
    const seen: unknown[] = [];
    const octokit = octokitWith(
      { appId: 5, installationId: 77 },
      { onResponse: ({ headers, milliseconds, route, ...who }) => seen.push([who, headers['x-ratelimit-remaining']]) },
    );
    gitHub.onInTurn(
      'GET /installation/repositories',
      { ...fine, headers: { 'x-ratelimit-remaining': '7' } },
      { status: 404, body: {} },
    );
    await repositories(octokit);
    await repositories(octokit).catch(() => {});
    await octokit.request('GET /app');
    expect(seen).toEqual([
      [{ appId: 5, installationId: 77, status: 200 }, '7'],
      [{ appId: 5, installationId: 77, status: 404 }, undefined],
      [{ appId: 5, status: 200 }, undefined],
    ]);
  });

  describe('auth', () => {
    const auth = (options: object, request?: object) => octokitWith(options).auth(request);

    it('answers an installation token as @octokit/auth-app does', async () => {
      expect(await auth({ appId: 5 }, { type: 'installation', installationId: 78, repositoryNames: ['web'] })).toEqual({
        type: 'token',
        tokenType: 'installation',
        token: 'ghs_1.a.b',
        installationId: 78,
        permissions: { metadata: 'read' },
        createdAt: '2026-11-01T12:00:00.000Z',
        expiresAt: '2026-11-01T13:00:00.000Z',
        repositorySelection: 'selected',
        repositoryNames: ['web'],
      });
    });

    it('answers for the target that is asked for, not for the one that it was made with', async () => {
      await auth({ appId: 5, owner: 'acme' }, { type: 'installation', installationId: 78 });
      expect(deployment.asked()).toEqual([{ appId: 5, installationId: 78 }]);
    });

    it('gets a token past all caches for refresh', async () => {
      await auth({ appId: 5, installationId: 77 }, { type: 'installation', refresh: true });
      expect(deployment.asked()).toEqual([{ appId: 5, installationId: 77, fresh: true }]);
    });

    it('answers an App token', async () => {
      const answer = { type: 'app', token: 'h.p.s1', appId: 5, expiresAt: '2026-11-01T12:08:00.000Z' };
      expect(await auth({ appId: 5, installationId: 77 }, { type: 'app' })).toEqual(answer);
    });

    it('answers for the installation when nothing is asked in particular, for the App where there is none', async () => {
      expect(await auth({ appId: 5, installationId: 77 })).toMatchObject({ tokenType: 'installation' });
      expect(await auth({ appId: 5 })).toMatchObject({ type: 'app' });
    });

    it('refuses what needs a client secret', async () => {
      await expect(auth({ appId: 5 }, { type: 'oauth-user' })).rejects.toThrow(/"oauth-user".*client secret/);
    });

    it('hands a factory what it needs to make an Octokit', async () => {
      const strategy = createAppFrameworkAuth(settings());
      const octokit = new Octokit({
        baseUrl: gitHub.url,
        authStrategy: strategy,
        auth: { appId: 5 },
        userAgent: 'mine',
      });
      const factory = ({ octokit, octokitOptions, ...auth }: FactoryOptions) => {
        expect(octokit).toBeInstanceOf(Octokit);
        return new Octokit({ ...octokitOptions, authStrategy: strategy, auth });
      };
      const own = await octokit.auth({ type: 'installation', installationId: 79, factory });
      if (!(own instanceof Octokit)) throw new Error('The factory was not asked.');
      await repositories(own);
      expect(deployment.asked()).toEqual([{ appId: 5, installationId: 79 }]);
      expect(gitHub.requests[0]?.headers['user-agent']).toMatch(/^mine /);
    });

    it.each([
      ['of an installation', { name: 'push', payload: { installation: { id: 80 } } }],
      ['of a new installation', { name: 'installation', payload: { action: 'created', installation: { id: 80 } } }],
    ])('answers an event %s with an Octokit of that installation', async (_what, event) => {
      const own = await auth({ appId: 5 }, { type: 'event-octokit', event });
      if (!(own instanceof Octokit)) throw new Error('It is no Octokit.');
      await repositories(own);
      expect(deployment.asked()).toEqual([{ appId: 5, installationId: 80 }]);
    });

    it.each([
      ['without an installation', { name: 'push', payload: {} }, /push belongs to no installation/],
      [
        'that ends an installation',
        { name: 'installation', payload: { action: 'deleted', installation: { id: 80 } } },
        /installation\.deleted ended/,
      ],
      [
        'that suspends an installation',
        { name: 'installation', payload: { action: 'suspend', installation: { id: 80 } } },
        /installation\.suspend ended/,
      ],
    ])('answers an event %s with an Octokit that says why it has no token', async (_what, event, reason) => {
      gitHub.on('GET /installation/repositories', unauthorized);
      const own = await auth({ appId: 5 }, { type: 'event-octokit', event });
      if (!(own instanceof Octokit)) throw new Error('It is no Octokit.');
      await expect(repositories(own)).rejects.toThrow(reason);
      expect(authorizations()).toEqual([undefined]);
      expect(deployment.requests()).toEqual([]);
    });
  });
});
