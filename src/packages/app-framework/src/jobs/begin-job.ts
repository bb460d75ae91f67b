import { logRecord } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { StartJob } from './admission-queue';
import { type Job, openStatuses } from './job';
import type { Jobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface BeginCollaborators {
  readonly jobs: Pick<Jobs, 'queue' | 'queueUnapproved' | 'read'>;
  readonly start: StartJob;
  /** Has what became of a job shown at GitHub. */
  readonly report: SendReport;
}

export type BeginJob = ReturnType<typeof createBeginJob>;

/**
 * Begins a job: the row first, then the execution, each as good as once however often this is tried. One that needs approval has a row only,
 * and its check run says so. Answers whether the row is new.
 */
export function createBeginJob({ jobs, start, report }: BeginCollaborators) {
  return async function begin(made: Job, remainingMilliseconds: () => number): Promise<'new' | 'known'> {
    const write = made.needsApproval === undefined ? jobs.queue : jobs.queueUnapproved;
    const written = await write(made, remainingMilliseconds);
    if (written === 'written')
      logRecord('job begun', {
        job: made.jobId,
        deliveryId: made.deliveryId,
        ...countedOfPlatform({ TriggerExecuted: 1 }),
      });
    // What was written first counts: the machine may have been replaced since.
    const known = written === 'written' ? undefined : await jobs.read(made.jobId, remainingMilliseconds);
    const job = known ?? made;
    const isToWait = job.needsApproval !== undefined;
    await report({ ...job, status: isToWait ? 'WAITING' : 'QUEUED', redrives: 0 }, remainingMilliseconds);
    // Who ended it before it began ended it.
    const isOpen = !known || openStatuses.includes(known.status);
    if (isOpen && !isToWait) await start(job, remainingMilliseconds);
    return written === 'written' ? 'new' : 'known';
  };
}
