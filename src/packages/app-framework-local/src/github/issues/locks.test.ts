import { Octokit } from '@octokit/core';
import { useHookedGitHub } from '../webhooks/installed-app.test.support';

const repository = 'acme/web';

describe('what can only be read', () => {
  const { place, bot } = useHookedGitHub();

  async function conversation() {
    const { control } = place();
    const { number } = await control.openIssue({ repository, title: 'a' });
    const { id, nodeId } = await control.comment({ repository, number, body: 'b' });
    await control.push({ repository, branch: 'change', files: { 'a.txt': 'one\n' } });
    const pull = await control.openPull({ repository, title: 'c', head: 'change' });
    const attempts = [
      ['comment', `POST issues/${number}/comments`, { body: 'd' }],
      ['reaction', `POST issues/${number}/reactions`, { content: 'eyes' }],
      ['reaction', `POST issues/comments/${id}/reactions`, { content: 'eyes' }],
      ['comment', `POST pulls/${pull.number}/reviews`, { event: 'COMMENT', body: 'e' }],
      ['comment', `POST pulls/${pull.number}/comments`, { body: 'f', path: 'a.txt', line: 1, commit_id: pull.headSha }],
    ] as const;
    return { numbers: [number, pull.number], nodeId, attempts };
  }

  const outcome = (as: Octokit, route: string, parameters: object) =>
    as.request(route.replace(' ', ' /repos/acme/web/'), { ...parameters }).then(
      ({ status }) => String(status),
      (error) => `${error.status} ${Object(error.response?.data).message}`,
    );

  it('is a locked conversation for Apps, and for people who may not write', async () => {
    const { control, gitHub } = place();
    const { numbers, nodeId, attempts } = await conversation();
    await control.addCollaborator({ repository, user: 'jane', permission: 'triage' });
    const { accessToken } = await control.createUserToken({ appId: bot().app.appId, user: 'jane' });
    const jane = new Octokit({ baseUrl: gitHub.url, auth: accessToken });
    for (const number of numbers) await control.changeIssue({ repository, number, locked: true });
    for (const as of [bot().octokit, jane]) {
      for (const [what, route, parameters] of attempts) {
        const refusal = `403 Unable to create ${what} because issue is locked.`;
        expect([route, await outcome(as, route, parameters)]).toEqual([route, refusal]);
      }
    }
    const query = 'mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { clientMutationId } }';
    const { data } = await bot().octokit.request('POST /graphql', { query, variables: { id: nodeId } });
    expect(data).toMatchObject({ errors: [{ type: 'FORBIDDEN', message: expect.stringContaining('locked') }] });

    await control.addCollaborator({ repository, user: 'jane', permission: 'write' });
    for (const [, route, parameters] of attempts) expect(await outcome(jane, route, parameters)).toMatch(/^20[01]$/);
    for (const number of numbers) await control.changeIssue({ repository, number, locked: false });
    for (const [, route, parameters] of attempts) {
      expect(await outcome(bot().octokit, route, parameters)).toMatch(/^20[01]$/);
    }
    const locks = (await place().posted()).filter((event) => event.endsWith('locked'));
    expect(locks).toEqual(['issues.locked', 'pull_request.locked', 'issues.unlocked', 'pull_request.unlocked']);
  });

  it('is an archived repository, for all', async () => {
    const { control } = place();
    const { attempts } = await conversation();
    await control.changeRepository({ repository, archived: true });
    for (const [, route, parameters] of attempts) {
      expect(await outcome(bot().octokit, route, parameters)).toBe('403 Repository was archived so is read-only.');
    }
    const { data } = await bot().octokit.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'web' });
    expect(data.archived).toBe(true);
    await control.changeRepository({ repository, archived: false });
    const [[, route, parameters]] = attempts;
    expect(await outcome(bot().octokit, route, parameters)).toBe('201');
    const told = (await place().posted()).filter((event) => event.endsWith('archived'));
    expect(told).toEqual(['repository.archived', 'repository.unarchived']);
  });
});
