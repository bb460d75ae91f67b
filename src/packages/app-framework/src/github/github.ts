import { setTimeout as timer } from 'node:timers/promises';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { Endpoints } from '@octokit/types';
import Bottleneck from 'bottleneck/light.js';
import { type WriteLine, writeCall } from './call-line';
import { createKnownLimits } from './known-limits';
import { nextPageOf } from './next-page';
import { failureOf, type GitHubOutcome, isUnchanged } from './outcome';
import type { RateLimit } from './rate-limit';
import type { RateLimitOwner } from './rate-limit-line';
import { createTimedFetch } from './timed-fetch';
import { timeLeftOf, withinTime } from './within-time';

/** Method and path of GitHub's REST API, with its parameters in braces, or its GraphQL API. Enterprises are not in Octokit's types yet. */
export type GitHubRoute =
  | keyof Endpoints
  | 'GET /enterprises/{enterprise}/installation'
  | 'POST /graphql'
  /** A path that is written out already. */
  | 'GET /{+path}';

/** One request to GitHub. */
export interface GitHubRequest {
  /** Base of the REST API, such as `https://api.github.com` or `https://HOST/api/v3`. */
  readonly baseUrl: string;
  readonly route: GitHubRoute;
  /** For the braces of the route; what is left goes into the query or the body. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The form of the answer, in the place of JSON: a diff where there is one. */
  readonly format?: 'diff';
  /** What `etag` of an earlier answer said: where nothing has changed since, the answer has the status 304, no data, and costs nothing of the limit. */
  readonly etag?: string;
  /** App token or installation token; undefined for what GitHub tells everybody, within the limits of this machine's address. */
  readonly token: string | undefined;
  /** How much time the caller has left; a minute when absent. Nothing, waiting and trying again included, takes longer. */
  readonly remainingMilliseconds?: () => number;
  /** Whose rate limit the token spends; the token's own when absent. */
  readonly spends?: RateLimitOwner;
  /** Asked just before each try is sent, whatever was waited for until then: where it throws nothing is sent, and `request` throws the same. */
  readonly beforeTry?: () => Promise<void>;
}

interface Responded {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined; readonly etag?: string | undefined };
}

interface TimedRequest extends GitHubRequest {
  readonly remainingMilliseconds: () => number;
}

/** What was asked, without the token that it was asked with. */
export type AskedRequest = Pick<GitHubRequest, 'baseUrl' | 'route' | 'parameters' | 'spends'>;

/** Settings of the door; each has a default. */
export interface GitHubOptions {
  /** Goes into `User-Agent`, which GitHub requires. */
  readonly userAgent?: string;
  /** Longest time for one try of a request; 10 s by default. */
  readonly timeoutMilliseconds?: number;
  /** Wait before the first repetition, four times that before the second; 250 ms by default. */
  readonly retryMilliseconds?: number;
  /** Sees the rate limit that each response reports. */
  readonly onRateLimit?: (limit: RateLimit, request: AskedRequest) => void;
  /** Writes a line for each try of a request. */
  readonly write?: WriteLine;
  /** How requests are sent, for those who go through a proxy; the platform's own `fetch` when absent. */
  readonly fetch?: typeof fetch;
  /** The time; the machine's when absent. */
  readonly now?: () => Date;
}

export type GitHub = ReturnType<typeof createGitHub>;

/** The version that GitHub Enterprise Server knows too (https://docs.github.com/en/rest/about-the-rest-api/api-versions). */
const apiVersion = '2022-11-28';

const repetitions = 2;
/** What a caller still needs to answer after the last try failed. */
const reserveMilliseconds = 1_000;
const minute = 60_000;
const everyClientError = Array.from({ length: 100 }, (_, index) => 400 + index);

const ThrottledOctokit = Octokit.plugin(withinTime, throttling, retry);

/**
 * The one door to GitHub. `request` answers what came back and never throws for what GitHub or the network does, but for what `beforeTry` throws:
 *
 * - a try takes at most 10 s and never longer than the time left
 * - 5xx, broken connections and time-outs are tried twice again where repeating is safe: reads, and minting of tokens
 * - a rate limit is waited for, as long as GitHub says, where that fits the time left; otherwise it is answered as `throttled`, and the same
 *   App or installation is answered so from memory, without a word to GitHub, until the limit is lifted
 */
