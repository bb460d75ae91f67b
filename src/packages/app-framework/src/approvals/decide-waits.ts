import { inlineCode } from '../command-text/foreign-text';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { hasEnded, notAllowed, refused, shortId } from './answers';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';
import type { AskedApprovals, Decision, KeptApproval } from './asked-approvals-table';
import type { JudgeApprover } from './judge-approver';
import type { AnswerTask } from './task-machine';

export interface DecideWaitCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly asked: Pick<AskedApprovals, 'of' | 'decide'>;
  readonly waiting: Pick<WaitingJobs, 'goOn'>;
  readonly judge: JudgeApprover;
  readonly answerTask: AnswerTask;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** What a step fails with that somebody rejected: definitions may catch it. */
export const rejectedError = 'ApprovalRejected';

/** Has a step go on that waits for somebody's approval, or fail. Asked again, it does what an earlier try left undone, and nothing twice. */
export function createDecideWait(collaborators: DecideWaitCollaborators) {
  const { jobs, asked, waiting, judge, answerTask, report, now = () => new Date() } = collaborators;

  return async function decideWait(
    job: KeptJob,
    request: ApprovalRequest,
    remainingMilliseconds: () => number,
  ): Promise<ApprovalAnswer> {
    const all = await asked.of(job.jobId, remainingMilliseconds);
    const meant = request.name === undefined ? all : all.filter(({ name }) => name === request.name);
    const open = meant.filter(({ decision, until }) => !decision && new Date(until) >= now());
    if (!openStatuses.includes(job.status)) return hasEnded(job);
    if (open.length > 1)
      return refused(`Job ${shortId(job)} waits for several: name one of ${open.map(nameOf).join(', ')} behind it.`);
    const target = open[0] ?? meant.at(-1);
    if (!target) return refused(`Job ${shortId(job)} waits for nothing like that: there is nothing to decide.`);
    const verdict = await judge({ job, by: request.by, permission: target.permission }, remainingMilliseconds);
    if (verdict.kind !== 'allowed') return notAllowed(verdict, job, target.permission);
    if (target.by === 'others' && (await isOf(job, request)))
      return refused(`Job ${shortId(job)} is yours: somebody else has to decide on ${nameOf(target)}.`);
    if (!target.decision && new Date(target.until) < now()) return refused(`${nameOf(target)} waits no more.`);
    return carryOut(target);

    async function carryOut(wanted: KeptApproval): Promise<ApprovalAnswer> {
      const as = request.operation === 'approve' ? 'approved' : 'rejected';
      const own: Decision = { as, by: request.by.login };
      const isOwn =
        !wanted.decision &&
        (await asked.decide(job.jobId, { ...wanted, decision: own }, remainingMilliseconds)) === 'written';
      const rows = await asked.of(job.jobId, remainingMilliseconds);
      const { decision } = rows.find(({ name, token }) => name === wanted.name && token === wanted.token) ?? {};
      if (!decision) return refused(`${nameOf(wanted)} was asked for anew meanwhile: decide once more.`);
      // Also where somebody decided before, and was cut short then.
      const sent = await answerTask(wanted.token, taskAnswerOf(decision), remainingMilliseconds);
      const next = rows.find((one) => !one.decision && new Date(one.until) > now());
      await waiting.goOn({ jobId: job.jobId, was: wanted, ...(next && { next }) }, remainingMilliseconds);
      const current = (await jobs.read(job.jobId, remainingMilliseconds)) ?? job;
      await report({ ...current, again: String(now().getTime()) }, remainingMilliseconds);
      const words = `${nameOf(wanted)} of job ${shortId(job)}`;
      if (isOwn && sent === 'gone') return refused(`${words} waits no more: nothing goes on by this.`);
      if (isOwn) return { kind: 'done', text: `${words} is ${as}, for commit ${inlineCode(job.sha)}.` };
      const isSame = decision.by === own.by && decision.as === as;
      const text = `${words} was ${decision.as} before, by ${inlineCode(decision.by)}.`;
      return { kind: isSame ? 'done' : 'refused', text };
    }

    /** Theirs is a job that they started, also by running an earlier one again, or that is the next attempt of one. */
    async function isOf({ jobId, firstJob }: KeptJob, { by }: ApprovalRequest): Promise<boolean> {
      const first = firstJob === jobId ? undefined : await jobs.read(firstJob, remainingMilliseconds);
      return [job, first].some(
        (one) => one?.userId === by.id || one?.startedBy?.toLowerCase() === by.login.toLowerCase(),
      );
    }
  };
}

function taskAnswerOf({ as, by }: Decision) {
  return as === 'approved'
    ? ({ kind: 'success', output: { approvedBy: by } } as const)
    : ({ kind: 'failure', error: rejectedError, cause: `Rejected by ${by}.` } as const);
}

function nameOf({ name }: KeptApproval): string {
  return inlineCode(name);
}
