import { createGitHub } from '../github/github';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { logInfo, logRecord } from '../lambda/logger';

/** The door to GitHub, and a line in the log for what each App has left of its rate limits, at most one a minute. `deployment` is the name of the App table. */
export function createMeteredGitHub(deployment: string) {
  const meter = createRateLimitMeter({ deployment, write: logRecord });
  return createGitHub({ write: logInfo, onRateLimit: meter.onRateLimit });
}
