import { setTimeout as pause } from 'node:timers/promises';

const patienceSeconds = 300;

/** Asks until there is an answer. */
export async function until(what, probe) {
  const deadline = performance.now() + patienceSeconds * 1_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${patienceSeconds} s`);
    await pause(200);
  }
}
