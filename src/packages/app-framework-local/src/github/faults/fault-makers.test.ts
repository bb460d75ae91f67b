import { usePeople } from '../oauth/people.test.support';
import { addressNotAllowed, lostAnswer, noToken, serverError, silence, singleSignOnRequired } from './fault-makers';

const exchange = { method: 'POST', path: '^/login/oauth/access_token$' };

describe('the faults of people’s tokens', () => {
  const { app, askToken, control, site, statusOf } = usePeople();
  const newPair = () => control().createUserToken({ appId: app().appId, user: 'jane' });
  const refresh = (token: string | undefined) => askToken({ grant_type: 'refresh_token', refresh_token: token ?? '' });

  it('leave everything as it was where GitHub fails before it does anything', async () => {
    const { accessToken, refreshToken } = await newPair();
    await control().addFault(serverError(exchange, { status: 502 }));
    const failed = await site('/login/oauth/access_token', { method: 'POST' });
    expect([failed.status, failed.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    await control().addFault(noToken(exchange));
    expect(await refresh(refreshToken)).toEqual({});
    await control().addFault(silence(exchange));
    const signal = AbortSignal.timeout(1_000);
    await expect(site('/login/oauth/access_token', { method: 'POST', signal })).rejects.toThrow(/timeout|aborted/);
    expect(await statusOf(accessToken)).toBe(200);
    expect(await control().tokenRequests()).toEqual([]);
    expect(await refresh(refreshToken)).toHaveProperty('access_token');
  });

  it('lose an answer after the old pair has ended', async () => {
    const { accessToken, refreshToken } = await newPair();
    await control().addFault(lostAnswer(exchange));
    const body = new URLSearchParams({
      client_id: app().clientId,
      client_secret: app().clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken ?? '',
    });
    const lost = await site('/login/oauth/access_token', { method: 'POST', body });
    expect([lost.status, await lost.text()]).toEqual([502, expect.stringContaining('Unicorn')]);
    expect(await control().tokenRequests()).toMatchObject([{ grantType: 'refresh_token', outcome: 'token' }]);
    expect(await statusOf(accessToken)).toBe(401);
    expect(await refresh(refreshToken)).toMatchObject({ error: 'bad_refresh_token' });
  });

  it('tell an organization’s sign-in from its list of addresses', async () => {
    const { accessToken } = await newPair();
    const ask = async () => {
      const answer = await site('/user', { headers: { authorization: `token ${accessToken}` } });
      const { message } = Object(await answer.json());
      return [answer.status, answer.headers.get('x-github-sso'), message];
    };
    await control().addFault(singleSignOnRequired({ path: '^/user$' }, 'acme'));
    await control().addFault(addressNotAllowed({ path: '^/user$' }, 'acme'));
    expect(await ask()).toEqual([
      403,
      expect.stringMatching(/^required; url=https:\/\/github\.com\/orgs\/acme\/sso\?/),
      expect.stringContaining('SAML'),
    ]);
    expect(await ask()).toEqual([403, null, expect.stringContaining('IP allow list')]);
    expect((await ask())[0]).toBe(200);
  });

  it('lose an answer of the API after a comment was made', async () => {
    await control().createAccount({ login: 'acme', type: 'Organization' });
    await control().createRepository({ owner: 'acme', name: 'web' });
    await control().install({ appId: app().appId, account: 'acme' });
    await control().addMember({ organization: 'acme', user: 'jane' });
    await control().openIssue({ repository: 'acme/web', title: 'a' });
    const { accessToken } = await newPair();
    const path = '/repos/acme/web/issues/1/comments';
    const headers = { authorization: `token ${accessToken}` };
    await control().addFault(lostAnswer({ method: 'POST', path }));
    const lost = await site(path, { method: 'POST', headers, body: JSON.stringify({ body: 'b' }) });
    expect([lost.status, lost.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(await (await site(path, { headers })).json()).toMatchObject([{ body: 'b' }]);
  });
});
