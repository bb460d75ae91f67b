import type { GitHubOptions } from '../github/github';
import type { RateLimit } from '../github/rate-limit';

/** What GitHub said last of the rate limit of each App. */
export function createAppLimits() {
  const limits = new Map<number, RateLimit>();
  const onRateLimit: GitHubOptions['onRateLimit'] = (limit, { spends }) => {
    if (spends) limits.set(spends.appId, limit);
  };
  return { onRateLimit, limitOf: (appId: number) => limits.get(appId) };
}
