import { inlineCode } from '../command-text/foreign-text';
import type { FindJobs } from '../job-keeping/operate-jobs';
import type { StartJob } from '../jobs/admission-queue';
import { openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { StopJob } from '../jobs/stop-jobs';
import { logInfo, logWarning } from '../lambda/logger';
import { type ApprovalAnswer, type ApprovalRequest, parseApprovalRequest } from './approval-request';
import type { ApproverVerdict, JudgeApprover } from './judge-approver';
import type { UnapprovedJobs } from './unapproved-jobs-table';

export interface DecideCollaborators {
  readonly find: Pick<FindJobs, 'named'>;
  readonly jobs: Pick<Jobs, 'read'>;
  readonly unapproved: UnapprovedJobs;
  readonly judge: JudgeApprover;
  readonly start: StartJob;
  readonly stop: StopJob;
  readonly report: SendReport;
}

/** Has jobs go on, or end, as people decide who may. Asked again, it does what an earlier try left undone, and nothing twice. */
export function createDecideApprovals(collaborators: DecideCollaborators) {
  const { find, jobs, unapproved, judge, start, stop, report } = collaborators;

  /** @throws Error for what is no such request, and where GitHub does not tell */
  return async function decide(asked: unknown, remainingMilliseconds: () => number): Promise<ApprovalAnswer> {
    const request = parseApprovalRequest(asked);
    const [found, ...others] = await find.named(request, remainingMilliseconds);
    // The index is behind.
    const job = found && (await jobs.read(found.jobId, remainingMilliseconds));
    if (!job)
      return refused('This repository has no such job: `status` lists those that wait, and check runs name theirs.');
    if (others.length > 0) return refused('Several jobs of this repository begin like that: give more of the id.');
    const known = undecidable(job, request);
    if (known) return known;
    const verdict = await judge({ job, by: request.by, permission: 'write' }, remainingMilliseconds);
    logInfo('job is decided on', { job: job.jobId, operation: request.operation, by: request.by.login, ...verdict });
    if (verdict.kind !== 'allowed') return refused(wordsOf(verdict, job));
    return request.operation === 'approve' ? approve(job, request) : reject(job, request);

    async function approve({ jobId }: KeptJob, asked: ApprovalRequest): Promise<ApprovalAnswer> {
      const written = await unapproved.release(jobId, asked.by, remainingMilliseconds);
      const current = await jobs.read(jobId, remainingMilliseconds);
      if (!current) throw new Error(`The row of job ${jobId} is gone.`);
      if (current.approvedBy === undefined)
        return undecidable(current, asked) ?? refused(`Job ${shortId(current)} is being stopped.`);
      await startApproved(current, remainingMilliseconds);
      return written === 'written'
        ? { kind: 'done', text: `Job ${shortId(current)} starts, for commit ${inlineCode(current.sha)}.` }
        : wasApproved(current, asked);
    }

    async function reject(waiting: KeptJob, { by }: ApprovalRequest): Promise<ApprovalAnswer> {
      const reason = `Rejected by ${by.login}.`;
      const outcome = await stop(waiting, { as: 'ABORTED', reason }, remainingMilliseconds);
      const text = `Job ${shortId(waiting)} is rejected, and never starts.`;
      return outcome === 'stopped' ? { kind: 'done', text } : refused(`Job ${shortId(waiting)} has ended already.`);
    }
  };

  /** What an approval that was interrupted left undone, too. */
  async function startApproved(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    if (job.status !== 'QUEUED') return;
    await report(job, remainingMilliseconds);
    await start(job, remainingMilliseconds);
  }
}

/** Why nobody can decide on a job; absent where somebody can, also where an approval may have been interrupted. */
function undecidable(job: KeptJob, asked: ApprovalRequest): ApprovalAnswer | undefined {
  if (isUnapproved(job) || (job.approvedBy !== undefined && job.status === 'QUEUED')) return undefined;
  if (!openStatuses.includes(job.status)) {
    const reason = job.stop ? ` ${job.stop.reason}` : '';
    return refused(`Job ${shortId(job)} has ended already: there is nothing to decide.${reason}`);
  }
  if (job.approvedBy !== undefined) return wasApproved(job, asked);
  logWarning('a job was decided on that waits for nobody', { job: job.jobId, status: job.status });
  return refused(`Job ${shortId(job)} waits for nobody: there is nothing to decide.`);
}

function wordsOf(verdict: Exclude<ApproverVerdict, { kind: 'allowed' }>, job: KeptJob): string {
  switch (verdict.kind) {
    case 'bot':
      return 'A bot decides nothing here: somebody who may write to this repository has to.';
    case 'moved':
      return `Job ${shortId(job)} is for commit ${inlineCode(job.sha)}, and the head is ${inlineCode(verdict.head)} by now: look at that, and decide on its own job.`;
    default:
      return `Whoever decides on job ${shortId(job)} must be allowed to write to this repository.`;
  }
}

/** Whoever approved it is told so again: their comment may come to be read twice. */
function wasApproved(job: KeptJob, { by, operation }: ApprovalRequest): ApprovalAnswer {
  const text = `Job ${shortId(job)} was approved before, by ${inlineCode(job.approvedBy ?? 'somebody')}.`;
  return { kind: operation === 'approve' && job.approvedBy === by.login ? 'done' : 'refused', text };
}

function refused(text: string): ApprovalAnswer {
  return { kind: 'refused', text };
}

const shortLength = 10;

function shortId({ jobId }: KeptJob): string {
  return inlineCode(jobId.slice(0, shortLength));
}
