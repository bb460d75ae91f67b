import { reasonOfBrokenConnection } from '../lambda/broken-connection';
import { type RateLimit, readRateLimit } from './rate-limit';

/** Statuses whose responses have no body (https://fetch.spec.whatwg.org/#null-body-status). */
const bodiless = new Set([101, 103, 204, 205, 304]);

/** What came of one try. */
export interface TriedRequest {
  /** Absent where no answer came. */
  readonly status?: number;
  readonly milliseconds: number;
  readonly limit?: RateLimit | undefined;
}

/** Limits of one try of one request. */
export interface TimedFetchOptions {
  readonly timeoutMilliseconds: number;
  /** How much time is left altogether; a try ends with it. */
  readonly remainingMilliseconds: () => number;
  /** Asked just before each try is sent, which is not where it throws. */
  readonly beforeTry?: (() => Promise<void>) | undefined;
  /** Told of each try when its answer began, or when none came. */
  readonly onTry?: ((tried: TriedRequest) => void) | undefined;
  /** Sends one try; the platform's `fetch` when absent. */
  readonly send?: typeof fetch;
}

/**
 * A `fetch` whose time-out covers the answer to its last byte: it resolves when the whole body has arrived, and rejects otherwise.
 * Octokit alone would take a body that breaks off for an empty one.
 */
export function createTimedFetch(options: TimedFetchOptions): typeof fetch {
  const { send = fetch } = options;
  return async (input, init) => {
    await options.beforeTry?.();
    const milliseconds = Math.floor(Math.min(options.timeoutMilliseconds, options.remainingMilliseconds()));
    if (milliseconds <= 0) throw new Error('no time was left to ask');
    const begun = performance.now();
    let isAnswered = false;
    try {
      const response = await send(input, { ...init, signal: AbortSignal.timeout(milliseconds) });
      isAnswered = true;
      const { status, headers } = response;
      options.onTry?.({ status, milliseconds: performance.now() - begun, limit: readRateLimit(headers) });
      const body = bodiless.has(status) ? null : await response.arrayBuffer();
      return new Response(body, { status, headers });
    } catch (cause) {
      if (!isAnswered) options.onTry?.({ milliseconds: performance.now() - begun });
      throw new Error(reasonOf(cause, milliseconds), { cause });
    }
  };
}

/** `fetch` says only that it failed; why stands in the cause. */
function reasonOf(thrown: unknown, milliseconds: number): string {
  if (nameOf(thrown) === 'TimeoutError') return `no complete answer within ${milliseconds} ms`;
  return reasonOfBrokenConnection(isRecord(thrown) && isRecord(thrown.cause) ? thrown.cause : thrown);
}

function nameOf(thrown: unknown): unknown {
  return isRecord(thrown) ? thrown.name : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
