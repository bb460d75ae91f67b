import type { ApiMiddleware } from '../server/call';
import { GitHubError } from '../server/github-error';
import type { World } from '../world/world';
import { type RateLimitOwner, rateLimitOwner } from './rate-limits';

/** Counts requests against the caller's budget and refuses when it is used up. A 304 and `/rate_limit` are free. */
export function rateLimited({ rateLimits, writeLimits }: World): ApiMiddleware {
  return async (c, next) => {
    const { identity } = c.var.call;
    const owner = rateLimitOwner(identity);
    if (c.req.path === '/rate_limit') return next();
    if (rateLimits.isExhausted(owner)) throw rateLimitExceeded(owner);
    const installationId = identity.kind === 'installation' ? identity.token.installation.id : undefined;
    if (installationId !== undefined && writeLimits.isTooMuch(installationId, c.req.method)) throw secondaryLimit();
    await next();
    if (c.res.status !== 304) rateLimits.spend(owner);
    return undefined;
  };
}

function rateLimitExceeded(owner: RateLimitOwner): GitHubError {
  const [kind, id] = owner?.split(':') ?? ['anonymous', ''];
  return new GitHubError(
    403,
    `API rate limit exceeded for ${kind} ID ${id}.`,
    'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
  );
}

function secondaryLimit(): GitHubError {
  return new GitHubError(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  );
}
