import { inlineCode } from '../command-text/foreign-text';
import type { StartJob } from '../jobs/admission-queue';
import { openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { StopJob } from '../jobs/stop-jobs';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { hasEnded, notAllowed, refused, shortId, wasApproved } from './answers';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';
import type { JudgeApprover } from './judge-approver';

export interface DecideStartCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly waiting: Pick<WaitingJobs, 'release'>;
  readonly judge: JudgeApprover;
  readonly start: StartJob;
  readonly stop: StopJob;
  readonly report: SendReport;
}

/** Has a job start that needs somebody's approval for it, or end. Asked again, it does what an earlier try left undone, and nothing twice. */
export function createDecideStart({ jobs, waiting, judge, start, stop, report }: DecideStartCollaborators) {
  return async function decideStart(
    job: KeptJob,
    request: ApprovalRequest,
    remainingMilliseconds: () => number,
  ): Promise<ApprovalAnswer> {
    const known = undecidable(job, request);
    if (known) return known;
    const verdict = await judge({ job, request, permission: 'write' }, remainingMilliseconds);
    if (verdict.kind !== 'allowed') return notAllowed(verdict, job, 'write');
    return request.operation === 'approve' ? approve(job) : reject(job);

    async function approve({ jobId }: KeptJob): Promise<ApprovalAnswer> {
      const written = await waiting.release(jobId, request.by, remainingMilliseconds);
      const current = await jobs.read(jobId, remainingMilliseconds);
      if (!current) throw new Error(`The row of job ${jobId} is gone.`);
      if (current.approvedBy === undefined)
        return undecidable(current, request) ?? refused(`Job ${shortId(current)} is being stopped.`);
      if (current.status === 'QUEUED') {
        await report(current, remainingMilliseconds);
        await start(current, remainingMilliseconds);
      }
      return written === 'written'
        ? { kind: 'done', text: `Job ${shortId(current)} starts, for commit ${inlineCode(current.sha)}.` }
        : wasApproved(current, request);
    }

    async function reject(unapproved: KeptJob): Promise<ApprovalAnswer> {
      const reason = `Rejected by ${request.by.login}.`;
      const outcome = await stop(unapproved, { as: 'ABORTED', reason }, remainingMilliseconds);
      const text = `Job ${shortId(unapproved)} is rejected, and never starts.`;
      return outcome === 'stopped' ? { kind: 'done', text } : hasEnded(unapproved);
    }
  };
}

/** Why nobody can decide whether it starts; absent where somebody can, also where an approval may have been interrupted. */
function undecidable(job: KeptJob, request: ApprovalRequest): ApprovalAnswer | undefined {
  if (isUnapproved(job) || (job.approvedBy !== undefined && job.status === 'QUEUED')) return undefined;
  return openStatuses.includes(job.status) ? wasApproved(job, request) : hasEnded(job);
}
