import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };
const repository = 'acme/web';
const merging = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';

describe('merging a pull request', () => {
  const { place, bot } = useHookedGitHub({ slug: 'robot', permissions: { contents: 'write', pull_requests: 'read' } });

  async function opened() {
    const { control } = place();
    await control.push({ repository, files: { 'a.txt': 'a' } });
    await control.push({ repository, branch: 'topic', files: { 'b.txt': 'b' }, message: 'One' });
    await control.push({ repository, branch: 'topic', files: { 'c.txt': 'c' }, message: 'Two', sender: 'jane' });
    return control.openPull({ repository, title: 'Topic', head: 'topic', sender: 'jane' });
  }
  const status = (route: string, parameters: object, by = bot()) =>
    by.octokit.request(route, { ...web, ...parameters }).then(
      (answer) => answer.status,
      (error) => error.status,
    );

  it('is told by its commits, those of the base not among them, the oldest first', async () => {
    const { number, headSha } = await opened();
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits';
    const { data } = await bot().octokit.request(route, { ...web, pull_number: number });

    expect(data.map(({ commit }) => commit.message)).toEqual(['One', 'Two']);
    expect(data.at(-1)).toMatchObject({ sha: headSha, author: { login: 'jane' }, parents: [{ sha: data[0]?.sha }] });
    await place().control.openIssue({ repository, title: 'no pull request' });
    expect(await status(route, { pull_number: number + 1 })).toBe(404);
  });

  it('puts it on its base, closes it and tells of both', async () => {
    const { number, headSha } = await opened();
    const { data } = await bot().octokit.request(merging, { ...web, pull_number: number, sha: headSha });
    expect(data).toEqual({
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      merged: true,
      message: 'Pull Request successfully merged',
    });
    const pull = await bot().octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...web,
      pull_number: number,
    });
    expect(pull.data).toMatchObject({
      merged: true,
      merge_commit_sha: data.sha,
      state: 'closed',
      merged_by: { login: 'robot[bot]' },
    });
    expect((await place().posted()).slice(-2)).toEqual(['push', 'pull_request.closed']);
    expect(place().endpoint.payloads('push').at(-1)).toMatchObject({ ref: 'refs/heads/main', after: data.sha });
  });

  it('is refused for another head than the one meant, once more, and to who may not write', async () => {
    const { number, headSha } = await opened();
    expect(await status(merging, { pull_number: number, sha: 'f'.repeat(40) })).toBe(409);
    expect(await status(merging, { pull_number: number, merge_method: 'octopus' })).toBe(422);
    const reader = await place().install({ permissions: { contents: 'read', pull_requests: 'write' } });
    expect(await status(merging, { pull_number: number, sha: headSha }, reader)).toBe(403);
    expect(await status(merging, { pull_number: number, sha: headSha, merge_method: 'squash' })).toBe(200);
    expect(await status(merging, { pull_number: number, sha: headSha })).toBe(405);
  });
});
