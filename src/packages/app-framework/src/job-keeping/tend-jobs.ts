import { type Executions, isMachineGone } from '../jobs/execution-machine';
import { type FinalStatus, openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import type { WaitingJobs } from '../jobs/waiting-jobs-table';
import { logError, logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { Admit } from './admit-jobs';
import { createNoteStatus } from './follow-executions';

export interface TendCollaborators {
  readonly unsettled: Pick<UnsettledJobs, 'all'>;
  readonly jobs: Pick<Jobs, 'run' | 'end' | 'read' | 'takeUp'>;
  readonly executions: Executions;
  readonly admit: Admit;
  readonly waiting: Pick<WaitingJobs, 'goOn'>;
  readonly report: SendReport;
  readonly now?: () => Date;
}

/** Status events and what brings them take seconds. What was not heard of for longer is asked about. */
const patienceSeconds = { queued: 120, other: 300, told: 50, held: 6 * 3_600 } as const;
const leastMilliseconds = 5_000;
const longestWaitMilliseconds = 13 * 24 * 60 * 60_000;
const longestUnshownMilliseconds = 3_600_000;

/**
 * Looks after the jobs that nobody told of for a while: asks Step Functions about each, starts what was never started, ends what has ended, and
 * has shown what is not. Twice at once it does each thing once: who takes a job up first has it until the patience is over again.
 */
export function createTendJobs({
  unsettled,
  jobs,
  executions,
  admit,
  waiting,
  report,
  now = () => new Date(),
}: TendCollaborators) {
  const note = createNoteStatus({ jobs });

  /** @throws Error where some could not be looked after, or are not shown though they ended long ago */
  return async function tend(
    event: unknown,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly tended: number }> {
    let [tended, failed, unshown] = [0, 0, 0];
    const fail = () => {
      failed += 1;
    };
    for await (const job of unsettled.all(remainingMilliseconds, fail)) {
      if (remainingMilliseconds() < leastMilliseconds) break;
      if (isLate(job)) unshown += 1;
      if (now().getTime() - job.updatedAt.getTime() < 1_000 * patienceFor(job, event)) continue;
      try {
        if ((await jobs.takeUp(job, remainingMilliseconds)) === 'refused') continue;
        await look(job, remainingMilliseconds);
        tended += 1;
      } catch (error) {
        fail();
        logError('job was not looked after: a run in some minutes does', error, { job: job.jobId });
      }
    }
    const faults = [
      ...(failed === 0
        ? []
        : [`${failed} jobs could not be looked after, ${tended} were: the lines before this one say why.`]),
      ...(unshown === 0
        ? []
        : [
            `${unshown} jobs ended over an hour ago and GitHub does not show it: the log of the function Shower says why.`,
          ]),
    ];
    if (faults.length === 0) return { tended };
    throw new Error(faults.join(' '));
  };

  /** What has ended is shown in seconds, and in minutes where GitHub lets the App write no faster. */
  function isLate({ status, isHeld, endedAt, createdAt }: KeptJob): boolean {
    const since = endedAt ?? createdAt;
    return !openStatuses.includes(status) && !isHeld && now().getTime() - since.getTime() > longestUnshownMilliseconds;
  }

  async function look(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    const noted = { job: job.jobId, status: job.status };
    if (isUnapproved(job) && !job.stop) {
      const isOver = now().getTime() - job.createdAt.getTime() >= longestWaitMilliseconds;
      return isOver ? end(job, unapproved, remainingMilliseconds) : report(job, remainingMilliseconds);
    }
    if (openStatuses.includes(job.status)) {
      const told = await executions.describe(job, remainingMilliseconds);
      logInfo('execution asked about', { ...noted, told: told?.status ?? 'none' });
      if (told) await note(job, told, remainingMilliseconds);
      if (!told) return begin(job, remainingMilliseconds);
      // Its definition went on without the approval.
      if (told.status === 'RUNNING' && job.waitsFor && now() > new Date(job.waitsFor.until))
        await waiting.goOn({ jobId: job.jobId, was: job.waitsFor }, remainingMilliseconds);
      if (told.status === 'RUNNING' && job.stop) await executions.stop(job, job.stop.reason, remainingMilliseconds);
    }
    const current = await jobs.read(job.jobId, remainingMilliseconds);
    if (!current) return;
    await report({ ...current, ...(isTold(current) && { again: String(now().getTime()) }) }, remainingMilliseconds);
    if (!openStatuses.includes(current.status)) await admit(current, remainingMilliseconds);
  }

  /** There is no execution: one that was never started is, and one that is gone, or whose machine is, has ended. */
  async function begin(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    if (job.stop) return end(job, { status: job.stop.as }, remainingMilliseconds);
    if (job.status !== 'QUEUED' || job.executionArn !== undefined) return end(job, gone, remainingMilliseconds);
    // Where it has no slot, it waits on.
    if (job.limit !== undefined && !(await admit(job, remainingMilliseconds)).includes(job.jobId)) return;
    try {
      await executions.start(job, remainingMilliseconds);
      logInfo('job is started that was not', { job: job.jobId });
    } catch (error) {
      if (!isMachineGone(error)) throw error;
      await end(job, gone, remainingMilliseconds);
    }
  }

  async function end(job: KeptJob, ended: Ended, remainingMilliseconds: () => number): Promise<void> {
    await jobs.end(job, { ...ended, redrives: job.redrives }, remainingMilliseconds);
    await report({ ...job, ...ended }, remainingMilliseconds);
    await admit(job, remainingMilliseconds);
  }
}

interface Ended {
  readonly status: FinalStatus;
  readonly error?: string;
  readonly cause?: string;
}

const gone: Ended = {
  status: 'ABORTED',
  error: 'ExecutionGone',
  cause: 'Step Functions has no such execution: this deployment offers the workflow no more, or somebody removed it.',
};

/** Whether a comment tells which step it has come to: each run brings it up to date. */
function isTold({ status, comment }: KeptJob): boolean {
  return status === 'RUNNING' && comment === 'steps';
}

const unapproved: Ended = {
  status: 'ABORTED',
  error: 'NotApproved',
  cause: 'Nobody approved it within 13 days. Run it again to ask once more.',
};

/** An operator may ask for less: `{ "patienceSeconds": 0 }`. */
function patienceFor(job: KeptJob, event: unknown): number {
  const asked = field(event, 'patienceSeconds');
  if (typeof asked === 'number' && asked >= 0) return asked;
  if (isTold(job)) return patienceSeconds.told;
  if (job.isHeld) return patienceSeconds.held;
  return job.status === 'QUEUED' ? patienceSeconds.queued : patienceSeconds.other;
}
