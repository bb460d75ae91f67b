import { setTimeout as pause } from 'node:timers/promises';
import { ComeAgainError } from '../aws/serve-batch';
import { type PaceState, spent, type WriteKind, waitFor } from '../progress/write-pace';
import type { SharedPace } from './shared-pace-table';

export interface PaceSettings {
  readonly note: SharedPace;
  readonly remainingMilliseconds: () => number;
  readonly now?: () => number;
}

export type Write = <Outcome>(kind: WriteKind, write: () => Promise<Outcome>) => Promise<Outcome>;

/** So much of the function's time is left for the write itself and what follows it. */
const reserveMilliseconds = 5_000;

/**
 * Writes as fast as an installation may, whichever of its functions write, and no faster. A write is noted before it is made: who dies in between has
 * written less than is noted. @throws ComeAgainError where the time of the function is over before that
 */
export function createPacedWrites({ note, remainingMilliseconds, now = Date.now }: PaceSettings): Write {
  let known: PaceState = {};

  return async function write(kind, work) {
    let isNoted = false;
    while (!isNoted) {
      const wait = waitFor(known, { kind, now: now() });
      if (wait + reserveMilliseconds > remainingMilliseconds()) {
        throw new ComeAgainError(
          `The next write waits ${wait} ms, and the function has ${remainingMilliseconds()} ms: the next try goes on here.`,
          Math.ceil(wait / 1_000),
        );
      }
      if (wait > 0) await pause(wait);
      const next = spent(known, { kind, now: now() });
      const noted = await note(known, next);
      isNoted = noted === 'noted';
      known = noted === 'noted' ? next : noted;
    }
    return work();
  };
}
