import { missingMembers } from '../events/example-members.test.support';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const web = { owner: 'acme', repo: 'web' };

describe('commitCommentRoutes', () => {
  const { place, bot } = useHookedGitHub();
  let sha: string;

  beforeEach(async () => {
    sha = (await place().control.push({ repository: 'acme/web', files: { 'a.txt': 'one\n' } })).sha;
  });

  it('write, read, change and remove comments on a commit; only new ones are told', async () => {
    const asked = { ...web, commit_sha: sha };
    const created = await bot().octokit.request('POST /repos/{owner}/{repo}/commits/{commit_sha}/comments', {
      ...asked,
      body: 'Nice.',
      path: 'a.txt',
      position: 1,
    });
    expect(created.data).toMatchObject({
      commit_id: sha,
      path: 'a.txt',
      position: 1,
      user: { login: 'robot[bot]' },
      reactions: { total_count: 0 },
    });
    const one = { ...web, comment_id: created.data.id };
    await bot().octokit.request('PATCH /repos/{owner}/{repo}/comments/{comment_id}', { ...one, body: 'Very nice.' });
    expect((await bot().octokit.request('GET /repos/{owner}/{repo}/comments/{comment_id}', one)).data.body).toBe(
      'Very nice.',
    );
    const byJane = { repository: 'acme/web', ref: 'main', body: '@robot help', sender: 'jane' } as const;
    const { id } = await place().control.commentOnCommit({ ...byJane, association: 'CONTRIBUTOR' });
    await place().control.changeComment({ id, body: '@robot stop' });
    const ofCommit = await bot().octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/comments', asked);
    expect(ofCommit.data.map(({ body }) => body)).toEqual(['Very nice.', '@robot stop']);
    expect((await bot().octokit.request('GET /repos/{owner}/{repo}/comments', web)).data).toHaveLength(2);
    await bot().octokit.request('DELETE /repos/{owner}/{repo}/comments/{comment_id}', one);
    await expect(bot().octokit.request('GET /repos/{owner}/{repo}/comments/{comment_id}', one)).rejects.toMatchObject({
      status: 404,
    });

    expect((await place().posted()).filter((event) => event !== 'push')).toEqual([
      'commit_comment.created',
      'commit_comment.created',
    ]);
    const payloads = place().endpoint.payloads('commit_comment');
    for (const payload of payloads) expect(missingMembers('commit_comment', payload)).toEqual([]);
    expect(payloads[1]).toMatchObject({
      sender: { login: 'jane' },
      comment: { body: '@robot help', author_association: 'CONTRIBUTOR', commit_id: sha },
      installation: { id: bot().installationId },
    });
  });

  it('refuse an unknown commit, a missing body, and an App that may only read', async () => {
    const status = (route: string, parameters: object = {}, by = bot()) =>
      by.octokit.request(route, { ...web, ...parameters }).then(
        (answer) => answer.status,
        (error) => error.status,
      );
    const { id } = await place().control.commentOnCommit({ repository: 'acme/web', body: 'a' });
    expect(await status('POST /repos/{owner}/{repo}/commits/nowhere/comments', { body: 'a' })).toBe(422);
    expect(await status(`POST /repos/{owner}/{repo}/commits/${sha}/comments`)).toBe(422);
    expect(await status(`POST /repos/{owner}/{repo}/commits/${sha}/comments`, { body: 'a', position: 'x' })).toBe(422);
    const reader = await place().install({ permissions: { contents: 'read' } });
    expect(await status(`POST /repos/{owner}/{repo}/commits/${sha}/comments`, { body: 'a' }, reader)).toBe(201);
    expect(await status(`PATCH /repos/{owner}/{repo}/comments/${id}`, { body: 'b' }, reader)).toBe(403);
    await place().control.createRepository({ owner: 'acme', name: 'api' });
    expect(await status(`GET /repos/{owner}/{repo}/comments/${id}`, { repo: 'api' })).toBe(404);
  });
});
