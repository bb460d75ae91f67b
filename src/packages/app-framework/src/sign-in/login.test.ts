import { createHash } from 'node:crypto';
import { ada, askOfAda, baseUrl, createBrowser, grantCodes, tables, useSignIn } from './browser.test.support';

describe('createLogin', () => {
  const { vault, gitHub, world } = useSignIn();

  it('leads to GitHub with a state that only this browser knows, and writes nothing', async () => {
    const browser = createBrowser(world().handler);
    const { statusCode, headers, multiValueHeaders } = await browser.get('auth/login');
    const location = new URL(headers.location ?? '');
    expect([statusCode, location.origin, location.pathname]).toEqual([302, gitHub().url, '/login/oauth/authorize']);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      client_id: 'Iv23li7',
      redirect_uri: `${baseUrl}auth/callback`,
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(multiValueHeaders?.['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-signin-[0-9a-f]{16}=[\w-]+; Max-Age=3600; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect(vault().asked).toEqual([]);
  });

  it.each(['https://abc.execute-api.us-east-1.amazonaws.com/prod/', 'https://bot.example.com/github/'])(
    'goes through with a cookie and addresses that work below %s',
    async (base) => {
      grantCodes(gitHub());
      const browser = createBrowser(world(base).handler, base);
      const asked = await browser.begin();
      expect(asked.get('redirect_uri')).toBe(`${base}auth/callback`);
      const { statusCode, headers } = await browser.back(asked);
      expect([statusCode, headers.location]).toEqual([303, `${base}auth/done`]);
      expect((await browser.get('auth/done')).body).toContain('You are signed in as ada');
    },
  );

  it('keeps five attempts of a browser, the last ones', async () => {
    const browser = createBrowser(world().handler);
    const begun = [];
    for (const _ of [1, 2, 3, 4, 5, 6, 7]) begun.push(await browser.begin());
    expect(browser.cookies.size).toBe(5);
    grantCodes(gitHub());
    const statuses = [];
    for (const [index, asked] of begun.entries()) {
      if (index < 2 || index > 4) statuses.push((await browser.back(asked, { code: `c${index}` })).statusCode);
    }
    expect(statuses).toEqual([400, 400, 303, 303]);
  });

  it.each<Record<string, string>>([{ 'Sec-Purpose': 'prefetch;prerender' }, { Purpose: 'prefetch' }])(
    'begins nothing for %j',
    async (headers) => {
      const { statusCode, multiValueHeaders } = await createBrowser(world().handler).get('auth/login', headers);
      expect([statusCode, multiValueHeaders]).toEqual([503, undefined]);
    },
  );

  it('begins with the client of the App that is named, or that the ask is of', async () => {
    const { handler, asks, apps } = world();
    const browser = createBrowser(handler);
    expect((await browser.begin('auth/login?app=8')).get('client_id')).toBe('Iv23li8');
    const [, { appId, host, clientId }] = apps;
    const { id } = await asks.ask({ userId: ada.id, appId, host, clientId, of: askOfAda }, () => 9_000);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    expect([asked.get('client_id'), asked.get('state')?.endsWith(`.${id}`)]).toEqual(['Iv23li8', true]);
  });

  it.each(['auth/login?ask=unknown', `auth/login?ask=${'0'.repeat(24)}-${'0'.repeat(32)}`])(
    'says that %s is no longer good',
    async (path) => {
      expect((await createBrowser(world().handler).get(path)).statusCode).toBe(410);
    },
  );

  it('says that there is no such App, nor such a page', async () => {
    const browser = createBrowser(world().handler);
    for (const path of ['auth/login?app=9', 'auth/other', 'auth/constructor', 'auth/done']) {
      expect((await browser.get(path)).statusCode).toBe(404);
    }
  });

  it.each([
    ['repo=acme/website&issue=5', '/acme/website/issues/5'],
    ['repo=acme/website', '/acme/website'],
    ['repo=//evil.example.com&issue=5', ''],
    ['repo=acme/..&issue=5', ''],
    ['repo=acme/website%3F&issue=5', ''],
    ['repo=%22%3E%3Cscript%3E/x', ''],
    ['repo=acme/website&issue=-5', '/acme/website'],
    ['repo=acme/website&issue=5%2F..%2F6', '/acme/website'],
  ])('leads back from %s to %s, and to no other site', async (query, path) => {
    grantCodes(gitHub());
    const browser = createBrowser(world().handler);
    await browser.back(await browser.begin(`auth/login?${query}`));
    const { body } = await browser.get('auth/done');
    expect(/href="([^"]*)"/.exec(body)?.[1]).toBe(`${gitHub().url}${path}`);
  });

  it('has pages that run, load and frame nothing, and tell nobody where they are', async () => {
    const { headers, body } = await createBrowser(world().handler).get('auth/done');
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/,
      ),
    });

    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    expect(headers['content-security-policy']).toContain(createHash('sha256').update(style).digest('base64'));
    expect(body).not.toMatch(/<script|<img|<link| style=/);
  });

  it('escapes the login that GitHub tells', async () => {
    grantCodes(gitHub(), { id: ada.id, login: '<b>"ada"</b>' });
    const browser = createBrowser(world().handler);
    await browser.back(await browser.begin());
    expect((await browser.get('auth/done')).body).toContain('&lt;b&gt;&quot;ada&quot;&lt;/b&gt;');
    expect(vault().rows(tables.userTokens)).toHaveLength(1);
  });
});
