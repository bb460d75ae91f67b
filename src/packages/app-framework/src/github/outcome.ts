import { cutText } from '../lambda/cut-text';

/** GitHub's answer to a request that it served. `data` is what it sent, to be parsed by whoever asked. */
export interface GitHubAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly data: unknown;
  /** Names this answer, for those who ask again whether anything has changed. */
  readonly etag?: string;
  /** Query parameters of the next page, where there is one. */
  readonly nextPage?: Readonly<Record<string, string>>;
}

/**
 * Why a request was not served. `message` is GitHub's own, or says what happened on the way; it never holds a token.
 *
 * - `unauthorized`: 401, the token is not accepted
 * - `forbidden`: 403 or 451 that is no rate limit
 * - `not-found`: 404 or 410
 * - `unprocessable`: any other 4xx, GitHub does not take the request as it is
 * - `throttled`: a primary or secondary rate limit; `retryAfterSeconds` is at least 1
 * - `unavailable`: 5xx, no answer in time, a broken connection, an answer that is no JSON
 */
export interface GitHubRefusal {
  readonly kind: 'unauthorized' | 'forbidden' | 'not-found' | 'unprocessable' | 'unavailable';
  /** What was asked, such as `GET /app`. */
  readonly request: string;
  readonly message: string;
  /** GitHub's status, where it answered. */
  readonly status?: number;
  /** What `X-GitHub-SSO` said, where GitHub sent it: for the person alone whose token it was. */
  readonly singleSignOn?: string;
}

/** A rate limit, with the seconds to wait. */
export interface GitHubThrottle {
  readonly kind: 'throttled';
  readonly request: string;
  readonly message: string;
  readonly status?: number;
  readonly retryAfterSeconds: number;
  /** GitHub's name of the limit that is used up, such as `search`; absent for secondary limits. */
  readonly resource?: string;
}

export type GitHubFailure = GitHubRefusal | GitHubThrottle;
export type GitHubOutcome = GitHubAnswer | GitHubFailure;

/** How long to wait when GitHub says that a limit is met, but not until when: what its documentation asks for. */
const unsaidWaitSeconds = 60;

const longestMessage = 500;

interface Thrown {
  readonly request: string;
  readonly error: unknown;
  /** Secrets that must not be in the message, whatever a proxy on the way echoes. */
  readonly secrets: readonly string[];
  readonly now: Date;
}

/** What kind of failure it is that Octokit threw. */
export function failureOf({ request, error, secrets, now }: Thrown): GitHubFailure {
  const status = numberAt(error, 'status');
  const response = at(error, 'response');
  const message = plain(at(error, 'message'), secrets);
  // Octokit gives requests that were never answered the status 500, without a response.
  if (status === undefined || !isRecord(response)) return { kind: 'unavailable', request, message };
  const headers = at(response, 'headers');
  if (isRateLimit({ status, headers, message })) {
    const retryAfterSeconds = waitSeconds(headers, now);
    const resource = usedUp(headers);
    return { kind: 'throttled', request, status, message, retryAfterSeconds, ...(resource && { resource }) };
  }
  const singleSignOn = at(headers, 'x-github-sso');
  return {
    kind: kindOf(status),
    request,
    status,
    message,
    ...(typeof singleSignOn === 'string' && { singleSignOn }),
  };
}

/** Octokit throws what GitHub says to those who have the answer already. */
export function isUnchanged(error: unknown): boolean {
  return numberAt(error, 'status') === 304;
}

function kindOf(status: number): GitHubRefusal['kind'] {
  if (status === 401) return 'unauthorized';
  if (status === 403 || status === 451) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  return status >= 400 && status < 500 ? 'unprocessable' : 'unavailable';
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export function isRateLimit(answer: { status: number; headers: unknown; message: string }): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  const said = at(answer.headers, 'x-ratelimit-remaining') === '0' || at(answer.headers, 'retry-after') !== undefined;
  return said || /\b(secondary rate|rate limit exceeded|abuse detection)\b/i.test(answer.message);
}

function waitSeconds(headers: unknown, now: Date): number {
  const after = Number(at(headers, 'retry-after'));
  if (Number.isFinite(after) && after > 0) return Math.ceil(after);
  const reset = Number(at(headers, 'x-ratelimit-reset'));
  const untilReset = Math.ceil(reset - now.getTime() / 1000);
  const isUsedUp = at(headers, 'x-ratelimit-remaining') === '0';
  return isUsedUp && untilReset > 0 ? untilReset : unsaidWaitSeconds;
}

function usedUp(headers: unknown): string | undefined {
  const resource = at(headers, 'x-ratelimit-resource');
  return at(headers, 'x-ratelimit-remaining') === '0' && typeof resource === 'string' ? resource : undefined;
}

function plain(message: unknown, secrets: readonly string[]): string {
  const text = typeof message === 'string' && message.trim() !== '' ? message : 'no reason given';
  const masked = secrets.reduce((masking, secret) => masking.replaceAll(secret, '***'), text);
  return cutText(masked.replace(/\s+/g, ' '), longestMessage);
}

function at(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function numberAt(value: unknown, name: string): number | undefined {
  const found = at(value, name);
  return typeof found === 'number' ? found : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
