import { type Executions, isMachineGone } from '../jobs/execution-machine';
import { openStatuses } from '../jobs/job';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { logInfo, logWarning } from '../lambda/logger';
import type { SlotsTable } from './slots-table';

export interface AdmitCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly unsettled: Pick<UnsettledJobs, 'ofWorkflow'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly slots: SlotsTable;
}

export type Admit = ReturnType<typeof createAdmit>;

/**
 * Starts of a workflow with a limit as many jobs as may run at once in an installation, the oldest first. How many run is counted each time from the
 * jobs themselves; that a job has a slot is written before it is started, so that who comes next starts it where this one died in between.
 */
export function createAdmit({ jobs, unsettled, executions, slots }: AdmitCollaborators) {
  /** Answers the ids of those that have a slot now. @throws AwsCallError */
  return async function admit(asking: KeptJob, remainingMilliseconds: () => number): Promise<readonly string[]> {
    const { limit } = asking;
    if (limit === undefined) return [];
    for (;;) {
      const { holders, version } = await slots.read(asking, remainingMilliseconds);
      const line = await lineOf(asking, remainingMilliseconds);
      const seated = new Set([...holders, ...line.filter((job) => job.status !== 'QUEUED').map(({ jobId }) => jobId)]);
      const running: KeptJob[] = [];
      for (const jobId of seated) running.push(...(await open(jobId, remainingMilliseconds)));
      const next: KeptJob[] = [];
      for (const { jobId } of line) {
        if (running.length + next.length >= limit) break;
        if (seated.has(jobId)) continue;
        const [job] = await open(jobId, remainingMilliseconds);
        if (job && job.stop === undefined) next.push(job);
      }
      const given = [...running, ...next].map(({ jobId }) => jobId);
      const state = { holders: given, version };
      if (next.length > 0 && (await slots.write(asking, state, remainingMilliseconds)) === 'refused') continue;
      for (const job of [...running, ...next]) await begin(job, remainingMilliseconds);
      return given;
    }
  };

  /** Those that have not ended, by age; the index is behind, and may not have the one that asks. */
  async function lineOf(asking: KeptJob, remainingMilliseconds: () => number): Promise<readonly KeptJob[]> {
    const line: KeptJob[] = [];
    for await (const job of unsettled.ofWorkflow(asking, remainingMilliseconds))
      if (openStatuses.includes(job.status) && !isUnapproved(job)) line.push(job);
    const isThere = line.some(({ jobId }) => jobId === asking.jobId);
    return isThere ? line : [...line, asking].sort(byAge);
  }

  async function open(jobId: string, remainingMilliseconds: () => number): Promise<readonly KeptJob[]> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    return job && openStatuses.includes(job.status) ? [job] : [];
  }

  async function begin(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    if (job.status !== 'QUEUED' || job.stop !== undefined) return;
    try {
      await executions.start(job, remainingMilliseconds);
      logInfo('job has its turn', { job: job.jobId, workflow: job.workflow });
    } catch (error) {
      if (!isMachineGone(error)) throw error;
      logWarning('job has its turn, and no machine: the look after jobs ends it', { job: job.jobId });
    }
  }
}

function byAge(one: KeptJob, other: KeptJob): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || (one.jobId < other.jobId ? -1 : 1);
}
