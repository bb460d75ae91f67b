import { Hono } from 'hono';
import { ControlError, numberInPath, readBody } from '../control/control-input';
import { createLookups } from '../control/lookups';
import { createAuthorizing } from '../login/authorizing';
import { newSession, sessionCookie } from '../login/sessions';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { addClientSecret, changeOAuth } from './oauth-settings';
import * as shapes from './oauth-shapes';

/** The part of the control API for people who sign in: what Apps are set to, and what people do in a browser. */
export function controlOAuth(world: World) {
  const { accounts, apps, deviceCodes, oauthServer, secrets, sessions, tokenRequests, userTokens } = world;
  const authorizing = createAuthorizing(world);
  const { accountCalled, appOf } = createLookups(world);
  const userCalled = (login: string) => accountCalled(login, 'User');

  return new Hono()
    .get('/apps', (c) => {
      const views = apps.all().map(({ id, slug, clientId, oauth }) => ({
        appId: id,
        slug,
        clientId,
        clientSecrets: [...oauth.clientSecrets],
        callbackUrls: oauth.callbackUrls,
        expireUserTokens: oauth.expiresTokens,
        deviceFlow: oauth.allowsDeviceFlow,
      }));
      return c.json({ apps: views });
    })
    .get('/users', (c) => c.json({ logins: accounts.users().map(({ login }) => login) }))
    .patch('/apps/:id/oauth', async (c) => {
      changeOAuth(appOf(numberInPath(c.req.param('id'))), await readBody(c, shapes.oauthChange));
      return c.json({});
    })
    .post('/apps/:id/client-secrets', (c) => {
      const clientSecret = addClientSecret(appOf(numberInPath(c.req.param('id'))), secrets);
      return c.json({ clientSecret }, 201);
    })
    .delete('/apps/:id/client-secrets/:secret', (c) => {
      const { oauth } = appOf(numberInPath(c.req.param('id')));
      if (!oauth.clientSecrets.delete(c.req.param('secret')))
        throw new ControlError(404, 'The App has no such secret.');
      return c.json({});
    })
    .patch('/oauth-server', async (c) => {
      const { issuer, pkce } = await readBody(c, shapes.oauthServerChange);
      if (issuer !== undefined) oauthServer.issuer = issuer === 'own' || issuer === 'none' ? issuer : { url: issuer };
      oauthServer.knowsPkce = pkce ?? oauthServer.knowsPkce;
      return c.json({});
    })
    .post('/browsers', async (c) => {
      const { url, user, deny } = await readBody(c, shapes.browsing);
      const session = newSession(userCalled(user));
      const next = authorizing.begin(new URL(url), session);
      if (typeof next === 'string') throw new ControlError(409, `GitHub asks no consent there: ${next}.`);
      if ('location' in next) return c.json({ location: next.location });
      const location = sessions.answer(session, next.question, deny === true ? 'no' : 'yes');
      return c.json({ location: location ?? '' });
    })
    .post('/sessions', async (c) => {
      const { user } = await readBody(c, shapes.newSession);
      return c.json({ cookie: `${sessionCookie}=${sessions.start(userCalled(user))}` }, 201);
    })
    .post('/device-approvals', async (c) => {
      const { userCode, user, deny } = await readBody(c, shapes.deviceApproval);
      const code = deviceCodes.waiting(userCode);
      if (code === undefined) throw new ControlError(404, `No device waits for the code "${userCode}".`);
      code.answer = deny === true ? 'denied' : { user: userCalled(user) };
      return c.json({});
    })
    .post('/user-tokens', async (c) => {
      const { appId, user, flow } = await readBody(c, shapes.newUserToken);
      const asked = { app: appOf(appId), user: userCalled(user), flow: flow ?? 'web' };
      const { text, expiresAt, refresh } = userTokens.issue(asked);
      return c.json(
        {
          accessToken: text,
          ...(expiresAt === undefined ? {} : { expiresAt: gitHubTime(expiresAt) }),
          ...(refresh && { refreshToken: refresh.text, refreshTokenExpiresAt: gitHubTime(refresh.expiresAt) }),
        },
        201,
      );
    })
    .get('/apps/:id/user-tokens', (c) => {
      const tokens = userTokens.ofApp(appOf(numberInPath(c.req.param('id')))).map((token) => ({
        login: token.user.login,
        flow: token.flow,
        works: userTokens.find(token.text) !== undefined,
        createdAt: gitHubTime(token.createdAt),
      }));
      return c.json({ tokens });
    })
    .get('/token-requests', (c) => c.json({ requests: tokenRequests.all() }));
}
