import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

describe('context of a handler', () => {
  const { aws, gitHub } = useConnectedHandler();
  const repository = { id: 42, full_name: 'octo-org/web' };
  const number = 7;

  it("reads the event's pull request, commits and files as the installation", async () => {
    const at = 'GET /api/v3/repos/octo-org/web';
    gitHub().on(`${at}/pulls/7`, { headers: { 'content-type': 'text/plain' }, body: 'diff --git a/x b/x\n' });
    gitHub().on(`${at}/commits/main`, { body: { sha: 'c0', files: [] } });
    gitHub().on(`${at}/contents/a.txt`, {
      body: { type: 'file', path: 'a.txt', sha: '1', size: 1, encoding: 'base64', content: 'YQ==' },
    });
    const seen: unknown[] = [];
    const handler = webhookHandler('pull_request', async ({ context }) => {
      const { text } = await context.pullRequest().diff();
      seen.push(text, (await context.commit('main')).sha, await context.getFile('a.txt'), await context.getFile('b'));
    });

    const pull = { event: 'pull_request', subject: { kind: 'pull-request', number } as const, repository };
    expect(await bring(handler, pull)).toBe('settled');
    expect(seen).toEqual([
      'diff --git a/x b/x\n',
      'c0',
      expect.objectContaining({ kind: 'text', text: 'a' }),
      undefined,
    ]);
    expect(gitHub().requests.at(-1)?.headers.authorization).toContain('ghs_1.a.b');
  });

  it('asks for what this process has read only whether it has changed, and tells what GitHub refuses', async () => {
    const route = 'GET /api/v3/repos/octo-org/web/commits/main';
    gitHub().onInTurn(
      route,
      { headers: { etag: '"1"' }, body: { sha: 'c0', files: [] } },
      { status: 304, headers: { etag: '"1"' }, body: '' },
      { status: 409, body: { message: 'Git Repository is empty.' } },
    );
    const seen: unknown[] = [];
    const handler = webhookHandler('pull_request', async ({ context }) => {
      seen.push(
        await context.commit('main').then(
          ({ sha }) => sha,
          (error: unknown) => error,
        ),
      );
    });
    for (const delivery_key of ['one', 'two', 'three'])
      await bring(handler, {
        event: 'pull_request',
        subject: { kind: 'pull-request', number },
        repository,
        delivery_key,
      });
    expect(seen).toEqual(['c0', 'c0', expect.objectContaining({ name: 'NotTold', status: 409 })]);
    const asked = gitHub().requests.filter(({ path }) => path.includes('/commits/'));
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"']);
  });

  it('parks an event that is about no pull request', async () => {
    const handler = webhookHandler('issues', async ({ context }) => void (await context.pullRequest().details()));
    expect(await bring(handler, { repository })).toBe('settled');
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'parked' } });
  });
});
