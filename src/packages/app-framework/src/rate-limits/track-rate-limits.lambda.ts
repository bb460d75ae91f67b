import { openRateLimits } from './open-rate-limits';
import { createRateLimitTracking } from './track-rate-limits';

export type { TrackRateLimitsEnvironment } from './open-rate-limits';

const track = createRateLimitTracking(openRateLimits());

/** The schedule's entry. */
export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  await track(() => context.getRemainingTimeInMillis());
}
