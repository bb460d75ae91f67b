import { setTimeout as sleep } from 'node:timers/promises';

export interface Parcel {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the process made of it. */
export type Forwarded =
  | { readonly kind: 'answered'; readonly status: number; readonly milliseconds: number; readonly text: string }
  | { readonly kind: 'given up'; readonly tries: number; readonly reason: string };

export interface ForwardCollaborators {
  readonly to: string;
  /** Told of each try that is repeated. */
  readonly again: (reason: string) => void;
  readonly signal: AbortSignal;
}

/** Waits before the next try. A process that starts again is there by then. */
const pausesMilliseconds = [250, 500, 1_000, 2_000];
/** As long as GitHub waits. */
const patienceMilliseconds = 10_000;
const longestText = 200;

/** Posts a delivery to a process, and repeats it a few times where that is not there or fails. */
export function createForward({ to, again, signal }: ForwardCollaborators) {
  return async function forward(parcel: Parcel): Promise<Forwarded> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await attempt(to, parcel);
      const pause = pausesMilliseconds[tries - 1];
      if (outcome.kind === 'answered' && outcome.status < 500) return outcome;
      const reason = outcome.kind === 'answered' ? `it answered with ${outcome.status}` : outcome.reason;
      if (pause === undefined || signal.aborted) return { kind: 'given up', tries, reason };
      again(reason);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  };
}

type Attempt = Exclude<Forwarded, { readonly kind: 'given up' }> | { readonly kind: 'failed'; readonly reason: string };

async function attempt(to: string, { headers, body }: Parcel): Promise<Attempt> {
  const begun = performance.now();
  try {
    // Not followed: what is signed here is for nobody else.
    const answer = await fetch(to, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    const text = (await answer.text()).slice(0, longestText);
    return { kind: 'answered', status: answer.status, milliseconds: Math.round(performance.now() - begun), text };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${patienceMilliseconds / 1_000} seconds`;
  const { cause } = error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : error.message;
}
