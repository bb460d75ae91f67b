import { Hono } from 'hono';
import { rateLimitOwner } from '../rate-limits/rate-limits';
import type { World } from '../world/world';
import { type ApiEnvironment, callingToken } from './call';
import type { MetaBody, RateLimitOverview } from './schemas';

/** What GitHub answers to everybody. Credentials are not needed, but only installation tokens are taken. */
export function openRoutes({ rateLimits }: World) {
  return new Hono<ApiEnvironment>()
    .use(async (c, next) => {
      if (c.var.call.identity.kind !== 'anonymous') callingToken(c);
      await next();
    })
    .get('/rate_limit', (c) => {
      const core = rateLimits.state(rateLimitOwner(c.var.call.identity));
      const search = { limit: 30, remaining: 30, used: 0, reset: core.reset };
      return c.json<RateLimitOverview>({ resources: { core, search, graphql: core }, rate: core });
    })
    .get('/meta', (c) => c.json<MetaBody>({ verifiable_password_authentication: false }))
    .get('/zen', (c) => c.text('Keep it logically awesome.'));
}
