import { setTimeout as pause } from 'node:timers/promises';
import { ComeAgainError } from '../aws/serve-batch';
import { type PaceState, spent, type WriteKind, waitFor } from '../progress/write-pace';

export interface PaceSettings {
  readonly remainingMilliseconds: () => number;
  readonly now?: () => number;
}

export type Write = <Outcome>(kind: WriteKind, write: () => Promise<Outcome>) => Promise<Outcome>;

/** So much of the function's time is left for the write itself and what follows it. */
const reserveMilliseconds = 5_000;
/** By installation, of this process: handlers of other repositories may run in others, and what GitHub then refuses is tried again. */
const states = new Map<string, PaceState>();

/** Writes as fast as an installation may, and no faster. @throws Error where the time of the function is over before that */
export function createPacedWrites(
  installation: string,
  { remainingMilliseconds, now = Date.now }: PaceSettings,
): Write {
  return async function write(kind, work) {
    const wait = waitFor(states.get(installation) ?? {}, { kind, now: now() });
    if (wait + reserveMilliseconds > remainingMilliseconds()) {
      throw new ComeAgainError(
        `The next write waits ${wait} ms, and the function has ${remainingMilliseconds()} ms: the next try goes on here.`,
        Math.ceil(wait / 1_000),
      );
    }
    if (wait > 0) await pause(wait);
    states.set(installation, spent(states.get(installation) ?? {}, { kind, now: now() }));
    return work();
  };
}
