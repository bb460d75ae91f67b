import { Hono } from 'hono';
import { rateLimitOwner } from '../rate-limits/rate-limits';
import type { World } from '../world/world';
import { type ApiEnvironment, refuseBadCredentials } from './call';
import type { MetaBody, RateLimitOverview } from './schemas';

/** Addresses of both kinds, like those that GitHub publishes for its webhooks. Those of here come from loopback. */
const hookRanges = [
  '192.30.252.0/22',
  '185.199.108.0/22',
  '140.82.112.0/20',
  '143.55.64.0/20',
  '2a0a:a440::/29',
  '2606:50c0::/32',
];

/** What GitHub answers to everybody. Credentials are not needed, but only tokens of installations and people are taken. */
export function openRoutes({ rateLimits }: World) {
  return new Hono<ApiEnvironment>()
    .use(async (c, next) => {
      refuseBadCredentials(c);
      await next();
    })
    .get('/rate_limit', (c) => {
      const core = rateLimits.state(rateLimitOwner(c.var.call.identity));
      const search = { limit: 30, remaining: 30, used: 0, reset: core.reset };
      return c.json<RateLimitOverview>({ resources: { core, search, graphql: core }, rate: core });
    })
    .get('/meta', (c) => c.json<MetaBody>({ verifiable_password_authentication: false, hooks: [...hookRanges] }))
    .get('/zen', (c) => c.text('Keep it logically awesome.'));
}
