import type { AskedRequest } from './github';
import { type RateLimit, type ResponseHeaders, readRateLimit } from './rate-limit';
import {
  type RateLimitDetail,
  type RateLimitLineOptions,
  type RateLimitOwner,
  type RateLimitReading,
  rateLimitLine,
} from './rate-limit-line';

export interface RateLimitMeterOptions {
  /** Name of the deployment's App table. */
  readonly deployment: string;
  /** `app` by default. */
  readonly detail?: RateLimitDetail;
  /** Writes one line of a log: an event, then its fields, all as members of one JSON object. */
  readonly write: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly now?: () => Date;
  /** Runs something later, without keeping the process alive for it. */
  readonly later?: (run: () => void, milliseconds: number) => void;
}

export type RateLimitMeter = ReturnType<typeof createRateLimitMeter>;

interface Window {
  until: number;
  /** The lowest since the window began; absent until something is seen that was not written. */
  lowest?: RateLimitReading | undefined;
}

const windowMilliseconds = 60_000;

/** More limits than this are not kept apart at a time: the one that was quiet longest is forgotten, and its next response is written at once. */
const capacity = 5_000;

/**
 * Writes what is left of GitHub's limits, read off responses that were asked for anyhow: for each App, installation and limit one line
 * at once, and then at most one a minute, with the lowest that was seen. Asks nothing and needs no AWS.
 */
export function createRateLimitMeter(options: RateLimitMeterOptions) {
  const { deployment, detail = 'app', write, now = () => new Date(), later = unrefTimeout } = options;
  const lineOptions: RateLimitLineOptions = { deployment, detail };
  const windows = new Map<string, Window>();

  const report = (key: string, reading: RateLimitReading): void => {
    windows.delete(key);
    windows.set(key, { until: now().getTime() + windowMilliseconds });
    const [quietest] = windows.keys();
    if (windows.size > capacity && quietest !== undefined) windows.delete(quietest);
    write('rate limit', rateLimitLine(lineOptions, reading));
  };

  const close = (key: string, window: Window): void => {
    if (windows.get(key) === window && window.lowest) report(key, window.lowest);
  };

  /** A limit of 0 is no limit, but something that the owner may not use at all. */
  const see = (owner: RateLimitOwner, limit: RateLimit): void => {
    if (limit.limit === 0) return;
    const key = `${owner.appId} ${owner.installationId ?? ''} ${limit.resource}`;
    const seenAt = now();
    const reading = { owner, limit, seenAt };
    const window = windows.get(key);
    const lowest = lowerOf(window?.lowest, reading);
    const left = window ? window.until - seenAt.getTime() : 0;
    if (!window || left <= 0) {
      report(key, lowest);
      return;
    }
    if (!window.lowest) later(() => close(key, window), left);
    window.lowest = lowest;
  };

  return {
    see,

    /** For responses of any client that names headers in lower case, such as Octokit. Without rate-limit headers nothing is seen. */
    seeHeaders(headers: ResponseHeaders, owner: RateLimitOwner): void {
      const limit = readRateLimit(headers);
      if (limit) see(owner, limit);
    },

    /** For the door's `onRateLimit`: requests that do not say whose limit they spend are passed over. */
    onRateLimit(limit: RateLimit, { spends }: AskedRequest): void {
      if (spends) see(spends, limit);
    },
  };
}

function lowerOf(known: RateLimitReading | undefined, next: RateLimitReading): RateLimitReading {
  return known && known.limit.remaining <= next.limit.remaining ? known : next;
}

/** Under Lambda a timer stands still between invocations; then the next response or the next invocation ends the minute. */
function unrefTimeout(run: () => void, milliseconds: number): void {
  setTimeout(run, milliseconds).unref();
}
