import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again until the answer is what is waited for, or some seconds have passed; answers the last one. Patience costs nothing where all is
 * well: fewer seconds are for what must never come.
 */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, seconds = 300): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (holds(answer) || Date.now() > deadline) return answer;
    await sleep(50);
  }
}
