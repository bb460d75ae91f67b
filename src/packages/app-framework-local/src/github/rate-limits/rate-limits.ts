import type { Identity } from '../server/identity';
import type { RateLimit } from '../server/schemas';
import type { Clock } from '../world/clock';

/** GitHub's least limit of an App and of an installation, and that of callers without credentials, an hour. */
const authenticatedLimit = 5000;
const anonymousLimit = 60;
const windowSeconds = 3600;

interface Bucket {
  limit: number;
  used: number;
  resetAt: number;
}

/** Whose budget a request spends; `undefined` is everybody without valid credentials. */
export type RateLimitOwner = `app:${number}` | `installation:${number}` | `user:${number}` | undefined;

export type RateLimits = ReturnType<typeof createRateLimits>;

export function rateLimitOwner(identity: Identity): RateLimitOwner {
  if (identity.kind === 'app') return `app:${identity.app.id}`;
  if (identity.kind === 'installation') return `installation:${identity.token.installation.id}`;
  if (identity.kind === 'user') return `user:${identity.token.user.id}`;
  return undefined;
}

/** One budget for each App's JWTs, for each installation's tokens and for each person; a window starts with its first request. */
export function createRateLimits({ clock }: { clock: Clock }) {
  const buckets = new Map<RateLimitOwner, Bucket>();

  function bucketOf(owner: RateLimitOwner): Bucket {
    const now = clock.seconds();
    const present = buckets.get(owner);
    if (present !== undefined && present.resetAt > now) return present;
    const limit = present?.limit ?? (owner === undefined ? anonymousLimit : authenticatedLimit);
    const bucket = { limit, used: 0, resetAt: now + windowSeconds };
    buckets.set(owner, bucket);
    return bucket;
  }

  function state(owner: RateLimitOwner): RateLimit {
    const { limit, used, resetAt } = bucketOf(owner);
    return { limit, remaining: Math.max(0, limit - used), used, reset: resetAt };
  }

  return {
    state,
    spend(owner: RateLimitOwner): void {
      bucketOf(owner).used += 1;
    },
    /** Callers without credentials are never refused: they share this machine's one address. */
    isExhausted: (owner: RateLimitOwner): boolean => owner !== undefined && state(owner).remaining === 0,
    set(owner: RateLimitOwner, { limit, remaining }: { limit?: number; remaining?: number }): void {
      const bucket = bucketOf(owner);
      bucket.limit = limit ?? bucket.limit;
      bucket.used = remaining === undefined ? bucket.used : Math.max(0, bucket.limit - remaining);
    },
  };
}

export function rateLimitHeaders({ limit, remaining, used, reset }: RateLimit): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  };
}
