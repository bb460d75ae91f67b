import { Octokit } from '@octokit/core';
import type { FakeGitHub } from '../github/fake-github.test.support';
import { createAppFrameworkAuth } from './app-framework-auth';
import { type FakeDeployment, givenDeploymentAndGitHub } from './fake-deployment.test.support';
import { createTokenSource } from './token-source';

describe('a request for a token', () => {
  const world = givenDeploymentAndGitHub();
  let deployment: FakeDeployment;
  let gitHub: FakeGitHub;
  beforeEach(() => {
    ({ deployment, gitHub } = world());
  });

  const given = (settings: object = {}) =>
    createTokenSource({ ...deployment.settings(), gitHubApiUrl: gitHub.url, ...settings });
  const asked = async (request: object) => {
    await given().installationToken({ appId: 5, ...request });
    return deployment.asked()[0];
  };
  const refusal = (request: object) => expect(given().installationToken({ appId: 5, ...request })).rejects;

  it.each<[string, object, object]>([
    ['owner/repository', { owner: 'acme/web' }, { owner: 'acme', scopeDown: { repositoryNames: ['web'] } }],
    [
      'owner/repository beside permissions',
      { owner: 'acme/web', scopeDown: { permissions: { 'pull-requests': 'write' } } },
      { owner: 'acme', scopeDown: { repositoryNames: ['web'], permissions: { pull_requests: 'write' } } },
    ],
    [
      'repositories with their owner, in any case',
      { owner: 'acme', scopeDown: { repositoryNames: ['Acme/web', 'docs'] } },
      { owner: 'acme', scopeDown: { repositoryNames: ['web', 'docs'] } },
    ],
    [
      'repositories with an owner, of an installation',
      { installationId: 77, scopeDown: { repositoryNames: ['acme/web'] } },
      { installationId: 77, scopeDown: { repositoryNames: ['web'] } },
    ],
  ])('takes %s', async (_what, request, expected) => {
    expect(await asked(request)).toEqual({ appId: 5, ...expected });
  });

  it('knows what means the same', async () => {
    const tokens = given();
    const permissions = { pull_requests: 'read' } as const;
    await tokens.installationToken({ appId: 5, owner: 'acme/web', scopeDown: { permissions } });
    await tokens.installationToken({
      appId: '5',
      owner: 'acme',
      scopeDown: { repositoryNames: ['web'], permissions: { 'pull-requests': 'read' } },
    });
    expect(deployment.asked()).toHaveLength(1);
  });

  it.each<[string, object, RegExp]>([
    ['two slashes', { owner: 'acme/web/x' }, /is no owner/],
    ['nothing after the slash', { owner: 'acme/' }, /is no owner/],
    [
      'a repository of somebody else',
      { owner: 'acme', scopeDown: { repositoryNames: ['evil/web'] } },
      /no repository of acme/,
    ],
    ['repositories named twice', { owner: 'acme/web', scopeDown: { repositoryNames: ['web'] } }, /named twice/],
    [
      'a permission named twice',
      { owner: 'acme', scopeDown: { permissions: { 'pull-requests': 'read', pull_requests: 'write' } } },
      /pull_requests is there twice/,
    ],
    ['a misspelt scope', { owner: 'acme', scopedown: {} }, /has no scopedown/],
    ['a misspelt member of the scope', { owner: 'acme', scopeDown: { repositories: ['web'] } }, /has no repositories/],
    ['no target', {}, /exactly one of/],
    ['an App id that is none', { appId: '5x', owner: 'acme' }, /"5x" is no id/],
  ])('refuses %s', async (_what, request, message) => {
    await refusal(request).toThrow(message);
    expect(deployment.requests()).toEqual([]);
  });

  describe('with a client id', () => {
    const clientId = 'Iv23liAbCdEf01234567';

    it('is for the connected App, where GitHub says that it is its own, and asks once', async () => {
      gitHub.on('GET /app', { body: { id: 5, client_id: clientId } });
      const tokens = given({ appId: 5 });
      await tokens.installationToken({ appId: clientId, owner: 'acme' });
      await tokens.installationToken({ appId: clientId, owner: 'other' });
      expect(deployment.asked().map(({ appId }) => appId)).toEqual([5, 5]);
      expect(gitHub.asked()).toEqual(['GET /app']);
      expect((await tokens.appToken({ appId: clientId })).appId).toBe(5);
    });

    it.each<[string, object, object, RegExp]>([
      [
        'of another App',
        { appId: 5 },
        { body: { id: 5, client_id: 'Iv1.another01' } },
        /is not the client id of App 5/,
      ],
      ['that GitHub says nothing about', { appId: 5 }, { status: 401, body: { message: 'no' } }, /unauthorized, no/],
      ['where no App is connected', {}, { body: {} }, /nothing says of which App/],
    ])('is refused for one %s', async (_what, settings, answer, message) => {
      gitHub.on('GET /app', answer);
      await expect(given(settings).installationToken({ appId: clientId, owner: 'acme' })).rejects.toThrow(message);
      expect(deployment.asked()).toEqual([]);
    });
  });

  describe('of an Octokit', () => {
    const octokitWith = (auth: object) =>
      new Octokit({ baseUrl: gitHub.url, authStrategy: createAppFrameworkAuth(deployment.settings()), auth });

    it('is refused with a misspelt limit', async () => {
      const target = { appId: 5, installationId: 77 };
      expect(() => octokitWith({ ...target, repositoryName: ['web'] })).toThrow(/auth has no repositoryName/);
      const octokit = octokitWith(target);
      await expect(octokit.auth({ type: 'installation', repository_ids: [1] })).rejects.toThrow(/no repository_ids/);
      expect(deployment.requests()).toEqual([]);
    });

    it('may hold what Probot and others put there', async () => {
      const octokit = octokitWith({
        appId: 5,
        installationId: 77,
        privateKey: 'in KMS',
        cache: new Map(),
        secret: 's',
      });
      await octokit.auth();
      expect(deployment.asked()).toEqual([{ appId: 5, installationId: 77 }]);
    });
  });
});
