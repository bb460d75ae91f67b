import { missingMembers } from '../events/example-members.test.support';
import { type HookedGitHub, type Installed, startHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };

describe('issues, comments and labels', () => {
  let place: HookedGitHub;
  let bot: Installed;

  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install({ slug: 'robot' });
  });
  afterEach(() => place.stop());

  it('are written by the bot of the App, and told to the Apps that are installed there', async () => {
    const { data: issue } = await bot.octokit.request('POST /repos/{owner}/{repo}/issues', {
      ...web,
      title: 'Broken',
      body: 'See.',
    });
    const asked = { ...web, issue_number: issue.number };
    const { data: comment } = await bot.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...asked,
      body: 'On it.',
    });
    await bot.octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...web,
      comment_id: comment.id,
      body: 'Done.',
    });
    await bot.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...asked, labels: ['bug'] });
    await bot.octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...asked, state: 'closed' });
    expect(issue).toMatchObject({
      number: 1,
      user: { login: 'robot[bot]', id: bot.app.botId, type: 'Bot' },
      performed_via_github_app: { id: bot.app.appId, slug: 'robot' },
    });
    expect(comment).toMatchObject({ user: { login: 'robot[bot]' }, performed_via_github_app: { slug: 'robot' } });
    expect(await place.posted()).toEqual([
      'issues.opened',
      'issue_comment.created',
      'issue_comment.edited',
      'issues.labeled',
      'issues.closed',
    ]);
    const payloads = [...place.endpoint.payloads('issues'), ...place.endpoint.payloads('issue_comment')];
    for (const payload of payloads) {
      expect(missingMembers('comment' in payload ? 'issue_comment' : 'issues', payload)).toEqual([]);
      expect(payload).toMatchObject({
        sender: { login: 'robot[bot]', type: 'Bot' },
        repository: { full_name: 'acme/web' },
        organization: { login: 'acme' },
        installation: { id: bot.installationId },
      });
    }
    expect(place.endpoint.payloads('issue_comment')[1]).toMatchObject({
      changes: { body: { from: 'On it.' } },
      comment: { body: 'Done.', performed_via_github_app: { id: bot.app.appId } },
    });
  });

  it('are written by people, who are not an App', async () => {
    const opened = await place.control.openIssue({
      repository: 'acme/web',
      title: 'Help',
      labels: ['Bug'],
      sender: 'jane',
    });
    const comment = { repository: 'acme/web', number: opened.number, sender: 'jane' } as const;
    const { id } = await place.control.comment({ ...comment, body: '@robot help', association: 'CONTRIBUTOR' });
    await place.control.changeComment({ id, body: '@robot stop' });
    await place.control.removeComment(id);
    await place.control.changeIssue({ repository: 'acme/web', number: 1, title: 'Help!', state: 'closed' });
    await place.control.changeIssue({ repository: 'acme/web', number: 1, state: 'open', labels: [] });
    expect(await place.posted()).toEqual([
      'issues.opened',
      'issue_comment.created',
      'issue_comment.edited',
      'issue_comment.deleted',
      'issues.edited',
      'issues.closed',
      'issues.reopened',
      'issues.unlabeled',
    ]);
    expect(place.endpoint.payloads('issue_comment')[0]).toMatchObject({
      sender: { login: 'jane', type: 'User' },
      comment: { body: '@robot help', author_association: 'CONTRIBUTOR', performed_via_github_app: null },
      issue: { labels: [{ name: 'Bug' }] },
    });
  });

  it('are listed: issues by state, label and change, the newest first; comments page by page, the oldest first', async () => {
    for (const title of ['a', 'b', 'c']) await place.control.openIssue({ repository: 'acme/web', title });
    await place.control.changeIssue({ repository: 'acme/web', number: 1, labels: ['bug'] });
    await place.control.changeIssue({ repository: 'acme/web', number: 2, state: 'closed' });
    const numbers = async (parameters: { state?: 'all' | 'closed'; labels?: string; since?: string }) =>
      (await bot.octokit.request('GET /repos/{owner}/{repo}/issues', { ...web, ...parameters })).data.map(
        ({ number }) => number,
      );
    expect(await numbers({})).toEqual([3, 1]);
    expect(await numbers({ state: 'all' })).toEqual([3, 2, 1]);
    expect(await numbers({ labels: 'bug' })).toEqual([1]);
    expect(await numbers({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);

    for (const body of ['1', '2', '3']) await place.control.comment({ repository: 'acme/web', number: 3, body });
    await place.control.setClock(1800);
    await place.control.comment({ repository: 'acme/web', number: 3, body: '4' });
    const comments = async (parameters: { per_page?: number; page?: number; since?: string }) => {
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
      const { data, headers } = await bot.octokit.request(route, { ...web, issue_number: 3, ...parameters });
      return { bodies: data.map(({ body }) => body), link: headers.link };
    };
    expect(await comments({ per_page: 3 })).toEqual({
      bodies: ['1', '2', '3'],
      link: expect.stringContaining('rel="next"'),
    });
    expect((await comments({ per_page: 3, page: 2 })).bodies).toEqual(['4']);
    expect((await comments({ since: new Date(Date.now() + 900_000).toISOString() })).bodies).toEqual(['4']);
  });

  it('have labels that are added, replaced and removed', async () => {
    await place.control.openIssue({ repository: 'acme/web', title: 'a' });
    const asked = { ...web, issue_number: 1 };
    const names = (data: { name: string }[]) => data.map(({ name }) => name);
    const route = '/repos/{owner}/{repo}/issues/{issue_number}/labels' as const;
    expect(names((await bot.octokit.request(`POST ${route}`, { ...asked, labels: ['a', 'b', 'A'] })).data)).toEqual([
      'a',
      'b',
    ]);
    expect(names((await bot.octokit.request(`PUT ${route}`, { ...asked, labels: ['b', 'c'] })).data)).toEqual([
      'b',
      'c',
    ]);
    expect(names((await bot.octokit.request(`DELETE ${route}/{name}`, { ...asked, name: 'b' })).data)).toEqual(['c']);
    expect(names((await bot.octokit.request(`GET ${route}`, asked)).data)).toEqual(['c']);
    await expect(bot.octokit.request(`DELETE ${route}/{name}`, { ...asked, name: 'b' })).rejects.toMatchObject({
      status: 404,
    });
    await bot.octokit.request(`DELETE ${route}`, asked);
    expect(names((await bot.octokit.request(`GET ${route}`, asked)).data)).toEqual([]);
  });

  it('refuse who has not the permission, and say which it takes', async () => {
    const reader = await place.install({ permissions: { issues: 'read' } });
    await place.control.openIssue({ repository: 'acme/web', title: 'a' });
    const asked = { ...web, issue_number: 1 };
    expect((await reader.octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', asked)).data.title).toBe(
      'a',
    );
    await expect(
      reader.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...asked, body: 'x' }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } },
    });
    const stranger = await place.install({ permissions: { contents: 'read' } });
    const read = () => stranger.octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', asked);
    await expect(read()).rejects.toMatchObject({ status: 403 });
    await place.control.changeRepository({ repository: 'acme/web', private: false });
    expect((await read()).status).toBe(200);
    await expect(
      stranger.octokit.request('POST /repos/{owner}/{repo}/issues', { ...web, title: 'x' }),
    ).rejects.toMatchObject({ status: 403 });
    expect((await place.posted()).filter((event) => event.startsWith('issues'))).toHaveLength(2);
  });

  it('refuse what is missing, not there or in another repository', async () => {
    await place.control.createRepository({ owner: 'acme', name: 'api' });
    await place.control.openIssue({ repository: 'acme/web', title: 'a' });
    const { id } = await place.control.comment({ repository: 'acme/web', number: 1, body: 'b' });
    const status = (route: string, parameters: object = {}) =>
      bot.octokit.request(route, { ...web, ...parameters }).then(
        (answer) => answer.status,
        (error) => error.status,
      );
    expect(await status('GET /repos/{owner}/{repo}/issues/2')).toBe(404);
    expect(await status('GET /repos/{owner}/{repo}/issues/x')).toBe(404);
    expect(await status(`GET /repos/{owner}/{repo}/issues/comments/${id}`)).toBe(200);
    expect(await status(`GET /repos/{owner}/{repo}/issues/comments/${id}`, { repo: 'api' })).toBe(404);
    expect(await status('POST /repos/{owner}/{repo}/issues', { body: 'no title' })).toBe(422);
    expect(await status('POST /repos/{owner}/{repo}/issues/1/comments')).toBe(422);
    expect(await status('GET /repos/{owner}/{repo}/issues', { state: 'half-open' })).toBe(422);
    expect(await status('PATCH /repos/{owner}/{repo}/issues/1', { state: 'gone' })).toBe(422);
  });
});
