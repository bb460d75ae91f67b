import { createHash } from 'node:crypto';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';

import { ada, ample, askOfAda, baseUrl, createBrowser, grantCodes, tables, useSignIn } from './browser.test.support';
import { createResumeAsks } from './resume-asks';

describe('createCallback', () => {
  const { vault, gitHub, world } = useSignIn();
  beforeEach(() => grantCodes(gitHub()));

  it('keeps a pair, and leads to a clean page with one way back', async () => {
    const { handler, cipher, apps } = world();
    const browser = createBrowser(handler);
    const answer = await browser.back(await browser.begin('auth/login?repo=acme/website&issue=5'));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `${baseUrl}auth/done`]);
    const page = await browser.get('auth/done');
    expect(page.body).toContain('You are signed in as ada');
    expect(page.body.match(/<a /g)).toHaveLength(1);
    expect(page.body).toContain(`href="${gitHub().url}/acme/website/issues/5"`);
    const [row] = vault().rows(tables.userTokens);
    expect(row).toMatchObject({ Login: { S: 'ada' }, Client: { S: `${apps[0].host}#Iv23li7` }, Flow: { S: 'web' } });
    const whose = { host: apps[0].host, clientId: 'Iv23li7', userId: ada.id };
    const access = textOf(row, 'EncryptedAccessToken') ?? '';
    const refresh = textOf(row, 'EncryptedRefreshToken') ?? '';
    expect(await cipher.open(whose, 'access', access, ample)).toBe('ghu_c1');
    expect(await cipher.open(whose, 'refresh', refresh, ample)).toBe('ghr_c1');
    // Bound to what it is: swapped, or in another person's row, it does not open.
    expect(await cipher.open(whose, 'refresh', access, ample)).toBeUndefined();
    expect(await cipher.open({ ...whose, userId: 1 }, 'access', access, ample)).toBeUndefined();
    expect(JSON.stringify(answer) + page.body).not.toMatch(/gh[ur]_/);
  });

  it('proves itself to GitHub with verifier, secret and the address of configuration', async () => {
    const { handler } = world();
    const browser = createBrowser(handler);
    const asked = await browser.begin();
    await browser.back(asked);
    expect(asked.get('redirect_uri')).toBe(`${baseUrl}auth/callback`);
    const { body, headers } = gitHub().requests.find(({ path }) => path === '/login/oauth/access_token') ?? {};
    expect(headers?.accept).toBe('application/json');

    expect(body).toMatchObject({ client_secret: 'secret of Iv23li7', redirect_uri: `${baseUrl}auth/callback` });
    const challenge = createHash('sha256')
      .update(String(field(body, 'code_verifier')))
      .digest('base64url');
    expect(challenge).toBe(asked.get('code_challenge'));
  });

  it('answers the ask with the pair, and has its handler called under the id of the ask', async () => {
    const { handler, ask, asks } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    await browser.back(await browser.begin(`auth/login?ask=${id}`));
    const replay = { replayId: `ask:${id}`, handler: 'write-as-user', keys: [askOfAda.deliveryKey] };
    expect(vault().invoked).toEqual([{ replay: { ...replay, progress: '{}' } }]);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
    expect((await browser.get('auth/done')).body).toContain('/acme/website/issues/5#issuecomment-99');
  });

  it.each([
    ['the commit that the comment is on', 'a'.repeat(40), `/acme/website/commit/${'a'.repeat(40)}#commitcomment-99`],
    ['the repository where that is no commit', '../../evil', '/acme/website"'],
  ])('leads back to %s', async (_what, sha, path) => {
    const { handler, ask } = world();
    const comment = { kind: 'commit_comment', id: 99, sha };
    const { id } = await ask({ ...askOfAda, place: { repository: 'acme/website' }, comment });
    const browser = createBrowser(handler);
    await browser.back(await browser.begin(`auth/login?ask=${id}`));
    expect((await browser.get('auth/done')).body).toContain(`href="${gitHub().url}${path}`);
  });

  describe('where an organisation wants a single sign-on', () => {
    const refused = (url: string) => ({
      status: 403,
      headers: { 'x-github-sso': `required; url=${url}` },
      body: { message: 'Resource protected by organization SAML enforcement.' },
    });
    const atSso = () => `${gitHub().url}/orgs/acme/sso?authorization_request=abc`;

    it('gives its person the link, keeps the pair, and has the ask wait for them', async () => {
      const { handler, ask, asks } = world();
      const { id } = await ask();
      gitHub().on('GET /repos/acme/website', refused(atSso()));
      const browser = createBrowser(handler);
      await browser.back(await browser.begin(`auth/login?ask=${id}`));
      const { body } = await browser.get('auth/done');
      expect(body).toContain('One step is left');
      expect(body).toContain(`href="${atSso()}"`);
      expect(vault().rows(tables.userTokens)).toHaveLength(1);
      expect(await asks.read(id, ample)).toMatchObject({ state: 'open' });
      expect(vault().invoked).toEqual([]);

      gitHub().on('GET /repos/acme/website', { body: { id: 1 } });
      await browser.back(await browser.begin(`auth/login?ask=${id}`), { code: 'c2' });
      expect((await browser.get('auth/done')).body).toContain('You are signed in as ada');
      expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
    });

    it('leads nobody to another place than GitHub', async () => {
      gitHub().on('GET /repos/acme/website', refused('https://evil.example.com/orgs/acme/sso'));
      const browser = createBrowser(world().handler);
      await browser.back(await browser.begin('auth/login?repo=acme/website&issue=5'));
      expect((await browser.get('auth/done')).body).not.toContain('evil');
      const forged = { appId: 7, login: 'ada', goesOn: 'no', ssoUrl: 'https://evil.example.com/' };
      browser.cookies.set('__Host-signed-in', Buffer.from(JSON.stringify(forged)).toString('base64url'));
      expect((await browser.get('auth/done')).body).not.toContain('evil');
    });

    it('goes on where GitHub does not say', async () => {
      gitHub().on('GET /repos/acme/website', { status: 502, body: {} });
      const { handler, ask, asks } = world();
      const { id } = await ask();
      const browser = createBrowser(handler);
      await browser.back(await browser.begin(`auth/login?ask=${id}`));
      expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
    });
  });

  it('shows the browser that comes again what the first led to, and does nothing twice', async () => {
    const { handler, ask } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    const [first, second] = await Promise.all([browser.back(asked), browser.back(asked)]);
    const third = await browser.back(asked);
    for (const answer of [first, second, third]) {
      expect([answer.statusCode, answer.headers.location]).toEqual([303, `${baseUrl}auth/done`]);
    }
    expect(vault().invoked).toHaveLength(1);
    expect(
      gitHub()
        .asked()
        .filter((route) => route.startsWith('DELETE')),
    ).toEqual([]);
  });

  it('refuses another browser, offers a link for the same ask, and asks GitHub nothing', async () => {
    const { handler, ask } = world();
    const { id } = await ask();
    const asked = await createBrowser(handler).begin(`auth/login?ask=${id}`);
    const answer = await createBrowser(handler).back(asked);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`${baseUrl}auth/login?ask=${id}`);
    expect(gitHub().asked()).toEqual([]);
    expect(vault().rows(tables.userTokens)).toEqual([]);
  });

  it('keeps nothing of somebody else than the asker, and ends their token, not their grant', async () => {
    const { handler, ask, asks } = world();
    const { id } = await ask();
    grantCodes(gitHub(), { id: 5, login: 'mallory' });
    const browser = createBrowser(handler);
    const answer = await browser.back(await browser.begin(`auth/login?ask=${id}`));
    expect([answer.statusCode, answer.body.includes('mallory')]).toEqual([403, true]);
    expect(vault().rows(tables.userTokens)).toEqual([]);
    expect(vault().invoked).toEqual([]);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'open' });
    const revoked = gitHub().requests.find(({ method }) => method === 'DELETE');
    expect([revoked?.path, revoked?.body]).toEqual(['/applications/Iv23li7/token', { access_token: 'ghu_c1' }]);
  });

  it('takes no answer from another host than the ask is of, whose administrator chooses the ids of its people', async () => {
    const { handler, ask, asks } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    const [[name = '', value = ''] = []] = browser.cookies;
    const attempt = JSON.parse(Buffer.from(value, 'base64url').toString());
    browser.cookies.set(name, Buffer.from(JSON.stringify({ ...attempt, appId: 8 })).toString('base64url'));
    const answer = await browser.back(asked);
    expect([answer.statusCode, answer.body.includes('another place')]).toEqual([400, true]);
    expect(vault().rows(tables.userTokens)).toEqual([]);
    expect(vault().invoked).toEqual([]);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'open' });
    expect(gitHub().asked()).toContain('DELETE /applications/Iv23li8/token');
  });

  it('answers an ask once, and lets the second tab sign in without it', async () => {
    const { handler, ask } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const [one, two] = [await browser.begin(`auth/login?ask=${id}`), await browser.begin(`auth/login?ask=${id}`)];
    expect((await browser.back(one, { code: 'c1' })).statusCode).toBe(303);
    expect((await browser.back(two, { code: 'c2' })).statusCode).toBe(303);
    expect(vault().invoked).toHaveLength(1);
    // The pair of the first tab was replaced, and is ended.
    expect(
      gitHub()
        .requests.filter(({ method }) => method === 'DELETE')
        .map(({ body }) => body),
    ).toEqual([{ access_token: 'ghu_c1' }]);
  });

  it('lets an ask that is over by the clock be answered no more, though its row is there', async () => {
    const { handler, ask, pass } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    pass(24 * 3_600_000 + 1);
    expect((await browser.get(`auth/login?ask=${id}`)).statusCode).toBe(410);
    expect((await browser.back(asked)).statusCode).toBe(303);
    expect(vault().invoked).toEqual([]);
  });

  it('leaves what crashed after the pair was kept to the schedule', async () => {
    const { handler, ask, asks, signIns, resume, now, pass } = world();
    const { id } = await ask();
    vault().answerInvocations(() => ({ status: 500, body: {} }));
    const browser = createBrowser(handler);
    expect((await browser.back(await browser.begin(`auth/login?ask=${id}`))).statusCode).toBe(303);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'answered' });
    vault().answerInvocations(() => ({ status: 200, body: { repetitions: [{ outcome: 'sent' }] } }));
    const resumeAsks = createResumeAsks({ signIns, resume, now });
    expect(await resumeAsks(ample)).toEqual({ resumed: 0, lost: 0, later: 0 });
    pass(61_000);
    expect(await resumeAsks(ample)).toEqual({ resumed: 1, lost: 0, later: 0 });
    expect(await resumeAsks(ample)).toEqual({ resumed: 0, lost: 0, later: 0 });
    expect(await asks.read(id, ample)).toMatchObject({ state: 'resumed' });
  });

  it('writes all or nothing: where the write fails, pair, state and ask are as before', async () => {
    const { handler, ask, asks } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    vault().intercept((operation) =>
      operation === 'TransactWriteItems' ? { status: 500, body: {}, when: 'instead' } : undefined,
    );
    const answer = await browser.back(asked);
    expect([answer.statusCode, answer.body.includes('request')]).toEqual([500, true]);
    expect(answer.body).toContain(`${baseUrl}auth/login?ask=${id}`);
    vault().intercept(() => undefined);
    expect(vault().rows(tables.userTokens)).toEqual([]);
    expect(await asks.read(id, ample)).toMatchObject({ state: 'open' });
  });

  it.each([
    ['said no', { error: 'access_denied' }, 200, 'You said no', 0],
    ['has another state', { state: 'other', code: 'c1' }, 400, 'Let us try that again', 1],
    ['has an unknown error', { error: '<script>' }, 502, 'nothing that is known', 0],
  ])(
    'writes nothing for who %s, and clears the cookie of the attempt that is over',
    async (_, query, status, said, left) => {
      const { handler } = world();
      const browser = createBrowser(handler);
      const answer = await browser.back(await browser.begin(), query);
      expect([answer.statusCode, answer.body.includes(said), answer.body.includes('<script>')]).toEqual([
        status,
        true,
        false,
      ]);
      expect(browser.cookies.size).toBe(left);
      expect([...vault().rows(tables.userTokens), ...vault().rows(tables.authState)]).toEqual([]);
      expect(gitHub().asked()).toEqual([]);
    },
  );

  it('exchanges nothing for a code that nobody asked for, as after an installation', async () => {
    const { handler } = world();
    const answer = await createBrowser(handler).get('auth/callback?code=c1&installation_id=1&setup_action=install');
    expect([answer.statusCode, answer.body.includes(`${baseUrl}auth/login`)]).toEqual([200, true]);
    expect(gitHub().asked()).toEqual([]);
  });

  it.each([
    ['right', () => `${gitHub().url}/login/oauth`, 303],
    ['of another host', () => 'https://github.com/login/oauth', 400],
    ['no URL', () => 'github', 400],
  ])('looks at an issuer that is %s', async (_, iss, status) => {
    const { handler } = world();
    const browser = createBrowser(handler);
    expect((await browser.back(await browser.begin(), { code: 'c1', iss: iss() })).statusCode).toBe(status);
    expect(gitHub().asked().length > 0).toBe(status === 303);
  });

  it.each([
    ['502 with HTML', { status: 502, body: '<html>' }],
    ['200 without a token', { body: {} }],
    ['silence', { silent: true as const }],
  ])('keeps nothing after %s, and offers to try again', async (_, reply) => {
    const { handler } = world();
    gitHub().on('POST /login/oauth/access_token', reply);
    const browser = createBrowser(handler);
    const answer = await browser.back(await browser.begin());
    expect([answer.statusCode, answer.body.includes('GitHub did not answer')]).toEqual([502, true]);
    expect(vault().rows(tables.authState)).toEqual([]);
  });

  it('ends a token whose person GitHub does not tell', async () => {
    const { handler } = world();
    gitHub().on('GET /user', { status: 500, body: {} });
    const browser = createBrowser(handler);
    expect((await browser.back(await browser.begin())).statusCode).toBe(502);
    expect(gitHub().asked()).toContain('DELETE /applications/Iv23li7/token');
  });
});
