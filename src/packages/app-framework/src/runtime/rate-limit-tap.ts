import { type WriteLine, writeCall } from '../github/call-line';
import { readRateLimit } from '../github/rate-limit';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter, type RateLimitMeter } from '../github/rate-limit-meter';
import { type MeasuredDeployment, readMeasuredDeployment } from '../lambda/connection';
import { logInfo, logRecord } from '../lambda/logger';
import type { SeenResponse } from './auth-hook';

export interface RateLimitTapOptions {
  /** The deployment that metrics are for; the connected one when absent. */
  readonly measured?: () => MeasuredDeployment | undefined;
  /** Writes one line of a log. */
  readonly write?: WriteLine;
  /** The same, for the line of each call. */
  readonly writeOfCall?: WriteLine;
}

/**
 * Writes what GitHub's responses say is left of an App's and an installation's limits, for the metrics of the deployment, where
 * `CredentialManager.connect` has set the function up for it; and there a line for each call. Elsewhere nobody reads the lines, and none are
 * written.
 */
export function createRateLimitTap({
  measured = readMeasuredDeployment,
  write = logRecord,
  writeOfCall = logInfo,
}: RateLimitTapOptions = {}) {
  let meter: RateLimitMeter | undefined;
  let isRead = false;

  return function tap({ appId, installationId, headers, ...call }: SeenResponse): void {
    if (!isRead) {
      isRead = true;
      const found = measured();
      meter = found && createRateLimitMeter({ ...found, detail: readRateLimitDetail(found.metrics), write });
    }
    if (!meter) return;
    const spends = { appId, installationId };
    writeCall(writeOfCall, { ...call, limit: readRateLimit(headers), spends });
    meter.seeHeaders(headers, spends);
  };
}

/** One for all Octokits of the process, so that together they write no more than one line a minute. */
export const tapRateLimits = createRateLimitTap();
