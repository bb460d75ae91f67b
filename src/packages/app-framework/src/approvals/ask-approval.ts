import type { AskedApproval } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { AskedApprovals } from './asked-approvals-table';

/** What a state hands over that waits for an approval. */
export interface ApprovalAsk extends Omit<AskedApproval, 'until'> {
  /** Name of the execution. */
  readonly job: string;
  readonly execution: string;
  readonly token: string;
  readonly seconds: number;
}

export interface AskCollaborators {
  readonly asked: Pick<AskedApprovals, 'ask'>;
  readonly waiting: Pick<WaitingJobs, 'wait'>;
  readonly jobs: Pick<Jobs, 'read'>;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** Keeps what a step waits for, and has it shown who may decide. Asked again it changes nothing. */
export function createAskApproval({ asked, waiting, jobs, report, now = () => new Date() }: AskCollaborators) {
  /** @throws Error for what is no such ask, and where the job goes on no more */
  return async function ask(state: unknown, remainingMilliseconds: () => number): Promise<void> {
    const { job, execution, token, seconds, name, permission, by } = parsedAsk(state);
    const known = await jobs.read(job, remainingMilliseconds);
    if (!known)
      throw new Error(`There is no job ${job}: only a workflow that triggers start may wait for an approval.`);
    const at = now();
    const wanted = { name, permission, by, until: new Date(at.getTime() + 1_000 * seconds).toISOString() };
    await asked.ask(job, { asked: wanted, token }, remainingMilliseconds);
    const written = await waiting.wait(
      { ...known, comment: commentOf(known), executionArn: execution },
      wanted,
      remainingMilliseconds,
    );
    logInfo('job waits for an approval', { job, name, permission, by, written });
    if (written === 'refused') throw new Error(`Job ${job} goes on no more: nobody is asked about it.`);
    await report({ ...known, status: 'WAITING', again: String(at.getTime()) }, remainingMilliseconds);
  };
}

/** People are asked in the thread of the pull request, where there is one. */
function commentOf({ comment, pullRequest }: KeptJob): KeptJob['comment'] {
  return comment ?? (pullRequest === undefined ? undefined : 'status');
}

function parsedAsk(state: unknown): ApprovalAsk {
  const [job = '', execution = '', token = '', name = '', permission = ''] = [
    ...['job', 'execution', 'token', 'name', 'permission'],
  ].map((each) => {
    const value = field(state, each);
    return typeof value === 'string' ? value : undefined;
  });
  const [seconds, by] = [field(state, 'seconds'), field(state, 'by')];
  if ([job, execution, token, name, permission].every((text) => text !== '') && typeof seconds === 'number')
    return { job, execution, token, name, permission, seconds, by: by === 'anybody' ? by : 'others' };
  throw new Error('The state asks for an approval in a form that is not known: deploy the stack again.');
}
