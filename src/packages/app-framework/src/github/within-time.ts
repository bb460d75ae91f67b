import type { Octokit } from '@octokit/core';
import { isRateLimit, isRecord } from './outcome';

/** Time that a repetition must have, in milliseconds, to be worth it. */
const shortestTry = 100;

interface Options {
  readonly retry?: { readonly retryAfterBaseValue?: number };
}

/**
 * Tells the throttling and the retry plugin what they do not see, so it comes before both:
 *
 * - The retry plugin waits on a timer, whatever time is left: what does not fit is not tried again, and the first failure stands.
 * - The throttling plugin knows a limit by GitHub's words only: `Retry-After` on a 403 or 429 means the same
 *   (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function withinTime(octokit: Octokit, { retry }: Options): void {
  const base = retry?.retryAfterBaseValue ?? 1_000;
  octokit.hook.error('request', (error, { request }) => {
    const tried = Number(request.retryCount ?? 0);
    const nextWait = (tried + 1) ** 2 * base;
    if (timeLeftOf(request) < nextWait + shortestTry) request.retries = 0;
    if (isUnnamedLimit(error)) error.message += ' (secondary rate limit)';
    throw error;
  });
}

/** Milliseconds that the caller of this request has left. */
export function timeLeftOf(request: { readonly [option: string]: unknown } | undefined): number {
  const left: unknown = typeof request?.timeLeft === 'function' ? request.timeLeft() : 0;
  return typeof left === 'number' ? left : 0;
}

function isUnnamedLimit(error: Error): boolean {
  const { status, response }: Record<string, unknown> = isRecord(error) ? error : {};
  if (typeof status !== 'number' || !isRecord(response) || !isRecord(response.headers)) return false;
  const { headers } = response;
  const isNamed = /\bsecondary rate\b/i.test(error.message) || headers['x-ratelimit-remaining'] === '0';
  return !isNamed && headers['retry-after'] !== undefined && isRateLimit({ status, headers, message: error.message });
}
