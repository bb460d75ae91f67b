import { inlineCode } from '../command-text/foreign-text';
import type { Executions } from '../jobs/execution-machine';
import { openStatuses } from '../jobs/job';
import { type KeptJob, waitMark } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import { hasEnded, notAllowed, refused, shortId, wasApproved } from './answers';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';
import type { AskedApprovals, Decision, KeptApproval } from './asked-approvals-table';
import { type CarryOnWaits, isOpen } from './carry-on-waits';
import type { JudgeApprover } from './judge-approver';

export interface DecideWaitCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly asked: Pick<AskedApprovals, 'of' | 'decide'>;
  readonly executions: Pick<Executions, 'describe'>;
  readonly judge: JudgeApprover;
  readonly carryOn: CarryOnWaits;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** Has a step go on that waits for somebody's approval, or fail. Asked again, it does what an earlier try left undone, and nothing twice. */
export function createDecideWait(collaborators: DecideWaitCollaborators) {
  const { jobs, asked, executions, judge, carryOn, report, now = () => new Date() } = collaborators;

  return async function decideWait(
    job: KeptJob,
    request: ApprovalRequest,
    remainingMilliseconds: () => number,
  ): Promise<ApprovalAnswer> {
    if (!openStatuses.includes(job.status)) return hasEnded(job);
    // What others decided before, and was cut short.
    await carryOn(job.jobId, remainingMilliseconds);
    const all = await asked.of(job.jobId, remainingMilliseconds);
    const target = meantBy(request, { job, all, at: now() });
    if ('kind' in target) return target;
    const { permission } = target;
    const verdict = await judge({ job, request, permission }, remainingMilliseconds);
    if (verdict.kind !== 'allowed') return notAllowed(verdict, job, permission);
    if (target.by === 'others' && (await isOf(job, request)))
      return refused(`Job ${shortId(job)} is yours: somebody else has to decide on ${nameOf(target)}.`);
    if (!target.decision && !isOpen(target, now())) return refused(`${nameOf(target)} waits no more.`);
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
      const outcome = (await carryOn(job.jobId, remainingMilliseconds)).get(wanted.token);
      const current = (await jobs.read(job.jobId, remainingMilliseconds)) ?? job;
      await report({ ...current, again: String(now().getTime()) }, remainingMilliseconds);
      const words = `${nameOf(wanted)} of job ${shortId(job)}`;
      if (isOwn && outcome === 'gone') return refused(`${words} waits no more: nothing goes on by this.`);
      if (isOwn && outcome === 'gone or taken') return whatIsSo(`${words} is ${as}`);
      if (isOwn) return { kind: 'done', text: `${words} is ${as}, for commit ${inlineCode(job.sha)}.` };
      const isSame = decision.by === own.by && decision.as === as;
      const text = `${words} was ${decision.as} before, by ${inlineCode(decision.by)}.`;
      return { kind: isSame ? 'done' : 'refused', text };
    }

    /** Step Functions was told, and nobody heard what it answered; asked again, it knew of no such step any more. */
    async function whatIsSo(words: string): Promise<ApprovalAnswer> {
      const { status } = (await executions.describe(job, remainingMilliseconds)) ?? {};
      const isOn = status === 'RUNNING';
      const text = `${words}: its step waits no more, and the job ${isOn ? 'goes on' : 'has ended'}.`;
      return { kind: isOn ? 'done' : 'refused', text };
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

interface Meaning {
  readonly job: KeptJob;
  /** All that the job waits for or waited for. */
  readonly all: readonly KeptApproval[];
  readonly at: Date;
}

/** The one wait that somebody decides on: what they were shown, and nothing that was asked for since. */
function meantBy(request: ApprovalRequest, { job, all, at }: Meaning): KeptApproval | ApprovalAnswer {
  const named = all.filter(({ name }) => request.name === undefined || name === request.name);
  const known = named.filter((one) => wasShown(one, { request, job, all }));
  const open = known.filter((one) => isOpen(one, at));
  if (open.length > 1)
    return refused(`Job ${shortId(job)} waits for several: name one of ${open.map(nameOf).join(', ')} behind it.`);
  const own = known.find(({ decision }) => decision?.by === request.by.login);
  const target = open[0] ?? own ?? known.at(-1);
  if (target) return target;
  // They let it start, and are heard once more.
  if (request.name === undefined && job.approvedBy === request.by.login) return wasApproved(job, request);
  const [later] = named.filter((one) => isOpen(one, at));
  if (later)
    return refused(
      `This is from before job ${shortId(job)} asked for ${nameOf(later)}: look at that, and decide anew.`,
    );
  return refused(`Job ${shortId(job)} waits for nothing like that: there is nothing to decide.`);
}

interface Showing extends Omit<Meaning, 'at'> {
  readonly request: ApprovalRequest;
}

/** A button is of one wait. A comment is about what had been asked for when it was written. */
function wasShown(one: KeptApproval, { request, job, all }: Showing): boolean {
  const { wait, writtenAt } = request;
  if (wait !== undefined) return wait === waitMark(job, one);
  if (writtenAt === undefined) return false;
  if (one.askedAt === undefined) return true;
  // GitHub counts in seconds.
  const [asked, written] = [secondOf(one.askedAt), secondOf(writtenAt)];
  const hasOther = all.some(({ token, decision }) => decision && token !== one.token);
  return hasOther ? written > asked : written >= asked;
}

function secondOf(time: string): number {
  return Math.floor(new Date(time).getTime() / 1_000);
}

function nameOf({ name }: KeptApproval): string {
  return inlineCode(name);
}
