import { forEachOfAll } from '../lambda/for-each-of-all';
import { logInfo } from '../lambda/logger';
import type { AskAdmission } from './admission-queue';
import type { Executions } from './execution-machine';
import { openStatuses, type StopReason } from './job';
import { type KeptJob, lineKey } from './job-row';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface StopCollaborators {
  readonly jobs: Pick<Jobs, 'askStop' | 'end' | 'read'>;
  readonly executions: Pick<Executions, 'describe' | 'stop'>;
  /** Who waits may have its turn now. */
  readonly askAdmission: AskAdmission;
  readonly report: SendReport;
}

export interface ManyToStop {
  readonly jobs: readonly KeptJob[];
  readonly wanted: (job: KeptJob) => StopReason;
  /** Nothing more is begun once it is. */
  readonly isOver?: () => boolean;
}

type StopsOfJobs = ReturnType<typeof createStopJobs>;
export type StopJob = StopsOfJobs['stop'];
export type StopAll = StopsOfJobs['stopAll'];

const atOnce = 10;

/** Ends jobs: first the reason, then the execution, whose end is told as any other's. Asked again it changes nothing, and goes on where it was. */
export function createStopJobs({ jobs, executions, askAdmission, report }: StopCollaborators) {
  return { stop, stopAll };

  /** @throws AwsCallError */
  async function stop(
    job: KeptJob,
    wanted: StopReason,
    remainingMilliseconds: () => number,
  ): Promise<'stopped' | 'ended'> {
    if (!isOpen(job)) return 'ended';
    await jobs.askStop(job.jobId, wanted, remainingMilliseconds);
    const outcome = await end(job, wanted, remainingMilliseconds);
    if (outcome !== 'never began') return outcome;
    if (job.limit !== undefined) await askAdmission(job, remainingMilliseconds);
    return 'stopped';
  }

  /**
   * All reasons are there before the first execution ends: its end gives a turn to who waits behind it, and that must not be one of these. Answers how
   * many were stopped. @throws AwsCallError, or an AggregateError of several
   */
  async function stopAll(
    { jobs: all, wanted, isOver = () => false }: ManyToStop,
    remainingMilliseconds: () => number,
  ): Promise<number> {
    const lines = new Map<string, KeptJob>();
    const each = (run: (job: KeptJob) => Promise<void>) =>
      forEachOfAll(untilOver(all.filter(isOpen), isOver), run, { atOnce });
    let stopped = 0;
    await each(async (job) => {
      await jobs.askStop(job.jobId, wanted(job), remainingMilliseconds);
    });
    await each(async (job) => {
      const outcome = await end(job, wanted(job), remainingMilliseconds);
      if (outcome !== 'ended') stopped += 1;
      if (outcome === 'never began' && job.limit !== undefined) lines.set(lineKey(job), job);
    });
    await forEachOfAll(lines.values(), (job) => askAdmission(job, remainingMilliseconds));
    return stopped;
  }

  async function end(
    job: KeptJob,
    wanted: StopReason,
    remainingMilliseconds: () => number,
  ): Promise<'stopped' | 'never began' | 'ended'> {
    // Whoever asked first is named.
    const current = await jobs.read(job.jobId, remainingMilliseconds);
    if (current && !isOpen(current)) return 'ended';
    const { as, reason } = current?.stop ?? wanted;
    logInfo('job is stopped', { job: job.jobId, as, reason });
    await executions.stop(job, reason, remainingMilliseconds);
    if (await executions.describe(job, remainingMilliseconds)) return 'stopped';
    // Its execution never began: should it now, its first sign stops it.
    await jobs.end(job, { status: as, redrives: job.redrives }, remainingMilliseconds);
    await report({ ...job, status: as }, remainingMilliseconds);
    return 'never began';
  }
}

function* untilOver(jobs: readonly KeptJob[], isOver: () => boolean): Generator<KeptJob> {
  for (const job of jobs) {
    if (isOver()) return;
    yield job;
  }
}

function isOpen({ status }: KeptJob): boolean {
  return openStatuses.includes(status);
}
