import { setTimeout as sleep } from 'node:timers/promises';
import { progressBar } from '../command-line/progress-bar';

/** Collaborators of {@link createKeyWait}. */
export interface KeyWaitCollaborators {
  /** Says something that stays on the screen. */
  readonly progress: (line: string) => void;
  /** Rewrites the last line of the terminal, or takes it away; absent where there is no terminal. */
  readonly redraw?: (line: string | undefined) => void;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How often a terminal shows the time, and a log says that the wait goes on. */
const TICK_MILLISECONDS = 1_000;
const LINE_EVERY_MILLISECONDS = 60_000;

/**
 * Waits for the moment from which a replaced key is not needed any more, and shows that it goes on: a bar at a terminal, a line a minute elsewhere.
 * `left` where the operator does not want to wait any longer; nothing is lost by that.
 */
export function createKeyWait({ progress, redraw, signal, now, pause = sleepUnlessLeft }: KeyWaitCollaborators) {
  return async function waitUntil(moment: Date): Promise<'over' | 'left'> {
    const whole = moment.getTime() - now().getTime();
    const left = () => Math.max(0, moment.getTime() - now().getTime());
    const until = `${moment.toISOString().slice(11, 19)} UTC`;
    progress(
      `Both keys work until ${until}: calls may still name the old one. Ctrl-C leaves the wait and loses nothing.`,
    );
    try {
      while (left() > 0 && !signal.aborted) {
        if (redraw !== undefined) {
          redraw(`${progressBar(1 - left() / whole)} ${inMinutes(left())} left`);
        } else if (left() < whole) {
          progress(`waiting: ${inMinutes(left())} left`);
        }
        await pause(Math.min(left(), redraw === undefined ? LINE_EVERY_MILLISECONDS : TICK_MILLISECONDS), signal);
      }
    } finally {
      redraw?.(undefined);
    }
    return left() > 0 ? 'left' : 'over';
  };
}

function inMinutes(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function sleepUnlessLeft(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
