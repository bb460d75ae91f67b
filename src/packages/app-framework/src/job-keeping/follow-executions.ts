import type { Executions } from '../jobs/execution-machine';
import { type ExecutionStatus, executionStatus } from '../jobs/execution-status';
import { type FinalStatus, openStatuses } from '../jobs/job';
import type { KeptJob } from '../jobs/job-row';
import type { Jobs } from '../jobs/jobs-table';
import type { SendReport } from '../jobs/report-queue';
import { logInfo, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { countedOfPlatform, type PlatformMetric } from '../metrics/platform-metric';
import type { Admit } from './admit-jobs';
import type { Overtake } from './overtake';

export interface FollowCollaborators {
  readonly jobs: Pick<Jobs, 'read' | 'run' | 'end'>;
  readonly executions: Pick<Executions, 'stop'>;
  readonly report: SendReport;
  readonly overtake: Overtake;
  readonly admit: Admit;
}

/** Brings the row of a job up to date with what Step Functions tells, and has it shown. Told twice or late, it changes nothing. */
export function createFollowExecutions(collaborators: FollowCollaborators) {
  const { jobs, executions, report, overtake, admit } = collaborators;
  const note = createNoteStatus(collaborators);

  return async function follow(event: unknown, remainingMilliseconds: () => number): Promise<void> {
    const waiting = field(event, 'admit');
    if (typeof waiting === 'string') return giveTurns(waiting, remainingMilliseconds);
    const told = executionStatus(field(event, 'detail'));
    if (!told) return;
    const { jobId, status, redrives } = told;
    const known = await jobs.read(jobId, remainingMilliseconds);
    const outcome = known ? await note(known, told, remainingMilliseconds) : 'no job';
    const job = known && (await jobs.read(jobId, remainingMilliseconds));
    logInfo('execution followed', { job: jobId, status, redrives, outcome });
    if (!job) return;
    // Whoever stopped it may have come before Step Functions knew of it.
    if (status === 'RUNNING' && (isToStop(job) || (outcome === 'refused' && isUnbegun(job))))
      await executions.stop(job, job.stop?.reason ?? 'Its job had ended before it began.', remainingMilliseconds);
    if (status === 'RUNNING') await overtake(job, remainingMilliseconds);
    // Where the row was brought up to date before, showing it may have failed.
    await report(job, remainingMilliseconds);
    if (!openStatuses.includes(job.status)) await admit(job, remainingMilliseconds);
  };

  /** What is asked for where a job begins, or ends that never ran. A newer one of its group does not wait for it. */
  async function giveTurns(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    const job = await jobs.read(jobId, remainingMilliseconds);
    if (!job) return;
    if (openStatuses.includes(job.status)) await overtake(job, remainingMilliseconds);
    await admit(job, remainingMilliseconds);
  }
}

/** Writes what is told of an execution into the row of its job; one that was stopped ended as who stopped it wants. */
export function createNoteStatus({ jobs }: { readonly jobs: Pick<Jobs, 'run' | 'end'> }) {
  return async function note(job: KeptJob, told: ExecutionStatus, remainingMilliseconds: () => number) {
    const { status, executionArn, redrives } = told;
    if (status === 'RUNNING') return jobs.run(job, { executionArn, redrives }, remainingMilliseconds);
    const ended = status === 'ABORTED' && job.stop && redrives === job.redrives ? job.stop.as : status;
    const written = await jobs.end(job, { ...told, status: ended }, remainingMilliseconds);
    const metric = metricOfEnd[ended];
    if (written === 'written' && metric)
      logRecord('job ended', {
        job: job.jobId,
        deliveryId: job.deliveryId,
        status: ended,
        ...countedOfPlatform({ [metric]: 1 }),
      });
    return written;
  };
}

/** What somebody stopped, or a newer one overtook, neither succeeded nor failed. */
const metricOfEnd: Readonly<Partial<Record<FinalStatus, PlatformMetric>>> = {
  SUCCEEDED: 'TriggerSucceeded',
  FAILED: 'TriggerFailed',
  TIMED_OUT: 'TriggerFailed',
};

function isToStop({ status, stop }: KeptJob): boolean {
  return stop !== undefined && openStatuses.includes(status);
}

/** Whether it was ended while nobody knew of its execution: somebody started that at the same time. */
function isUnbegun({ status, executionArn }: KeptJob): boolean {
  return executionArn === undefined && !openStatuses.includes(status);
}
