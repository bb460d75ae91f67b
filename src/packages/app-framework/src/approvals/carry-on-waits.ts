import { waitText } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { logInfo } from '../lambda/logger';
import type { AskedApprovals, Decision, KeptApproval } from './asked-approvals-table';
import type { AnswerTask, TaskOutcome } from './task-machine';

export interface CarryOnCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly asked: Pick<AskedApprovals, 'of' | 'sent'>;
  readonly waiting: Pick<WaitingJobs, 'goOn'>;
  readonly answerTask: AnswerTask;
  readonly now?: () => Date;
}

/** What a step fails with that somebody rejected: definitions may catch it. */
export const rejectedError = 'ApprovalRejected';

export type CarryOnWaits = ReturnType<typeof createCarryOnWaits>;

/**
 * Does what decisions on a job left undone: tells its execution of those that it was not told of, and has its row name what is still to be decided.
 * Done after each decision, and by whoever comes next where that was cut short. Done twice, or by two at once, it is as good as once.
 */
export function createCarryOnWaits(collaborators: CarryOnCollaborators) {
  const { jobs, asked, waiting, answerTask, now = () => new Date() } = collaborators;

  /** Answers what came of what was sent, by tokens. @throws AwsCallError */
  return async function carryOn(
    jobId: string,
    remainingMilliseconds: () => number,
  ): Promise<ReadonlyMap<string, TaskOutcome>> {
    const outcomes = new Map<string, TaskOutcome>();
    for (const one of await asked.of(jobId, remainingMilliseconds)) {
      if (!one.decision || one.isSent) continue;
      const outcome = await answerTask(one.token, taskAnswerOf(one.decision), remainingMilliseconds);
      outcomes.set(one.token, outcome);
      logInfo('execution is told of a decision', { job: jobId, name: one.name, ...one.decision, outcome });
      await asked.sent(jobId, one, remainingMilliseconds);
    }
    await settle(jobId, remainingMilliseconds);
    return outcomes;
  };

  /** Others may decide at the same time: whoever looks last finds all that was decided. */
  async function settle(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    for (;;) {
      const { waitsFor: was } = (await jobs.read(jobId, remainingMilliseconds)) ?? {};
      if (!was) return;
      const open = (await asked.of(jobId, remainingMilliseconds)).filter((one) => isOpen(one, now()));
      if (open.some((one) => waitText(one) === waitText(was))) return;
      const [next] = open;
      await waiting.goOn({ jobId, was, ...(next && { next }) }, remainingMilliseconds);
    }
  }
}

/** Whether somebody may still decide on it. */
export function isOpen(
  { decision, isSent, until }: Pick<KeptApproval, 'decision' | 'isSent' | 'until'>,
  at: Date,
): boolean {
  return !decision && !isSent && new Date(until) >= at;
}

function taskAnswerOf({ as, by }: Decision) {
  return as === 'approved'
    ? ({ kind: 'success', output: { approvedBy: by } } as const)
    : ({ kind: 'failure', error: rejectedError, cause: `Rejected by ${by}.` } as const);
}
