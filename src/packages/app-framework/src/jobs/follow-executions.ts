import { logInfo } from '../lambda/logger';
import { executionStatus } from './execution-status';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface FollowCollaborators {
  readonly jobs: Pick<Jobs, 'read' | 'run' | 'end'>;
  readonly report: SendReport;
}

/** Brings the row of a job up to date with what Step Functions tells, and has it shown. Told twice or late, it changes nothing. */
export function createFollowExecutions({ jobs, report }: FollowCollaborators) {
  return async function follow(event: unknown, remainingMilliseconds: () => number): Promise<void> {
    const told = executionStatus(event);
    if (!told) return;
    const { jobId, executionArn, status, error, cause } = told;
    const outcome =
      status === 'RUNNING'
        ? await jobs.run(jobId, executionArn, remainingMilliseconds)
        : await jobs.end(jobId, { status, error, cause, executionArn }, remainingMilliseconds);
    const job = await jobs.read(jobId, remainingMilliseconds);
    logInfo('execution followed', { job: jobId, status, outcome: job ? outcome : 'no job' });
    // Where the row was brought up to date before, showing it may have failed.
    if (job) await report(job, remainingMilliseconds);
  };
}
