import { setTimeout as pause } from 'node:timers/promises';
import type { Executions } from '../jobs/execution-machine';
import { openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { KeptMachines } from '../jobs/machines-table';
import type { SendReport } from '../jobs/report-queue';
import type { StopAll } from '../jobs/stop-all';
import type { UnsettledJobs } from '../jobs/unsettled-table';
import { logInfo, logWarning } from '../lambda/logger';
import { createNoteStatus } from './follow-executions';

export interface RetireCollaborators {
  readonly jobs: Pick<Jobs, 'read' | 'run' | 'end'>;
  readonly unsettled: Pick<UnsettledJobs, 'all'>;
  readonly executions: Pick<Executions, 'describe'>;
  readonly machines: Pick<KeptMachines, 'keep'>;
  readonly stopAll: StopAll;
  readonly report: SendReport;
  /** So long a deployment waits for GitHub to be told. */
  readonly patienceMilliseconds?: number;
  readonly lookEveryMilliseconds?: number;
}

/**
 * Ends the jobs of state machines that a deployment is about to take away, and waits until their check runs are concluded: afterwards nobody could
 * say what became of them. CloudFormation is answered in time however many there are: what is left then is ended by the look after jobs.
 */
export function createRetireJobs(collaborators: RetireCollaborators) {
  const { jobs, unsettled, executions, machines: kept, stopAll, report } = collaborators;
  const { patienceMilliseconds = 40_000, lookEveryMilliseconds = 1_000 } = collaborators;
  const note = createNoteStatus({ jobs });

  /** @throws AwsCallError */
  return async function retire(machines: readonly string[]): Promise<void> {
    const end = performance.now() + patienceMilliseconds;
    const isOver = () => performance.now() >= end;
    const remaining = () => Math.max(1_000, end - performance.now());
    let waiting: KeptJob[] = [];
    for await (const job of unsettled.all(remaining)) if (!machines.includes(job.machine)) waiting.push(job);
    const wanted = ({ workflow }: KeptJob) =>
      ({
        as: 'ABORTED',
        reason: `Stopped: the workflow ${workflow} was taken away, or got a new state machine.`,
      }) as const;
    await stopAll({ jobs: waiting, wanted, isOver }, remaining);
    while (waiting.length > 0 && !isOver()) {
      const left: KeptJob[] = [];
      for (const job of waiting) left.push(...(isOver() ? [job] : await unshown(job.jobId, remaining)));
      waiting = left;
      if (waiting.length > 0) await pause(lookEveryMilliseconds);
    }
    for (const { jobId, workflow } of waiting)
      logWarning('a job of a workflow that goes may not be shown as it ended', { job: jobId, workflow });
    // From now on the others are gone, and what is denied about them tells so.
    await kept.keep(machines, remaining);
  };

  /** The job while its end is not shown. What Step Functions tells may not come here any more. */
  async function unshown(jobId: string, remainingMilliseconds: () => number): Promise<readonly KeptJob[]> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    if (!job || job.isHeld || (!isOpen(job) && job.shown === job.status)) return [];
    if (!isOpen(job)) return [job];
    const told = await executions.describe(job, remainingMilliseconds);
    if (!told || told.status === 'RUNNING') return [job];
    await note(job, told, remainingMilliseconds);
    const ended = await jobs.read(jobId, remainingMilliseconds);
    if (ended) await report(ended, remainingMilliseconds);
    logInfo('job of a workflow that goes has ended', { job: jobId });
    return [job];
  }
}

function isOpen({ status }: KeptJob): boolean {
  return openStatuses.includes(status);
}
