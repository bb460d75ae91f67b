import { createHash } from 'node:crypto';
import type { GitHubOutcome, GitHubThrottle } from './outcome';
import type { RateLimitOwner } from './rate-limit-line';

/** Whose limit a request spends: that of an App or an installation on a host, otherwise that of the token, and of this machine's address where there is none. */
export interface Spender {
  readonly baseUrl: string;
  readonly spends?: RateLimitOwner | undefined;
  readonly token: string | undefined;
}

interface KnownLimit {
  readonly until: number;
  readonly throttle: GitHubThrottle;
}

/** More limits than this are never held: those go first that were met first. */
const capacity = 1_000;

/** GitHub's limits are filled again each hour: no answer, however odd, keeps us from asking for longer. */
const longestMilliseconds = 3_600_000;

/**
 * The limits that this process has met, until they are lifted. To go on asking while limited can cost an integration its access
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function createKnownLimits(now: () => Date) {
  const limits = new Map<string, KnownLimit>();

  return {
    /** The answer that a request would get again; absent where nothing stands against asking. */
    recall(spender: Spender): GitHubThrottle | undefined {
      const key = keyOf(spender);
      const known = limits.get(key);
      if (!known) return undefined;
      const left = known.until - now().getTime();
      if (left > 0) return { ...known.throttle, retryAfterSeconds: Math.ceil(left / 1000) };
      limits.delete(key);
      return undefined;
    },

    /** Keeps an answer, if it is a limit that holds for whatever the spender asks. */
    remember(spender: Spender, outcome: GitHubOutcome): void {
      if (outcome.kind !== 'throttled' || (outcome.resource ?? 'core') !== 'core') return;
      const key = keyOf(spender);
      const wait = Math.min(outcome.retryAfterSeconds * 1000, longestMilliseconds);
      limits.delete(key);
      limits.set(key, { until: now().getTime() + wait, throttle: outcome });
      const [oldest] = limits.keys();
      if (limits.size > capacity && oldest !== undefined) limits.delete(oldest);
    },
  };
}

function keyOf({ baseUrl, spends, token }: Spender): string {
  const owner = spends
    ? `${spends.appId} ${spends.installationId ?? ''}`
    : createHash('sha256')
        .update(token ?? '')
        .digest('base64');
  return `${baseUrl} ${owner}`;
}
