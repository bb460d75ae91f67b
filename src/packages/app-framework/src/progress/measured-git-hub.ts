import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { readMeasuredDeployment } from '../lambda/connection';
import { logInfo, logRecord } from '../lambda/logger';

/** The door to GitHub, which measures what is left of the limits of installations where the deployment wants that. */
export function measuredGitHub() {
  const measured = readMeasuredDeployment();
  const meter =
    measured && createRateLimitMeter({ ...measured, detail: readRateLimitDetail(measured.metrics), write: logRecord });
  return createGitHub({ write: logInfo, onRateLimit: (limit, { spends }) => spends && meter?.see(spends, limit) });
}
