import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  /** Completes "waited in vain for …". */
  readonly what: string;
  /** 300 by default: what a busy machine kept a function from comes again after three minutes. It costs nothing where all is well. */
  readonly seconds?: number;
}

/** Asks until `probe` answers something, and answers that. */
export async function eventually<T>(
  { what, seconds = 300 }: Patience,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    const waited = performance.now() - began;
    if (waited > seconds * 1000) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    // What takes seconds is asked for less often: asking keeps the machine from what is waited for.
    await pause(Math.min(Math.max(waited / 10, 100), 500));
  }
}

/** GitHub tells whole seconds: what is said in the second of a push may have been said before it, and a command is refused then. */
export async function nextSecond(): Promise<void> {
  const now = () => Math.floor(Date.now() / 1000);
  const present = now();
  await eventually({ what: 'the next second' }, async () => now() > present || undefined);
}
