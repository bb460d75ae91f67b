import { Octokit } from '@octokit/core';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';

describe('a token of a person', () => {
  const { place, bot } = useHookedGitHub();
  let jane: Octokit;
  let token: string;

  beforeEach(async () => {
    const { control, gitHub } = place();
    await control.addMember({ organization: 'acme', user: 'jane' });
    token = (await control.createUserToken({ appId: bot().app.appId, user: 'jane' })).accessToken;
    jane = new Octokit({ baseUrl: gitHub.url, auth: token, log: { debug() {}, info() {}, warn() {}, error() {} } });
  });

  const statusOf = (route: string, parameters: Record<string, unknown> = {}) =>
    jane.request(route, { ...web, ...parameters }).then(
      ({ status }) => status,
      (error) => error.status,
    );
  const comment = () => statusOf('POST /repos/{owner}/{repo}/issues/1/comments', { body: 'Hello' });

  it('writes as the person, and says through which App', async () => {
    await place().control.openIssue({ repository, title: 'a' });
    const asked = { ...web, issue_number: 1 };
    const { data } = await jane.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...asked,
      body: 'Done.',
    });
    expect(data).toMatchObject({ user: { login: 'jane' }, performed_via_github_app: { id: bot().app.appId } });
    const issue = '/repos/{owner}/{repo}/issues/{issue_number}' as const;
    const reaction = await jane.request(`POST ${issue}/reactions`, { ...asked, content: 'eyes' });
    expect(reaction.data.user?.login).toBe('jane');
    const query =
      'mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: HEART }) { reaction { user { login } } } }';
    const { node_id: id } = data;
    expect(await jane.graphql(query, { id })).toMatchObject({ addReaction: { reaction: { user: { login: 'jane' } } } });
    await place().posted();
    expect(place().endpoint.payloads('issue_comment')[0]).toMatchObject({
      sender: { login: 'jane', type: 'User' },
      comment: { user: { login: 'jane' }, performed_via_github_app: { slug: 'robot' } },
    });
    const { requests } = await place().control.requests();
    const { id: userId } = (await jane.request('GET /user')).data;
    expect(requests.at(-1)).toMatchObject({ appId: bot().app.appId, userId });
  });

  it('sees the installations of the App on its own account and on those that it is a member of', async () => {
    const seen = async () => {
      const { data } = await jane.request('GET /user/installations');
      return [data.total_count, data.installations.map(({ id }) => id)];
    };
    expect(await seen()).toEqual([1, [bot().installationId]]);
    await place().control.removeMember('acme', 'jane');
    expect(await seen()).toEqual([0, []]);
  });

  it('reaches what both the person and the App reach: 404 for all else', async () => {
    await place().control.openIssue({ repository, title: 'a' });
    expect(await comment()).toBe(201);
    await place().control.removeMember('acme', 'jane');
    expect([await statusOf('GET /repos/{owner}/{repo}'), await comment()]).toEqual([404, 404]);
    await place().control.addCollaborator({ repository, user: 'jane', permission: 'read' });
    expect(await comment()).toBe(201);
    await place().control.changeInstallation(bot().installationId, { repositories: [] });
    expect([await statusOf('GET /repos/{owner}/{repo}'), await comment()]).toEqual([404, 404]);
    await place().control.changeInstallation(bot().installationId, { repositorySelection: 'all', suspended: true });
    expect(await comment()).toBe(404);
    await place().control.uninstall(bot().installationId);
    expect(await comment()).toBe(404);
    await place().control.changeRepository({ repository, private: false });
    expect([await statusOf('GET /repos/{owner}/{repo}'), await comment()]).toEqual([200, 403]);
  });

  it('may do what both the person and the App may: 403 for all else', async () => {
    await place().control.openIssue({ repository, title: 'a' });
    const { id: foreign } = await place().control.comment({ repository, number: 1, body: 'b' });
    const edit = (id: number | bigint) => statusOf(`PATCH /repos/{owner}/{repo}/issues/comments/${id}`, { body: 'c' });
    const label = () => statusOf('POST /repos/{owner}/{repo}/issues/1/labels', { labels: ['bug'] });
    const { id: onCommit } = await place().control.commentOnCommit({ repository, body: 'd' });
    const react = () => statusOf(`POST /repos/{owner}/{repo}/comments/${onCommit}/reactions`, { content: 'eyes' });

    const { data } = await jane.request('POST /repos/{owner}/{repo}/issues', { ...web, title: 'e', labels: ['bug'] });
    expect(data.labels).toEqual([]);
    const own = await jane.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...web,
      issue_number: 1,
      body: 'f',
    });
    expect([await edit(own.data.id), await edit(foreign), await label(), await react()]).toEqual([200, 403, 403, 403]);
    await place().control.addCollaborator({ repository, user: 'jane', permission: 'triage' });
    expect([await edit(foreign), await label(), await react()]).toEqual([403, 200, 403]);
    await place().control.addCollaborator({ repository, user: 'jane', permission: 'write' });
    expect([await edit(foreign), await react()]).toEqual([200, 201]);
    await place().control.changeInstallation(bot().installationId, { permissions: { checks: 'write' } });
    const run = { ...web, name: 'a', head_sha: 'b' };
    await expect(jane.request('POST /repos/{owner}/{repo}/check-runs', run)).rejects.toMatchObject({
      status: 403,
      response: { data: { message: 'You must authenticate via a GitHub App.' } },
    });
    await place().control.changeInstallation(bot().installationId, { permissions: { contents: 'read' } });
    expect([await comment(), await react()]).toEqual([403, 403]);
  });

  it('sees members where the person is one and the App may', async () => {
    const ask = () => statusOf('GET /orgs/acme/members/jane', { request: { redirect: 'manual' } });
    expect(await ask()).toBe(302);
    const members = { metadata: 'read', members: 'read' } as const;
    await place().control.changeInstallation(bot().installationId, { permissions: members });
    expect(await ask()).toBe(204);
  });

  it('has the person’s own rate limit, and is refused where only Apps and installations are let in', async () => {
    const { headers } = await jane.request('GET /user');
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-used': '1' });
    const { id: userId } = await place().control.createAccount({ login: 'joe', type: 'User' });
    await place().control.setRateLimit({ userId, remaining: 0 });
    expect(await statusOf('GET /user')).toBe(200);
    const own = (await jane.request('GET /user')).data.id;
    await place().control.setRateLimit({ userId: Number(own), remaining: 0 });
    await expect(jane.request('GET /zen')).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    });
    await place().control.setRateLimit({ userId: Number(own), remaining: 10 });
    expect([await statusOf('GET /zen'), await statusOf('GET /users/jane')]).toEqual([200, 200]);
    expect([await statusOf('GET /app'), await statusOf('GET /installation/repositories')]).toEqual([401, 401]);
    await expect(bot().octokit.request('GET /user')).rejects.toMatchObject({ status: 403 });
  });

  describe('is looked after by its App, with id and secret:', () => {
    const asApp = (method: string, path: string, body: object = { access_token: token }, secret?: string) => {
      const { clientId, clientSecret } = bot().app;
      const basic = Buffer.from(`${clientId}:${secret ?? clientSecret}`).toString('base64');
      return fetch(`${place().gitHub.url}/applications/${clientId}/${path}`, {
        method,
        headers: { authorization: `basic ${basic}`, 'user-agent': 'test' },
        body: JSON.stringify(body),
      });
    };
    const works = async () => (await statusOf('GET /user')) === 200;

    it('checked', async () => {
      expect(await (await asApp('POST', 'token')).json()).toMatchObject({
        token,
        user: { login: 'jane' },
        app: { client_id: bot().app.clientId },
        expires_at: expect.any(String),
      });
      expect((await asApp('POST', 'token', { access_token: 'ghu_x' })).status).toBe(404);
      expect((await asApp('POST', 'token', {})).status).toBe(422);
      expect((await asApp('POST', 'token', { access_token: token }, 'wrong')).status).toBe(401);
    });

    it('ended alone, others of the same person go on', async () => {
      const { control } = place();
      const other = await control.createUserToken({ appId: bot().app.appId, user: 'jane' });
      expect((await asApp('DELETE', 'token', { access_token: other.accessToken })).status).toBe(204);
      expect((await asApp('DELETE', 'token', { access_token: other.accessToken })).status).toBe(404);
      expect(await works()).toBe(true);
      expect(await place().posted()).toEqual([]);
    });

    it('ended with all others of the person, which the App is told', async () => {
      const { control } = place();
      const other = await control.createUserToken({ appId: bot().app.appId, user: 'jane' });
      expect((await asApp('DELETE', 'grant', { access_token: other.accessToken })).status).toBe(204);
      expect(await works()).toBe(false);
      expect(await place().posted()).toEqual(['github_app_authorization.revoked']);
      expect(place().endpoint.payloads('github_app_authorization')[0]).toMatchObject({ sender: { login: 'jane' } });
    });

    it('ended by the person in the settings', async () => {
      await place().control.revokeAuthorization(bot().app.appId, 'jane');
      expect(await works()).toBe(false);
      expect(await place().posted()).toEqual(['github_app_authorization.revoked']);
    });
  });
});
