import type { Job } from './job';
import type { NewJobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface SkipCollaborators {
  readonly jobs: Pick<NewJobs, 'skip'>;
  readonly report: SendReport;
}

export type SkipJob = ReturnType<typeof createSkipJob>;

/** Has the check of a job concluded that is never started: nothing runs for it. As good as once however often this is tried. */
export function createSkipJob({ jobs, report }: SkipCollaborators) {
  return async function skip(job: Job, reason: string, remainingMilliseconds: () => number): Promise<void> {
    await jobs.skip(job, reason, remainingMilliseconds);
    await report({ ...job, status: 'SKIPPED', redrives: 0 }, remainingMilliseconds);
  };
}
