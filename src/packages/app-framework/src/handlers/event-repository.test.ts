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

  it('parks an event that is about no pull request', async () => {
    const handler = webhookHandler('issues', async ({ context }) => void (await context.pullRequest().details()));
    expect(await bring(handler, { repository })).toBe('settled');
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'parked' } });
  });
});
