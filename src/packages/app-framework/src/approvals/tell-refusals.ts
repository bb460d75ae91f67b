import { inlineCode } from '../command-text/foreign-text';
import type { KeptJob } from '../jobs/job-row';
import type { SendReport } from '../jobs/report-queue';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import type { ApprovalAnswer, ApprovalRequest } from './approval-request';

export interface TellCollaborators {
  readonly waiting: Pick<WaitingJobs, 'refuse'>;
  readonly report: SendReport;
  readonly now?: () => Date;
}

export interface Answered {
  readonly request: ApprovalRequest;
  readonly answer: ApprovalAnswer;
}

/** Has the check run of a job say why somebody's button did nothing: who writes a comment is answered in its thread. */
export function createTellRefusal({ waiting, report, now = () => new Date() }: TellCollaborators) {
  return async function tell(
    job: KeptJob,
    { request, answer }: Answered,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    if (answer.kind !== 'refused' || request.writtenAt !== undefined) return;
    const text = `${inlineCode(request.by.login)} pressed a button, which did nothing. ${answer.text}`;
    if ((await waiting.refuse(job.jobId, text, remainingMilliseconds)) === 'refused') return;
    await report({ ...job, again: String(now().getTime()) }, remainingMilliseconds);
  };
}
