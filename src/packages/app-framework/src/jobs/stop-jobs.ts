import { logInfo } from '../lambda/logger';
import type { AskAdmission } from './admission-queue';
import type { Executions } from './execution-machine';
import { openStatuses, type StopReason } from './job';
import type { KeptJob } from './job-row';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface StopCollaborators {
  readonly jobs: Pick<Jobs, 'askStop' | 'end' | 'read'>;
  readonly executions: Pick<Executions, 'describe' | 'stop'>;
  /** Who waits may have its turn now. */
  readonly askAdmission: AskAdmission;
  readonly report: SendReport;
}

export type StopJob = ReturnType<typeof createStopJob>;

/** Ends a job: first the reason, then the execution, whose end is told as any other's. Asked again it changes nothing, and goes on where it was. */
export function createStopJob(collaborators: StopCollaborators) {
  const { jobs, askAdmission } = collaborators;
  const end = createEndAsked(collaborators);

  /** @throws AwsCallError */
  return async function stop(
    job: KeptJob,
    wanted: StopReason,
    remainingMilliseconds: () => number,
  ): Promise<'stopped' | 'ended'> {
    if (!openStatuses.includes(job.status)) return 'ended';
    await jobs.askStop(job.jobId, wanted, remainingMilliseconds);
    const outcome = await end(job, wanted, remainingMilliseconds);
    if (outcome !== 'never began') return outcome;
    if (job.limit !== undefined) await askAdmission(job, remainingMilliseconds);
    return 'stopped';
  };
}

/** Ends the execution of a job that was asked to stop. */
export function createEndAsked({ jobs, executions, report }: Omit<StopCollaborators, 'askAdmission'>) {
  /** @throws AwsCallError */
  return async function end(
    job: KeptJob,
    wanted: StopReason,
    remainingMilliseconds: () => number,
  ): Promise<'stopped' | 'never began' | 'ended'> {
    // Whoever asked first is named.
    const current = await jobs.read(job.jobId, remainingMilliseconds);
    if (current && !openStatuses.includes(current.status)) return 'ended';
    const { as, reason } = current?.stop ?? wanted;
    logInfo('job is stopped', { job: job.jobId, as, reason });
    await executions.stop(job, reason, remainingMilliseconds);
    if (await executions.describe(job, remainingMilliseconds)) return 'stopped';
    // Its execution never began: should it now, its first sign stops it.
    await jobs.end(job, { status: as, redrives: job.redrives }, remainingMilliseconds);
    await report({ ...job, status: as }, remainingMilliseconds);
    return 'never began';
  };
}
