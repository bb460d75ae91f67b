import { inlineCode } from '../command-text/foreign-text';
import type { KeptJob } from '../jobs/job-row';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';
import type { ApproverVerdict } from './judge-approver';

export function refused(text: string): ApprovalAnswer {
  return { kind: 'refused', text };
}

export function hasEnded(job: KeptJob): ApprovalAnswer {
  const reason = job.stop ? ` ${job.stop.reason}` : '';
  return refused(`Job ${shortId(job)} has ended already: there is nothing to decide.${reason}`);
}

/** What somebody is told who may not decide. */
export function notAllowed(
  verdict: Exclude<ApproverVerdict, { kind: 'allowed' }>,
  job: KeptJob,
  permission: string,
): ApprovalAnswer {
  switch (verdict.kind) {
    case 'bot':
      return refused(`A bot decides nothing here: somebody with ${inlineCode(permission)} permission has to.`);
    case 'unknown':
      return refused(
        `GitHub does not tell the App who may decide on job ${shortId(job)}, so nothing was decided: whoever runs this bot finds the reason in its log.`,
      );
    case 'moved':
      return refused(
        `Job ${shortId(job)} is for commit ${inlineCode(job.sha)}, and the head is ${inlineCode(verdict.head)} by now: look at that, and decide on its own job.`,
      );
    default:
      return refused(
        `Whoever decides on job ${shortId(job)} must have ${inlineCode(permission)} permission in this repository.`,
      );
  }
}

/** Whoever approved its start is told so again: their comment may come to be read twice. */
export function wasApproved(job: KeptJob, { by, operation }: ApprovalRequest): ApprovalAnswer {
  const text = `Job ${shortId(job)} was approved before, by ${inlineCode(job.approvedBy ?? 'somebody')}.`;
  return { kind: operation === 'approve' && job.approvedBy === by.login ? 'done' : 'refused', text };
}

const shortLength = 10;

export function shortId({ jobId }: Pick<KeptJob, 'jobId'>): string {
  return inlineCode(jobId.slice(0, shortLength));
}
