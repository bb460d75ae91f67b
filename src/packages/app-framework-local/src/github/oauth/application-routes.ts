import { Hono } from 'hono';
import { simpleUser } from '../accounts/account-body';
import type { App } from '../apps/apps';
import { requiredText } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, jsonObject } from '../server/call';
import { notFound, requiresAuthentication } from '../server/github-error';
import type { AuthorizationBody } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { World } from '../world/world';
import { createAuthorizationActs } from './authorization-acts';
import type { UserToken } from './user-tokens';

/** What an App asks about the tokens of people, with its client id and secret. */
export function applicationRoutes(world: World) {
  const { apps, userTokens } = world;
  const acts = createAuthorizationActs(world);
  const path = '/applications/:client';

  /** @throws GitHubError 401 without the App's id and secret, 404 for a token that is not its own or works no more. */
  async function tokenOf(c: ApiContext): Promise<UserToken> {
    const app = callingClient(c);
    const token = userTokens.find(requiredText(await jsonObject(c), 'access_token'));
    if (token === undefined || token.app !== app) throw notFound();
    return token;
  }

  function callingClient(c: ApiContext): App {
    const [, encoded = ''] = /^basic (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const app = apps.byClientId(clientId);
    if (app === undefined || !app.oauth.clientSecrets.has(secret.join(':'))) throw requiresAuthentication();
    if (c.req.param('client') !== clientId) throw notFound();
    return app;
  }

  return new Hono<ApiEnvironment>()
    .post(`${path}/token`, async (c) => c.json<AuthorizationBody>(authorizationBody(await tokenOf(c), c.var.call.base)))
    .delete(`${path}/token`, async (c) => {
      userTokens.end(await tokenOf(c));
      return c.body(null, 204);
    })
    .delete(`${path}/grant`, async (c) => {
      const { app, user } = await tokenOf(c);
      acts.revoke(app, { actor: { person: user }, base: c.var.call.base });
      return c.body(null, 204);
    });
}

function authorizationBody(token: UserToken, base: string): AuthorizationBody {
  const { app, user, text } = token;
  return {
    id: token.id,
    url: `${base}/authorizations/${token.id}`,
    scopes: [],
    token: text,
    token_last_eight: text.slice(-8),
    hashed_token: null,
    app: { client_id: app.clientId, name: app.slug, url: `https://github.com/apps/${app.slug}` },
    note: null,
    note_url: null,
    fingerprint: null,
    created_at: gitHubTime(token.createdAt),
    updated_at: gitHubTime(token.createdAt),
    expires_at: token.expiresAt === undefined ? null : gitHubTime(token.expiresAt),
    user: simpleUser(user, base),
  };
}
