import type { FindJobs } from '../job-keeping/operate-jobs';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import { logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { refused } from './answers';
import { type ApprovalAnswer, type ApprovalRequest, parseApprovalRequest } from './approval-request';
import { createCancelJob } from './cancel-job';
import { type CarryOnCollaborators, createCarryOnWaits } from './carry-on-waits';
import { type CloseCollaborators, createCloseWaits } from './close-waits';
import { createDecideStart, type DecideStartCollaborators } from './decide-starts';
import { createDecideWait, type DecideWaitCollaborators } from './decide-waits';
import { createTellRefusal, type TellCollaborators } from './tell-refusals';

export interface DecideCollaborators
  extends DecideStartCollaborators,
    Omit<DecideWaitCollaborators, 'carryOn'>,
    CarryOnCollaborators,
    CloseCollaborators {
  readonly find: Pick<FindJobs, 'named'>;
  readonly jobs: Pick<Jobs, 'read'>;
  readonly asked: DecideWaitCollaborators['asked'] & CarryOnCollaborators['asked'];
  readonly waiting: DecideStartCollaborators['waiting'] &
    CarryOnCollaborators['waiting'] &
    TellCollaborators['waiting'];
}

/** Has jobs start, go on or end as people decide who may. */
export function createDecideApprovals(collaborators: DecideCollaborators) {
  const { find, jobs } = collaborators;
  const carryOn = createCarryOnWaits(collaborators);
  const close = createCloseWaits(collaborators);
  const decideStart = createDecideStart(collaborators);
  const decideWait = createDecideWait({ ...collaborators, carryOn });
  const cancel = createCancelJob(collaborators);
  const tellRefusal = createTellRefusal(collaborators);

  /**
   * Answers people; `{ operation: 'carry-on', job }`, of whoever looks after jobs, has done what earlier decisions left undone.
   * @throws Error for what is no such request, and where GitHub does not tell
   */
  return async function decide(asked: unknown, remainingMilliseconds: () => number): Promise<ApprovalAnswer> {
    const tended = field(asked, 'operation') === 'carry-on' ? field(asked, 'job') : undefined;
    if (typeof tended === 'string') {
      await close(tended, remainingMilliseconds);
      await carryOn(tended, remainingMilliseconds);
      return { kind: 'done', text: 'What was decided is carried on.' };
    }
    const request = parseApprovalRequest(asked);
    const [found, ...others] = await find.named(request, remainingMilliseconds);
    // The index is behind.
    const job = found && (await jobs.read(found.jobId, remainingMilliseconds));
    if (!job)
      return refused('This repository has no such job: `status` lists those that wait, and check runs name theirs.');
    if (others.length > 0) return refused('Several jobs of this repository begin like that: give more of the id.');
    const isToEnd = request.operation === 'cancel';
    const decideOn = isToEnd ? cancel : isOfStart(job, request) ? decideStart : decideWait;
    const answer = await decideOn(job, request, remainingMilliseconds);
    logInfo('job is decided on', { job: job.jobId, operation: request.operation, by: request.by.login, ...answer });
    await tellRefusal(job, { request, answer }, remainingMilliseconds);
    return answer;
  };
}

/** Its steps wait for nobody before it has an execution. */
function isOfStart(job: KeptJob, { wait, writtenAt }: ApprovalRequest): boolean {
  if (wait !== undefined) return false;
  if (isUnapproved(job)) return true;
  const isButton = writtenAt === undefined;
  return job.approvedBy !== undefined && (job.executionArn === undefined || isButton);
}
