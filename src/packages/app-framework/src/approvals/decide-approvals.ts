import type { FindJobs } from '../job-keeping/operate-jobs';
import { isUnapproved } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import { logInfo } from '../lambda/logger';
import { refused } from './answers';
import { type ApprovalAnswer, parseApprovalRequest } from './approval-request';
import { createDecideStart, type DecideStartCollaborators } from './decide-starts';
import { createDecideWait, type DecideWaitCollaborators } from './decide-waits';

export interface DecideCollaborators extends DecideStartCollaborators, DecideWaitCollaborators {
  readonly find: Pick<FindJobs, 'named'>;
  readonly jobs: Pick<Jobs, 'read'>;
  readonly waiting: DecideStartCollaborators['waiting'] & DecideWaitCollaborators['waiting'];
}

/** Has jobs start, go on or end as people decide who may. */
export function createDecideApprovals(collaborators: DecideCollaborators) {
  const { find, jobs } = collaborators;
  const decideStart = createDecideStart(collaborators);
  const decideWait = createDecideWait(collaborators);

  /** @throws Error for what is no such request, and where GitHub does not tell */
  return async function decide(asked: unknown, remainingMilliseconds: () => number): Promise<ApprovalAnswer> {
    const request = parseApprovalRequest(asked);
    const [found, ...others] = await find.named(request, remainingMilliseconds);
    // The index is behind.
    const job = found && (await jobs.read(found.jobId, remainingMilliseconds));
    if (!job)
      return refused('This repository has no such job: `status` lists those that wait, and check runs name theirs.');
    if (others.length > 0) return refused('Several jobs of this repository begin like that: give more of the id.');
    const isToStart = isUnapproved(job) || (job.approvedBy !== undefined && !job.waitsFor);
    const answer = await (isToStart ? decideStart : decideWait)(job, request, remainingMilliseconds);
    logInfo('job is decided on', { job: job.jobId, operation: request.operation, by: request.by.login, ...answer });
    return answer;
  };
}
