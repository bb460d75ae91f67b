import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter, type RateLimitMeter } from '../github/rate-limit-meter';
import { type MeasuredDeployment, readMeasuredDeployment } from '../lambda/connection';
import { logRecord } from '../lambda/logger';
import type { SeenResponse } from './auth-hook';

export interface RateLimitTapOptions {
  /** The deployment that metrics are for; the connected one when absent. */
  readonly measured?: () => MeasuredDeployment | undefined;
  /** Writes one line of a log. */
  readonly write?: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * Writes what GitHub's responses say is left of an App's and an installation's limits, for the metrics of the deployment, where
 * `CredentialManager.connect` has set the function up for it. Elsewhere nobody reads the lines, and none are written.
 */
export function createRateLimitTap({ measured = readMeasuredDeployment, write = logRecord }: RateLimitTapOptions = {}) {
  let meter: RateLimitMeter | undefined;
  let isRead = false;

  return function tap({ appId, installationId, headers }: SeenResponse): void {
    if (!isRead) {
      isRead = true;
      const found = measured();
      meter = found && createRateLimitMeter({ ...found, detail: readRateLimitDetail(found.metrics), write });
    }
    meter?.seeHeaders(headers, { appId, installationId });
  };
}

/** One for all Octokits of the process, so that together they write no more than one line a minute. */
export const tapRateLimits = createRateLimitTap();
