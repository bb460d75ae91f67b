import { openStatuses } from './job';
import type { Jobs } from './jobs-table';

/** Which run of which job asks: what a state has in `$.job` and, once its execution was redriven, in `$$.Execution.RedriveCount`. */
export interface Generation {
  readonly jobId: string;
  /** @default 0 */
  readonly redrives?: number;
}

export type IsCurrent = ReturnType<typeof createIsCurrent>;

/**
 * Whether a step may write for its job: not once that has ended, was overtaken or is being stopped, nor for an earlier run of it. Asked just before
 * each write; a row that has not heard of a redrive yet is behind, and does not hold up the new run.
 */
export function createIsCurrent({ jobs }: { readonly jobs: Pick<Jobs, 'read'> }) {
  /** @throws AwsCallError */
  return async function isCurrent(
    { jobId, redrives = 0 }: Generation,
    remainingMilliseconds: () => number,
  ): Promise<boolean> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    if (!job || redrives < job.redrives) return false;
    if (redrives > job.redrives) return true;
    return openStatuses.includes(job.status) && job.stop === undefined;
  };
}
