import { useHookedGitHub } from '../webhooks/installed-app.test.support';

describe('reactions', () => {
  const { place, bot } = useHookedGitHub();

  /** Everything that can be reacted to, by its path. */
  async function subjects() {
    const repository = 'acme/web';
    const { number } = await place().control.openIssue({ repository, title: 'a' });
    const { id: onIssue } = await place().control.comment({ repository, number, body: 'b' });
    const { id: onCommit } = await place().control.commentOnCommit({ repository, body: 'c' });
    await place().control.push({ repository, branch: 'change', files: { 'a.txt': 'one\n' } });
    const pull = await place().control.openPull({ repository, title: 'd', head: 'change' });
    const { id: onDiff } = await place().control.commentOnDiff({
      repository,
      number: pull.number,
      body: 'e',
      path: 'a.txt',
      line: 1,
    });
    return [`issues/${number}`, `issues/comments/${onIssue}`, `comments/${onCommit}`, `pulls/comments/${onDiff}`];
  }

  const call = (method: string, path: string, parameters: Record<string, unknown> = {}) =>
    bot().octokit.request(`${method} /repos/acme/web/${path}`, parameters);

  it('are added once by everybody with each content, counted, listed and taken back', async () => {
    for (const path of await subjects()) {
      const added = await call('POST', `${path}/reactions`, { content: 'eyes' });
      expect([path, added.status, added.data]).toMatchObject([
        path,
        201,
        { content: 'eyes', user: { login: 'robot[bot]' } },
      ]);
      const again = await call('POST', `${path}/reactions`, { content: 'eyes' });
      expect([again.status, again.data.id]).toEqual([200, added.data.id]);
      await call('POST', `${path}/reactions`, { content: 'rocket' });
      expect((await call('GET', `${path}/reactions`)).data).toHaveLength(2);
      expect((await call('GET', `${path}/reactions`, { content: 'rocket' })).data).toHaveLength(1);
      expect((await call('GET', path)).data.reactions).toMatchObject({ total_count: 2, eyes: 1, rocket: 1, '+1': 0 });

      expect((await call('DELETE', `${path}/reactions/${added.data.id}`)).status).toBe(204);
      expect((await call('GET', path)).data.reactions).toMatchObject({ total_count: 1, eyes: 0 });
      await expect(call('DELETE', `${path}/reactions/${added.data.id}`)).rejects.toMatchObject({ status: 404 });
    }
  });

  it('refuse an unknown content, what is not there, who may not, and taking back what is not one’s own', async () => {
    const [issue = '', , onCommit = ''] = await subjects();
    await expect(call('POST', `${issue}/reactions`, { content: 'tada' })).rejects.toMatchObject({ status: 422 });
    await expect(call('POST', `${issue}/reactions`)).rejects.toMatchObject({ status: 422 });
    await expect(call('POST', 'issues/99/reactions', { content: 'eyes' })).rejects.toMatchObject({ status: 404 });

    const other = await place().install({ permissions: { issues: 'write', contents: 'read' } });
    const own = await call('POST', `${issue}/reactions`, { content: 'heart' });
    await expect(
      other.octokit.request(`DELETE /repos/acme/web/${issue}/reactions/${own.data.id}`),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      other.octokit.request(`POST /repos/acme/web/${onCommit}/reactions`, { content: 'eyes' }),
    ).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-accepted-github-permissions': 'contents=write' } },
    });
    expect((await other.octokit.request(`GET /repos/acme/web/${onCommit}/reactions`)).data).toEqual([]);
  });

  describe('in GraphQL', () => {
    const mutation = (name: 'addReaction' | 'removeReaction') => `
      mutation ($subject: ID!, $content: ReactionContent!) {
        ${name}(input: { subjectId: $subject, content: $content, clientMutationId: "1" }) {
          clientMutationId
          reaction { content }
          subject { id }
        }
      }`;
    const send = (name: 'addReaction' | 'removeReaction', subject: string, by = bot()) =>
      by.octokit.request('POST /graphql', { query: mutation(name), variables: { subject, content: 'EYES' } });

    async function review() {
      await place().control.push({ repository: 'acme/web', branch: 'change', files: { 'a.txt': 'one\n' } });
      const { number } = await place().control.openPull({ repository: 'acme/web', title: 'd', head: 'change' });
      return place().control.review({ repository: 'acme/web', number, body: '@robot deploy', sender: 'jane' });
    }

    it('are added to a review and removed, by its node id', async () => {
      const { nodeId } = await review();
      const { data } = await bot()
        .octokit.graphql<object>(mutation('addReaction'), { subject: nodeId, content: 'EYES' })
        .then((answer) => ({ data: answer }));
      expect(data).toEqual({
        addReaction: { clientMutationId: '1', reaction: { content: 'EYES' }, subject: { id: nodeId } },
      });
      expect(await place().control.reactions(nodeId)).toEqual([{ content: 'eyes', login: 'robot[bot]' }]);
      await send('removeReaction', nodeId);
      expect(await place().control.reactions(nodeId)).toEqual([]);
      expect((await send('removeReaction', nodeId)).data).toMatchObject({
        data: { removeReaction: null },
        errors: [{ type: 'NOT_FOUND', path: ['removeReaction'] }],
      });
    });

    it('are added to all else that has a node id', async () => {
      for (const path of await subjects()) {
        const { node_id: nodeId } = (await call('GET', path)).data;
        await send('addReaction', nodeId);
        expect((await call('GET', path)).data.reactions).toMatchObject({ total_count: 1, eyes: 1 });
      }
    });

    it('are refused as GitHub does: in the body, with 200', async () => {
      const { nodeId } = await review();
      expect((await send('addReaction', 'PRR_kwDOAAAAAc4AAAAB')).data).toMatchObject({
        data: { addReaction: null },
        errors: [{ type: 'NOT_FOUND', message: expect.stringContaining("global id of 'PRR_kwDOAAAAAc4AAAAB'") }],
      });
      const reader = await place().install({ permissions: { pull_requests: 'read' } });
      expect((await send('addReaction', nodeId, reader)).data).toMatchObject({
        errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
      });
      const misspelt = { query: 'mutation { addReactions { x } }' };
      expect((await bot().octokit.request('POST /graphql', misspelt)).data).toMatchObject({
        errors: [{ message: expect.stringContaining('addReactions') }],
      });
      const anonymous = await fetch(`${place().gitHub.url}/graphql`, { method: 'POST', body: '{}' });
      expect(anonymous.status).toBe(401);
      const query = mutation('addReaction');
      const invented = await fetch(`${place().gitHub.url}/graphql`, {
        method: 'POST',
        headers: { authorization: 'token ghu_invented', 'user-agent': 'test' },
        body: JSON.stringify({ query, variables: { subject: 'nothing', content: 'EYES' } }),
      });
      expect(invented.status).toBe(401);
    });

    it('tell a bot who it is', async () => {
      expect(await bot().octokit.graphql('{ viewer { login } }')).toEqual({ viewer: { login: 'robot[bot]' } });
    });

    it('are at /api/graphql of an Enterprise Server', async () => {
      const answer = await fetch(`${place().gitHub.url}/api/graphql`, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(401);
    });
  });
});
