import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from '../command-line/command';
import { progressBar } from '../command-line/progress-bar';

/** Waits until then, with a bar at a terminal. `left` where the operator interrupts. */
export async function waitUntil(
  moment: Date,
  { redraw, signal }: Pick<CommandContext, 'redraw'> & { readonly signal: AbortSignal },
): Promise<'over' | 'left'> {
  const whole = Math.max(1, moment.getTime() - Date.now());
  const left = () => moment.getTime() - Date.now();
  try {
    while (left() > 0 && !signal.aborted) {
      redraw?.(`${progressBar(1 - left() / whole)} ${Math.ceil(left() / 1_000)} s left`);
      await sleep(Math.min(1_000, left()));
    }
  } finally {
    redraw?.(undefined);
  }
  return left() > 0 ? 'left' : 'over';
}
