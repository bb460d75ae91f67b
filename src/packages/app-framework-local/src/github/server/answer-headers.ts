import { randomBytes } from 'node:crypto';
import { rateLimitHeaders, rateLimitOwner } from '../rate-limits/rate-limits';
import type { World } from '../world/world';
import type { ApiMiddleware } from './call';

/** The headers that every answer of GitHub has, faults and refusals included. */
export function answerHeaders({ clock, rateLimits }: World): ApiMiddleware {
  return async (c, next) => {
    await next();
    const headers = {
      date: new Date(clock.milliseconds()).toUTCString(),
      server: 'github.com',
      'x-github-request-id': requestId(),
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected': c.req.header('x-github-api-version') ?? '2022-11-28',
      'cache-control': 'private, max-age=60, s-maxage=60',
      vary: 'Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With',
      ...rateLimitHeaders(rateLimits.state(rateLimitOwner(c.var.call.identity))),
    };
    for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.header(name, value);
    if (c.res.headers.get('content-type') === 'application/json') {
      c.header('content-type', 'application/json; charset=utf-8');
    }
  };
}

function requestId(): string {
  const hex = randomBytes(14).toString('hex').toUpperCase();
  return [hex.slice(0, 4), hex.slice(4, 9), hex.slice(9, 15), hex.slice(15, 21), hex.slice(21)].join(':');
}
