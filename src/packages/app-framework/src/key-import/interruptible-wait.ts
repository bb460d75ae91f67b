import { setTimeout as pause } from 'node:timers/promises';

/** Waits so long. @throws the signal's reason where it is aborted before that */
export async function interruptibleWait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(milliseconds, undefined, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
