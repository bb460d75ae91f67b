import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { callback, challenge, usePeople, verifier } from './people.test.support';

describe('the web flow', () => {
  const { app, askToken, authorizeUrl, broughtBack, control, site } = usePeople();

  it('leads a browser by sign-in and consent back to the App, the next time at once', async () => {
    const authorize = authorizeUrl({ redirect_uri: callback, state: 'st' }).replace(/^http:\/\/[^/]+/, '');
    const first = await site(authorize);
    const signIn = first.headers.get('location') ?? '';
    expect([first.status, signIn]).toEqual([302, expect.stringMatching(/^\/login\?return_to=/)]);
    expect(await (await site(signIn)).text()).toContain('Sign in as jane');

    const form = new URLSearchParams({
      login: 'jane',
      return_to: new URLSearchParams(signIn.slice(7)).get('return_to') ?? '',
    });
    const signedIn = await site('/session', { method: 'POST', body: form });
    expect(signedIn.headers.get('location')).toBe(authorize);
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^user_session=\w+; Path=\/; HttpOnly; SameSite=Lax$/);

    const page = await (await site(authorize, { headers: { cookie } })).text();
    expect(page).toContain('Authorize robot');
    const question = /name="question" value="(\w+)"/.exec(page)?.[1] ?? '';
    const answer = (as: string, headers: Record<string, string> = { cookie }) =>
      site('/login/answer', { method: 'POST', body: new URLSearchParams({ question, answer: as }), headers });
    const stranger = { cookie: await control().startSession('jane') };
    expect((await answer('yes', stranger)).status).toBe(422);
    const back = new URL((await answer('yes')).headers.get('location') ?? '');
    expect(`${back.origin}${back.pathname}`).toBe(callback);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      code: expect.stringMatching(/^[0-9a-f]{20}$/),
      state: 'st',
      iss: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/login\/oauth$/),
    });
    expect((await answer('yes')).status).toBe(422);

    expect(await askToken({ code: back.searchParams.get('code') ?? '' })).toHaveProperty('access_token');
    const again = (await site(authorize, { headers: { cookie } })).headers.get('location');
    expect(again).toMatch(/\?code=/);
    expect(
      (
        await site('/session', { method: 'POST', body: new URLSearchParams({ login: 'jane', return_to: '//evil' }) })
      ).headers.get('location'),
    ).toBe('/login/device');
  });

  it('says so when the person says no, the way back is not the App’s, or nobody knows the App', async () => {
    const denied = await control().browse({ url: authorizeUrl({ state: 'st' }), user: 'jane', deny: true });
    expect(Object.fromEntries(new URL(denied).searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'st',
      iss: expect.any(String),
    });
    const elsewhere = new URL(
      await control().browse({ url: authorizeUrl({ redirect_uri: `${callback}/3`, state: 'st' }), user: 'jane' }),
    );
    expect(`${elsewhere.origin}${elsewhere.pathname}`).toBe(callback);
    expect(elsewhere.searchParams.get('error')).toBe('redirect_uri_mismatch');
    expect((await site('/login/oauth/authorize?client_id=nobody')).status).toBe(404);
    await control().setOAuth(app().appId, { callbackUrls: [] });
    expect((await site(authorizeUrl().replace(/^http:\/\/[^/]+/, ''))).status).toBe(400);
  });

  it('asks for another sign-in where the App names another person', async () => {
    await control().createAccount({ login: 'joe', type: 'User' });
    const cookie = await control().startSession('jane');
    const path = authorizeUrl({ login: 'joe' }).replace(/^http:\/\/[^/]+/, '');
    expect((await site(path, { headers: { cookie } })).headers.get('location')).toMatch(/^\/login\?.*login=joe/);
  });

  it('names its issuer, another one, or none as older servers do', async () => {
    await control().setOAuthServer({ issuer: 'none' });
    expect(await broughtBack(authorizeUrl())).not.toHaveProperty('iss');
    await control().setOAuthServer({ issuer: 'https://ghe.example.com/login/oauth' });
    expect(await broughtBack(authorizeUrl())).toMatchObject({ iss: 'https://ghe.example.com/login/oauth' });
  });

  describe('and its codes', () => {
    const codeFor = async (asked: Record<string, string> = {}) => (await broughtBack(authorizeUrl(asked))).code ?? '';
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };

    it('are good once, for ten minutes, for the App that asked and knows its secret', async () => {
      const code = await codeFor();
      expect(await askToken({ code, client_secret: 'wrong' })).toMatchObject({ error: 'incorrect_client_credentials' });
      expect(await askToken({ code, client_id: 'wrong' })).toMatchObject({ error: 'incorrect_client_credentials' });
      const other = await control().createApp();
      const others = { client_id: other.clientId, client_secret: other.clientSecret };
      expect(await askToken({ code, ...others })).toMatchObject({ error: 'bad_verification_code' });
      expect(await askToken({ code, grant_type: 'password' })).toMatchObject({ error: 'unsupported_grant_type' });
      expect(await askToken({ code })).toMatchObject({ token_type: 'bearer', scope: '' });
      expect(await askToken({ code })).toEqual({
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
        error_uri: expect.stringMatching(/^https:/),
      });
      const late = await codeFor();
      await control().setClock(601);
      expect(await askToken({ code: late })).toMatchObject({ error: 'bad_verification_code' });
    });

    it('go with the way back that was asked for', async () => {
      const code = await codeFor({ redirect_uri: callback });
      expect(await askToken({ code, redirect_uri: `${callback}/2` })).toMatchObject({ error: 'redirect_uri_mismatch' });
      const next = await codeFor({ redirect_uri: callback });
      expect(await askToken({ code: next, redirect_uri: callback })).toHaveProperty('access_token');
    });

    it('need the verifier of their challenge, where the server knows PKCE', async () => {
      expect(await askToken({ code: await codeFor(pkce), code_verifier: verifier })).toHaveProperty('access_token');
      expect(await askToken({ code: await codeFor(pkce) })).toMatchObject({ error: 'bad_verification_code' });
      const code = await codeFor(pkce);
      expect(await askToken({ code, code_verifier: `${verifier}x` })).toMatchObject({ error: 'bad_verification_code' });
      expect(await askToken({ code, code_verifier: verifier })).toMatchObject({ error: 'bad_verification_code' });
      const plain = { code_challenge: verifier, code_challenge_method: 'plain' };
      expect(await broughtBack(authorizeUrl(plain))).toMatchObject({ error: 'invalid_request' });
      await control().setOAuthServer({ pkce: false });
      expect(await askToken({ code: await codeFor(pkce) })).toHaveProperty('access_token');
    });

    it('are taken from a form, JSON or the URL, and answered as a form unless JSON is asked for', async () => {
      const send = async (asked: 'form' | 'json' | 'url') => {
        const parameters = { client_id: app().clientId, client_secret: app().clientSecret, code: await codeFor() };
        const query = new URLSearchParams(parameters);
        const body = asked === 'json' ? JSON.stringify(parameters) : query;
        const headers: Record<string, string> = asked === 'json' ? { 'content-type': 'application/json' } : {};
        const path = `/login/oauth/access_token${asked === 'url' ? `?${query}` : ''}`;
        return site(path, { method: 'POST', headers, ...(asked === 'url' ? {} : { body }) });
      };
      for (const asked of ['form', 'json', 'url'] as const) {
        const answer = await send(asked);
        expect(answer.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
        expect(new URLSearchParams(await answer.text()).get('access_token')).toMatch(/^ghu_\w{36}$/);
      }
      const record = JSON.stringify(await control().requests());
      for (const secret of (await control().secrets()).tokens) expect(record).not.toContain(secret);
      expect((await control().tokenRequests()).map(({ outcome }) => outcome)).toEqual(['token', 'token', 'token']);
    });

    it('make Octokit act as the person', async () => {
      const baseUrl = authorizeUrl().replace(/\/login.*/, '');
      const { appId, pem: privateKey, clientId, clientSecret } = app();
      const { request } = new Octokit({ baseUrl });
      const auth = createAppAuth({ appId, privateKey, clientId, clientSecret, request });
      const { token } = await auth({ type: 'oauth-user', code: await codeFor() });
      const { data } = await new Octokit({ baseUrl, auth: token }).request('GET /user');
      expect(data).toMatchObject({ login: 'jane', type: 'User' });
    });
  });
});
