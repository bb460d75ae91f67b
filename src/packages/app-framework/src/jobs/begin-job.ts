import type { Executions } from './execution-machine';
import { type Job, openStatuses } from './job';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface BeginCollaborators {
  readonly jobs: Pick<Jobs, 'queue' | 'read'>;
  readonly executions: Pick<Executions, 'start'>;
  /** Has what became of a job shown at GitHub. */
  readonly report: SendReport;
}

export type BeginJob = ReturnType<typeof createBeginJob>;

/** Begins a job: the row first, then the execution, each as good as once however often this is tried. Answers whether the row is new. */
export function createBeginJob({ jobs, executions, report }: BeginCollaborators) {
  return async function begin(made: Job, remainingMilliseconds: () => number): Promise<'new' | 'known'> {
    const written = await jobs.queue(made, remainingMilliseconds);
    // What was written first counts: the machine may have been replaced since.
    const known = written === 'written' ? undefined : await jobs.read(made.jobId, remainingMilliseconds);
    const job = known ?? made;
    await report({ ...job, status: 'QUEUED', redrives: 0 }, remainingMilliseconds);
    // Who ended it before it began ended it.
    if (!known || openStatuses.includes(known.status)) await executions.start(job, remainingMilliseconds);
    return written === 'written' ? 'new' : 'known';
  };
}
