import { Hono } from 'hono';
import type { ApiEnvironment } from '../server/call';
import type { World } from '../world/world';
import { deviceLifetimeSeconds } from './device-codes';
import { answerAsAsked, readParameters } from './oauth-parameters';
import { refusal } from './oauth-refusal';
import { createTokenGrants } from './token-grants';

/** What programs ask for at GitHub's web site, where browsers go as well. */
export function oauthRoutes(world: World) {
  const { apps, deviceCodes } = world;
  const grant = createTokenGrants(world);
  return new Hono<ApiEnvironment>()
    .post('/login/oauth/access_token', async (c) => answerAsAsked(c, grant(await readParameters(c))))
    .post('/login/device/code', async (c) => {
      const app = apps.byClientId((await readParameters(c)).get('client_id') ?? '');
      if (app === undefined) return c.json({ error: 'Not Found' }, 404);
      if (!app.oauth.allowsDeviceFlow) return answerAsAsked(c, refusal('device_flow_disabled'));
      const { text, userCode, intervalSeconds } = deviceCodes.create(app);
      return answerAsAsked(c, {
        device_code: text,
        user_code: userCode,
        verification_uri: `${new URL(c.req.url).origin}/login/device`,
        expires_in: deviceLifetimeSeconds,
        interval: intervalSeconds,
      });
    });
}
