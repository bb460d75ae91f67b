import { useLocalGitHub } from '../local-github.test.support';

describe('the pages on which people talk', () => {
  const { gitHub, control } = useLocalGitHub();
  const repository = 'acme/web';
  let cookie = '';
  beforeEach(async () => {
    await control().createAccount({ login: 'acme', type: 'Organization' });
    for (const login of ['jane', 'joe']) await control().createAccount({ login, type: 'User' });
    await control().createRepository({ owner: 'acme', name: 'web' });
    await control().addCollaborator({ repository, user: 'jane', permission: 'read' });
    await control().openIssue({ repository, title: 'A <b>title</b>', body: 'It *is* so.' });
    cookie = await control().startSession('jane');
  });

  const site = (path: string, init: RequestInit = {}) =>
    fetch(`${gitHub().url}${path}`, { redirect: 'manual', headers: { cookie }, ...init });
  const thread = '/acme/web/issues/1';
  const say = (body: string, path = thread) => site(path, { method: 'POST', body: new URLSearchParams({ body }) });
  const texts = async () => (await site(thread)).text();

  it('show what was written, as Markdown without markup of its own, and what nobody is to see not at all', async () => {
    const body =
      '[sign in](https://example.com/a?b=c)\n<script>alert(1)</script>\n<!-- hidden -->\n[bad](javascript:alert(1))';
    const { nodeId } = await control().comment({ repository, number: 1, body, sender: 'jane' });

    const page = await texts();
    expect(page).toContain('A &lt;b&gt;title&lt;/b&gt; #1');
    expect(page).toContain('<p>It <em>is</em> so.</p>');
    expect(page).toContain('<a href="https://example.com/a?b=c">sign in</a>');
    expect(page).not.toMatch(/<script|hidden|javascript:/);
    expect(await control().reactions(nodeId)).toEqual([]);
  });

  it('take a comment of whoever is signed in, of which Apps are told', async () => {
    const answer = await say('One\r\ntwo');

    expect(answer.status).toBe(303);
    const place = answer.headers.get('location') ?? '';
    expect(place).toMatch(/^\/acme\/web\/issues\/1#issuecomment-\d+$/);
    expect(await texts()).toContain(`<article id="${place.split('#')[1]}" data-author="jane">`);
  });

  it('lead from the address of an issue to that of a pull request, and back', async () => {
    await control().push({ repository, branch: 'work', files: { 'a.txt': 'a' } });
    const { number } = await control().openPull({ repository, title: 'Work', head: 'work' });

    const [pull, issue] = [await site(`/acme/web/issues/${number}`), await site('/acme/web/pull/1')];
    expect([pull.status, pull.headers.get('location')]).toEqual([302, `/acme/web/pull/${number}`]);
    expect([issue.status, issue.headers.get('location')]).toEqual([302, thread]);
    expect((await site(`/acme/web/pull/${number}`)).status).toBe(200);
  });

  it('show nothing to others: who is not signed in does so first, who may not read finds nothing', async () => {
    const nobody = { headers: {} };
    const sent = await site(thread, nobody);
    expect([sent.status, sent.headers.get('location')]).toEqual([
      302,
      `/login?return_to=${encodeURIComponent(thread)}`,
    ]);
    cookie = await control().startSession('joe');
    expect((await site(thread)).status).toBe(404);
    expect((await say('hi')).status).toBe(404);
    expect((await site(thread, { ...nobody, method: 'POST', body: 'body=hi' })).status).toBe(404);
    expect((await site('/acme/web/issues/9')).status).toBe(404);
  });

  it('refuse a comment in a locked conversation and in an archived repository', async () => {
    await control().changeIssue({ repository, number: 1, locked: true });
    const locked = await say('hi');
    expect([locked.status, await locked.text()]).toEqual([403, expect.stringContaining('locked')]);
    await control().changeIssue({ repository, number: 1, locked: false });
    await control().changeRepository({ repository, archived: true });
    expect((await say('hi')).status).toBe(403);
  });
});
