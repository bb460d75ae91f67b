import type { GitHub } from '../github/github';
import { readRateLimits } from '../github/rate-limit';
import type { RateLimitMeter } from '../github/rate-limit-meter';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logInfo, logWarning } from '../lambda/logger';

/** A token of an installation that somebody was given a short time ago. */
export interface RecentToken {
  readonly appId: number;
  readonly installationId: number;
  readonly token: string;
  /** Base URL of the API that the token is for. */
  readonly gitHubApiUrl: string;
}

export interface RateLimitTrackingCollaborators {
  /** In any order, and more than one for an installation where several callers have one. */
  readonly recentlyVended: () => AsyncIterable<RecentToken>;
  readonly gitHub: Pick<GitHub, 'request'>;
  readonly meter: Pick<RateLimitMeter, 'see'>;
}

/**
 * What a run did: installations that were read, that have no limits (GitHub Enterprise Server may have them off), that could not be read,
 * and that there was no time for; and tokens that GitHub takes no more.
 */
export type RateLimitCount = 'read' | 'unlimited' | 'failed' | 'late' | 'refused';

const askedAtOnce = 10;
/** What a question may take at most: without so much time left none is asked. */
const longestAskMilliseconds = 11_000;

/**
 * Reads what is left of the limits of each installation that somebody got a token for: one `GET /rate_limit` with that token, which
 * GitHub does not count (https://docs.github.com/en/rest/rate-limit/rate-limit). Never mints a token, so an idle installation costs
 * nothing. One that fails stops no other.
 * @throws where the tokens cannot be listed, and where there were some and not one could be asked
 */
export function createRateLimitTracking({ recentlyVended, gitHub, meter }: RateLimitTrackingCollaborators) {
  const readOne = async (recent: RecentToken, remainingMilliseconds: () => number): Promise<RateLimitCount> => {
    const { appId, installationId, token, gitHubApiUrl } = recent;
    if (remainingMilliseconds() < longestAskMilliseconds) return 'late';
    const outcome = await gitHub.request({
      baseUrl: gitHubApiUrl,
      route: 'GET /rate_limit',
      token,
      remainingMilliseconds: () => Math.min(longestAskMilliseconds, remainingMilliseconds()),
    });
    // A caller may have revoked the token, or the account have suspended the App; GitHub Enterprise Server without limits knows no such path.
    if (outcome.kind === 'unauthorized' || outcome.kind === 'forbidden') return 'refused';
    if (outcome.kind === 'not-found') return 'unlimited';
    if (outcome.kind !== 'answered') {
      const { kind, message } = outcome;
      logWarning('rate limits were not read', { appId, installationId, reason: `${kind}: ${message}` });
      return 'failed';
    }
    const limits = readRateLimits(outcome.data);
    // What nobody has touched says nothing; the one that every request spends tells that the installation was looked at.
    const touched = limits.filter(({ resource, limit, remaining }) => resource === 'core' || remaining < limit);
    for (const limit of touched) meter.see({ appId, installationId }, limit);
    return limits.length > 0 ? 'read' : 'failed';
  };

  return async function track(remainingMilliseconds: () => number): Promise<Readonly<Record<RateLimitCount, number>>> {
    const counts = { read: 0, unlimited: 0, failed: 0, late: 0, refused: 0 };
    const settled = new Set<string>();
    const readOnce = async (recent: RecentToken): Promise<void> => {
      const installation = `${recent.appId} ${recent.installationId}`;
      if (settled.has(installation)) return;
      settled.add(installation);
      const result = await readOne(recent, remainingMilliseconds);
      counts[result] += 1;
      // Another token of the same installation may still be good.
      if (result === 'refused') settled.delete(installation);
    };
    try {
      await forEachAtMost({ items: recentlyVended(), atOnce: askedAtOnce }, readOnce);
    } finally {
      logInfo('rate limits tracked', counts);
    }
    if (counts.failed + counts.late > 0 && counts.read + counts.unlimited === 0) {
      throw new Error('Rate limits of no installation could be read: the log has the reason for each.');
    }
    return counts;
  };
}
