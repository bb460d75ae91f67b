import { missingMembers } from '../events/example-members.test.support';
import { type HookedGitHub, type Installed, startHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';

describe('pushes, pull requests and contents', () => {
  let place: HookedGitHub;
  let bot: Installed;

  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install({ slug: 'robot' });
    await place.control.push({
      repository,
      files: { 'README.md': '# Web\n', 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' },
      sender: 'jane',
    });
  });
  afterEach(() => place.stop());

  it('come from a fork, whose pushes they follow', async () => {
    const { login: owner } = await place.control.createAccount({ login: 'mallory', type: 'User' });
    await place.control.createRepository({ owner, name: 'web' });
    const fork = `${owner}/web`;
    await place.control.push({ repository: fork, branch: 'topic', files: { a: 'a' }, sender: owner });
    const pull = { repository, title: 'Mine', head: 'topic', fork, sender: owner };
    const { number } = await place.control.openPull(pull);
    const { sha } = await place.control.push({ repository: fork, branch: 'topic', files: { a: 'b' }, sender: owner });
    const { data } = await bot.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...web,
      pull_number: number,
    });

    expect(data.head).toMatchObject({ sha, label: 'mallory:topic', repo: { full_name: fork } });
    expect(data.base.repo.full_name).toBe(repository);
    expect(place.endpoint.payloads('pull_request').at(-1)).toMatchObject({ action: 'synchronize', after: sha });
  });

  it('tell of a pull request from its opening to its merge', async () => {
    await place.control.push({ repository, branch: 'topic', files: { 'src/a.ts': 'A\n' }, sender: 'jane' });
    const opened = await place.control.openPull({ repository, title: 'Shout', head: 'topic', sender: 'jane' });
    const next = await place.control.push({ repository, branch: 'topic', files: { 'src/b.ts': null, 'c.ts': 'c' } });
    await place.control.mergePull({ repository, number: opened.number });
    expect(await place.posted()).toEqual([
      'push',
      'push',
      'pull_request.opened',
      'push',
      'pull_request.synchronize',
      'push',
      'pull_request.closed',
    ]);
    for (const payload of place.endpoint.payloads('push')) expect(missingMembers('push', payload)).toEqual([]);
    const pulls = place.endpoint.payloads('pull_request');
    for (const payload of pulls) expect(missingMembers('pull_request', payload)).toEqual([]);
    expect(place.endpoint.payloads('push')[1]).toMatchObject({
      ref: 'refs/heads/topic',
      before: '0'.repeat(40),
      after: opened.headSha,
      created: true,
      commits: [{ id: opened.headSha, modified: ['src/a.ts'], added: [], removed: [] }],
      pusher: { name: 'jane' },
      repository: { created_at: expect.any(Number), owner: { name: 'acme' } },
    });
    expect(pulls[1]).toMatchObject({
      number: opened.number,
      before: opened.headSha,
      after: next.sha,
      pull_request: { head: { ref: 'topic', sha: next.sha }, changed_files: 3, additions: 2, deletions: 2 },
    });
    expect(pulls[2]).toMatchObject({
      pull_request: { state: 'closed', merged: true, merged_by: { login: 'octocat' } },
    });
    const read = async (path: string) =>
      bot.octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...web, path }).then(
        ({ status }) => status,
        ({ status }) => status,
      );
    expect([await read('c.ts'), await read('src/b.ts'), await read('README.md')]).toEqual([200, 404, 200]);
  });

  it('let an App open one, list its files and comment on it as on an issue', async () => {
    await place.control.openIssue({ repository, title: 'first' });
    await place.control.push({ repository, branch: 'topic', files: { 'src/a.ts': 'A\nB\n' } });
    const asked = { ...web, title: 'From a bot', head: 'topic', base: 'main' };
    const { data: pull } = await bot.octokit.request('POST /repos/{owner}/{repo}/pulls', asked);
    expect(pull).toMatchObject({
      number: 2,
      user: { login: 'robot[bot]', type: 'Bot' },
      merged: false,
      mergeable: true,
    });
    const files = await bot.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...web,
      pull_number: 2,
    });
    expect(files.data).toMatchObject([
      { filename: 'src/a.ts', status: 'modified', additions: 2, deletions: 1, patch: '@@ -1,1 +1,2 @@\n-a\n+A\n+B' },
    ]);
    await bot.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...web,
      issue_number: 2,
      body: 'x',
    });
    const issue = await bot.octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
      ...web,
      issue_number: 2,
    });
    expect(issue.data).toMatchObject({ pull_request: { merged_at: null }, comments: 1 });
    await place.posted();
    expect(place.endpoint.payloads('issue_comment')).toMatchObject([
      { issue: { number: 2, pull_request: expect.anything() } },
    ]);
    await bot.octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...web,
      pull_number: 2,
      state: 'closed',
    });
    const listed = async (state: 'open' | 'all') =>
      (await bot.octokit.request('GET /repos/{owner}/{repo}/pulls', { ...web, state, head: 'acme:topic' })).data.map(
        ({ number }) => number,
      );
    expect([await listed('open'), await listed('all')]).toEqual([[], [2]]);
  });

  it('refuse a branch that is not there, an issue taken for a pull request, and a token without the permission', async () => {
    await place.control.openIssue({ repository, title: 'an issue' });
    const asked = { ...web, title: 'x', head: 'none', base: 'main' };
    await expect(bot.octokit.request('POST /repos/{owner}/{repo}/pulls', asked)).rejects.toMatchObject({
      status: 422,
      response: { data: { message: 'Validation Failed', errors: [{ resource: 'PullRequest', field: 'head' }] } },
    });
    await expect(bot.octokit.request('GET /repos/{owner}/{repo}/pulls/1', web)).rejects.toMatchObject({ status: 404 });
    const other = await place.install({ permissions: { issues: 'write' } });
    await expect(other.octokit.request('GET /repos/{owner}/{repo}/pulls', web)).rejects.toMatchObject({ status: 403 });
    await expect(
      other.octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...web, path: 'README.md' }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(place.control.openPull({ repository, title: 'x', head: 'none' })).rejects.toThrow(/no head branch/);
  });

  it('show files and folders of a branch or a commit', async () => {
    const { sha } = await place.control.push({ repository, branch: 'topic', files: { 'src/a.ts': 'naïve\n' } });
    const get = async (path: string, ref?: string) =>
      (await bot.octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { ...web, path, ...(ref && { ref }) }))
        .data;
    const file = await get('src/a.ts', sha);
    expect(file).toMatchObject({ type: 'file', name: 'a.ts', path: 'src/a.ts', encoding: 'base64', size: 7 });
    expect(Buffer.from(Object(file).content, 'base64').toString('utf8')).toBe('naïve\n');
    // What `git hash-object` says of it.
    expect(await get('src/a.ts')).toMatchObject({ sha: '78981922613b2afb6025042ff6bd878ac1994e85' });
    expect(await get('')).toMatchObject([
      { type: 'file', name: 'README.md' },
      { type: 'dir', name: 'src', path: 'src' },
    ]);
    expect(await get('src', 'topic')).toMatchObject([{ path: 'src/a.ts' }, { path: 'src/b.ts' }]);
    const raw = await bot.octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...web,
      path: 'README.md',
      mediaType: { format: 'raw' },
    });
    expect(raw.data).toBe('# Web\n');
    await expect(get('none.md')).rejects.toMatchObject({ status: 404 });
    await expect(get('README.md', 'no-branch')).rejects.toMatchObject({ status: 404 });
  });
});
