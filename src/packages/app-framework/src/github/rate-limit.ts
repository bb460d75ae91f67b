/** What GitHub said is left of one of its limits. */
export interface RateLimit {
  /** GitHub's name of the limit, such as `core`. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/** Headers of a response, as `fetch` or as Octokit has them; names in lower case. */
export type ResponseHeaders = Headers | Readonly<Record<string, unknown>>;

/** Reads the rate-limit headers of a response; absent where it has none, as on GitHub Enterprise Server with limits switched off. */
export function readRateLimit(headers: ResponseHeaders): RateLimit | undefined {
  const limit = wholeNumber(headerOf(headers, 'x-ratelimit-limit'));
  const remaining = wholeNumber(headerOf(headers, 'x-ratelimit-remaining'));
  const reset = wholeNumber(headerOf(headers, 'x-ratelimit-reset'));
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  const resource = headerOf(headers, 'x-ratelimit-resource') ?? 'core';
  return { resource, limit, remaining, resetsAt: new Date(reset * 1000) };
}

/** Reads what `GET /rate_limit` answers: every limit of whoever asked. What is not in GitHub's form is passed over. */
export function readRateLimits(body: unknown): RateLimit[] {
  const resources = memberOf(body, 'resources');
  if (typeof resources !== 'object' || resources === null) return [];
  return Object.entries(resources).flatMap(([resource, bucket]) => {
    const limit = count(memberOf(bucket, 'limit'));
    const remaining = count(memberOf(bucket, 'remaining'));
    const reset = count(memberOf(bucket, 'reset'));
    if (limit === undefined || remaining === undefined || reset === undefined) return [];
    return [{ resource, limit, remaining, resetsAt: new Date(reset * 1000) }];
  });
}

function headerOf(headers: ResponseHeaders, name: string): string | undefined {
  const value: unknown = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value < 1e12 ? wholeNumber(String(value)) : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
