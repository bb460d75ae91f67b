import { usePeople } from './people.test.support';

const hour = 3600;

describe('refreshing', () => {
  const { app, askToken, control, site, statusOf } = usePeople();
  const refresh = (token: string | undefined, more: Record<string, string> = {}) =>
    askToken({ grant_type: 'refresh_token', refresh_token: token ?? '', ...more });
  const newPair = (flow: 'web' | 'device' = 'web') =>
    control().createUserToken({ appId: app().appId, user: 'jane', flow });

  it('makes another pair, and ends the old one with both its halves', async () => {
    const old = await newPair();
    expect(await statusOf(old.accessToken)).toBe(200);
    const next = await refresh(old.refreshToken);
    expect(next).toEqual({
      access_token: expect.stringMatching(/^ghu_\w{36}$/),
      expires_in: 28_800,
      refresh_token: expect.stringMatching(/^ghr_\w{76}$/),
      refresh_token_expires_in: 15_897_600,
      scope: '',
      token_type: 'bearer',
    });
    expect([await statusOf(old.accessToken), await statusOf(next.access_token)]).toEqual([401, 200]);
    expect(await control().userTokens(app().appId)).toMatchObject([
      { login: 'jane', flow: 'web', works: false },
      { login: 'jane', flow: 'web', works: true },
    ]);
  });

  it('refuses a refresh token the second time, and ends what came of it', async () => {
    const { refreshToken } = await newPair();
    const next = await refresh(refreshToken);
    const newest = await refresh(String(next.refresh_token));
    expect(await refresh(refreshToken)).toMatchObject({
      error: 'bad_refresh_token',
      error_description: 'The refresh token passed is incorrect or expired.',
    });
    expect(await statusOf(newest.access_token)).toBe(401);
    expect(await refresh(String(newest.refresh_token))).toMatchObject({ error: 'bad_refresh_token' });
    expect((await control().tokenRequests()).map(({ grantType, outcome }) => `${grantType}: ${outcome}`)).toEqual([
      'refresh_token: token',
      'refresh_token: token',
      'refresh_token: bad_refresh_token',
      'refresh_token: bad_refresh_token',
    ]);
  });

  it('works until six months have gone, the access token for eight hours', async () => {
    const one = await newPair();
    const other = await newPair();
    await control().setClock(8 * hour - 5);
    expect(await statusOf(one.accessToken)).toBe(200);
    await control().setClock(8 * hour + 1);
    expect(await statusOf(one.accessToken)).toBe(401);
    await control().setClock(15_897_600 - 5);
    expect(await refresh(one.refreshToken)).toHaveProperty('access_token');
    await control().setClock(15_897_600 + 1);
    expect(await refresh(other.refreshToken)).toMatchObject({ error: 'bad_refresh_token' });
  });

  it('is not there where tokens do not expire', async () => {
    await control().setOAuth(app().appId, { expireUserTokens: false });
    const { accessToken, ...more } = await newPair();
    expect(more).toEqual({});
    await control().setClock(15_897_600 * 2);
    expect(await statusOf(accessToken)).toBe(200);
  });

  it('takes the secret, but for pairs of the device flow, and the App whose they are', async () => {
    const web = await newPair();
    const device = await newPair('device');
    const without = async (token: string | undefined) => {
      const asked = { client_id: app().clientId, grant_type: 'refresh_token', refresh_token: token ?? '' };
      const init = { method: 'POST', body: new URLSearchParams(asked), headers: { accept: 'application/json' } };
      return (await site('/login/oauth/access_token', init)).json();
    };
    expect(await without(web.refreshToken)).toMatchObject({ error: 'incorrect_client_credentials' });
    expect(await refresh(device.refreshToken, { client_secret: 'wrong' })).toMatchObject({
      error: 'incorrect_client_credentials',
    });
    expect(await without(device.refreshToken)).toHaveProperty('access_token');
    const { clientSecret } = await control().addClientSecret(app().appId);
    await control().removeClientSecret(app().appId, app().clientSecret);
    expect(await refresh(web.refreshToken)).toMatchObject({ error: 'incorrect_client_credentials' });
    const other = await control().createApp();
    const others = { client_id: other.clientId, client_secret: other.clientSecret };
    expect(await refresh(web.refreshToken, others)).toMatchObject({ error: 'bad_refresh_token' });
    expect(await refresh(web.refreshToken, { client_secret: clientSecret })).toHaveProperty('access_token');
  });
});
