import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { StopJob } from '../jobs/stop-jobs';
import { hasEnded, notAllowed, shortId } from './answers';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';
import type { JudgeApprover } from './judge-approver';

export interface CancelCollaborators {
  readonly judge: JudgeApprover;
  readonly stop: StopJob;
}

/** Has a job end whose button somebody pressed that may write to its repository, as GitHub tells then. */
export function createCancelJob({ judge, stop }: CancelCollaborators) {
  return async function cancel(
    job: KeptJob,
    request: ApprovalRequest,
    remainingMilliseconds: () => number,
  ): Promise<ApprovalAnswer> {
    if (!openStatuses.includes(job.status)) return hasEnded(job);
    const verdict = await judge({ job, request, permission: 'write' }, remainingMilliseconds);
    if (verdict.kind !== 'allowed') return notAllowed(verdict, job, 'write');
    const reason = `Stopped by ${request.by.login}.`;
    const outcome = await stop(job, { as: 'ABORTED', reason }, remainingMilliseconds);
    return outcome === 'stopped' ? { kind: 'done', text: `Job ${shortId(job)} is being stopped.` } : hasEnded(job);
  };
}
