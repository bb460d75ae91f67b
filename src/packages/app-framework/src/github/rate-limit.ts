/** What GitHub said is left of one of its limits. */
export interface RateLimit {
  /** GitHub's name of the limit, such as `core`. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/** Reads the rate-limit headers of a response; absent where it has none, as on GitHub Enterprise Server with limits switched off. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = wholeNumber(headers.get('x-ratelimit-limit'));
  const remaining = wholeNumber(headers.get('x-ratelimit-remaining'));
  const reset = wholeNumber(headers.get('x-ratelimit-reset'));
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  const resource = headers.get('x-ratelimit-resource') ?? 'core';
  return { resource, limit, remaining, resetsAt: new Date(reset * 1000) };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
