import { setTimeout as pause } from 'node:timers/promises';
import { ComeAgainError } from '../aws/serve-batch';
import type { Job } from '../jobs/job';
import type { PaceTable } from './pace-table';
import { spent, type WriteKind, waitFor } from './write-pace';

export interface PaceCollaborators {
  readonly table: PaceTable;
  readonly now?: () => number;
}

/** A wait of so long is worth the time of the function. */
const longestPauseMilliseconds = 3_000;
/** So much of its time is left for the write itself. */
const reserveMilliseconds = 15_000;

/** What is to be made must wait: what is only changed need not. */
export class CreationWaitsError extends ComeAgainError {}

export type Paced = ReturnType<typeof createPaced>;

/** Does a write when the limits of its installation let it, and notes that before: who dies in between has written less than is noted. */
export function createPaced({ table, now = Date.now }: PaceCollaborators) {
  /** @throws ComeAgainError where that takes longer than the function has */
  return async function paced<Outcome>(
    { job, kind }: { readonly job: Pick<Job, 'host' | 'appId' | 'installationId'>; readonly kind: WriteKind },
    write: () => Promise<Outcome>,
    remainingMilliseconds: () => number,
  ): Promise<Outcome> {
    const state = await table.read(job, remainingMilliseconds);
    const wait = waitFor(state, { kind, now: now() });
    if (wait > longestPauseMilliseconds || wait + reserveMilliseconds > remainingMilliseconds()) {
      const message = `Installation ${job.installationId} has written as much as it may: the next ${kind} waits ${wait} ms.`;
      const Waits = kind === 'creation' ? CreationWaitsError : ComeAgainError;
      throw new Waits(message, Math.max(1, Math.ceil(wait / 1_000)));
    }
    if (wait > 0) await pause(wait);
    await table.write(job, spent(state, { kind, now: now() }), remainingMilliseconds);
    return write();
  };
}