export function createGitHub(options: GitHubOptions = {}) {
  const { timeoutMilliseconds = 10_000, onRateLimit, write, now = () => new Date() } = options;
  const limits = createKnownLimits(now);
  const hosts = new Map<string, Octokit>();
  const octokitFor = (baseUrl: string): Octokit => {
    const known = hosts.get(baseUrl);
    if (known) return known;
    const made = createOctokit(baseUrl, options);
    hosts.set(baseUrl, made);
    return made;
  };

  async function ask(request: TimedRequest): Promise<GitHubOutcome> {
    const { baseUrl, route, parameters, format, etag, token, spends, remainingMilliseconds, beforeTry } = request;
    const asked = { baseUrl, route, ...(parameters && { parameters }), ...(spends && { spends }) };
    const timeLeft = () => remainingMilliseconds() - reserveMilliseconds;
    const held: unknown[] = [];
    const fetch = createTimedFetch({
      timeoutMilliseconds,
      ...(options.fetch && { send: options.fetch }),
      remainingMilliseconds: timeLeft,
      beforeTry: async () =>
        beforeTry?.().catch((error: unknown) => {
          held.push(error);
          throw error;
        }),
      onTry: (tried) => {
        if (write) writeCall(write, { ...tried, route, spends });
        if (tried.limit) onRateLimit?.(tried.limit, asked);
      },
    });
    try {
      const response: Responded = await octokitFor(baseUrl).request(route, {
        ...parameters,
        ...(format && { mediaType: { format } }),
        headers: {
          ...(etag !== undefined && { 'if-none-match': etag }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          'x-github-api-version': apiVersion,
        },
        // A number here would overrule which statuses are tried again, so there is one only where it is none.
        request: { fetch, timeLeft, ...(!isSafeToRepeat(route) && { retries: 0 }) },
      });
      if (!format && typeof response.data === 'string' && response.data !== '') {
        return { kind: 'unavailable', request: route, status: response.status, message: 'the answer is no JSON' };
      }
      const nextPage = nextPageOf(response.headers.link);
      return {
        kind: 'answered',
        status: response.status,
        data: response.data,
        ...(response.headers.etag !== undefined && { etag: response.headers.etag }),
        ...(nextPage && { nextPage }),
      };
    } catch (error) {
      if (held.length > 0) throw held[0];
      if (etag !== undefined && isUnchanged(error)) return { kind: 'answered', status: 304, data: undefined, etag };
      return failureOf({ request: route, error, secrets: token === undefined ? [] : [token], now: now() });
    }
  }

  return {
    async request(request: GitHubRequest): Promise<GitHubOutcome> {
      const remainingMilliseconds = request.remainingMilliseconds ?? untilAMinuteFromNow();
      const known = limits.recall(request);
      if (known && known.retryAfterSeconds * 1000 >= remainingMilliseconds() - reserveMilliseconds) {
        return { ...known, request: request.route };
      }
      if (known) await timer(known.retryAfterSeconds * 1000);
      const outcome = await ask({ ...request, remainingMilliseconds });
      limits.remember(request, outcome);
      return outcome;
    },
  };
}

function createOctokit(baseUrl: string, options: GitHubOptions): Octokit {
  const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  // The plugin's own groups let one token request through at a time, one write a second and one comment in three, counted over the whole
  // process. That is for scripts that write as one user; here every request is for a token or a list, or paced by who asks, each App and
  // installation has limits of its own, and GitHub allows 100 at a time, so only that is guarded.
  const group = (id: string) => new Bottleneck.Group({ id, maxConcurrent: 20, timeout: 2 * minute });
  const throttle = {
    id: baseUrl,
    global: group('global'),
    auth: group('auth'),
    write: group('write'),
    notifications: group('notifications'),
    onRateLimit: waitIfTimeAllows,
    onSecondaryRateLimit: waitIfTimeAllows,
  };
  return new ThrottledOctokit({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent ?? 'app-framework-for-github-apps-on-aws',
    log: quiet,
    request: { log: quiet },
    throttle,
    // Rate limits are the throttling plugin's business, and no other 4xx gets better by asking again.
    retry: {
      retries: repetitions,
      doNotRetry: everyClientError,
      retryAfterBaseValue: options.retryMilliseconds ?? 250,
    },
  });
}

interface LimitedRequest {
  readonly request?: { readonly [option: string]: unknown };
}

function waitIfTimeAllows(
  retryAfterSeconds: number,
  { request }: LimitedRequest,
  _octokit: unknown,
  tried: number,
): boolean {
  return tried < repetitions && retryAfterSeconds * 1000 < timeLeftOf(request);
}

/** Minting twice leaves a token that nobody has and that expires by itself; revoking and suspending twice is as good as once. */
const safeToRepeat: readonly GitHubRoute[] = [
  'POST /app/installations/{installation_id}/access_tokens',
  'DELETE /installation/token',
  'PUT /app/installations/{installation_id}/suspended',
];

function isSafeToRepeat(route: GitHubRoute): boolean {
  return route.startsWith('GET ') || safeToRepeat.includes(route);
}

function untilAMinuteFromNow(): () => number {
  const end = performance.now() + minute;
  return () => end - performance.now();
}

function ignore(): void {}
