import type { AskedApproval } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { logInfo } from '../lambda/logger';
import { field, textsIn } from '../lambda/parsed-json';
import type { AskedApprovals } from './asked-approvals-table';

/** What a state hands over that waits for an approval. */
export interface ApprovalAsk extends Omit<AskedApproval, 'until' | 'askedAt'> {
  /** Name of the execution. */
  readonly job: string;
  readonly execution: string;
  /** What Step Functions tells of the execution, which run of it this is among it; absent where an earlier version made the state machine. */
  readonly run?: unknown;
  readonly token: string;
  readonly seconds: number;
}

export interface AskCollaborators {
  readonly asked: Pick<AskedApprovals, 'ask'>;
  readonly waiting: Pick<WaitingJobs, 'wait'>;
  readonly jobs: Pick<Jobs, 'read' | 'run'>;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** Keeps what a step waits for, and has it shown who may decide. Asked again it changes nothing. */
export function createAskApproval({ asked, waiting, jobs, report, now = () => new Date() }: AskCollaborators) {
  /** @throws Error for what is no such ask, and where the job goes on no more */
  return async function ask(state: unknown, remainingMilliseconds: () => number): Promise<void> {
    const { job, execution, run, token, seconds, name, permission, by } = parsedAsk(state);
    const known = await jobs.read(job, remainingMilliseconds);
    if (!known)
      throw new Error(`There is no job ${job}: only a workflow that triggers start may wait for an approval.`);
    const redrives = redrivesOf(run) ?? known.redrives;
    if (redrives < known.redrives)
      throw new Error(`Job ${job} was redriven since: nobody is asked about its earlier run.`);
    // What tells of the redrive may come later than this.
    if (redrives > known.redrives) await jobs.run(known, { executionArn: execution, redrives }, remainingMilliseconds);
    const at = now();
    const until = new Date(at.getTime() + 1_000 * seconds).toISOString();
    const wanted = { name, permission, by, askedAt: at.toISOString(), until };
    const kept = await asked.ask(job, { asked: wanted, token }, remainingMilliseconds);
    const its = { jobId: job, comment: commentOf(known), executionArn: execution, redrives };
    const written = await waiting.wait(its, kept, remainingMilliseconds);
    logInfo('job waits for an approval', { job, redrives, name, permission, by, until: kept.until, written });
    if (written === 'refused') throw new Error(`Job ${job} goes on no more: nobody is asked about it.`);
    const again = String(at.getTime());
    await report({ ...known, status: 'WAITING', redrives, again }, remainingMilliseconds);
  };
}

/** People are asked in the thread of the pull request, where there is one. */
function commentOf({ comment, pullRequest }: KeptJob): KeptJob['comment'] {
  return comment ?? (pullRequest === undefined ? undefined : 'status');
}

/** How often its execution was redriven; Step Functions names no number before the first time. */
function redrivesOf(run: unknown): number | undefined {
  const told = field(run, 'RedriveCount') ?? 0;
  return run === undefined || typeof told !== 'number' ? undefined : told;
}

function parsedAsk(state: unknown): ApprovalAsk {
  const names = ['job', 'execution', 'token', 'name', 'permission'];
  const [job = '', execution = '', token = '', name = '', permission = ''] = textsIn(state, names);
  const [seconds, by, run] = [field(state, 'seconds'), field(state, 'by'), field(state, 'run')];
  if (![job, execution, token, name, permission].includes('') && typeof seconds === 'number')
    return { job, execution, run, token, name, permission, seconds, by: by === 'anybody' ? by : 'others' };
  throw new Error('The state asks for an approval in a form that is not known: deploy the stack again.');
}
