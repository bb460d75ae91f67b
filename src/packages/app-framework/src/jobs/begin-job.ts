import { logRecord } from '../lambda/logger';
import type { LostInstallations } from '../lost-installations/lost-installations-table';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { StartJob } from './admission-queue';
import { type Job, openStatuses } from './job';
import type { NewJobs } from './jobs-table';
import type { SendReport } from './report-queue';

export interface BeginCollaborators {
  readonly jobs: Pick<NewJobs, 'queue' | 'queueUnapproved' | 'lose' | 'read'>;
  readonly lost: Pick<LostInstallations, 'reasonOf'>;
  readonly start: StartJob;
  /** Has what became of a job shown at GitHub. */
  readonly report: SendReport;
}

export type BegunJob =
  /** Whether its row is new. */
  | { readonly kind: 'new' | 'known' }
  /** The App has lost the installation, and nothing began. */
  | { readonly kind: 'lost'; readonly reason: string };

export type BeginJob = ReturnType<typeof createBeginJob>;

/**
 * Begins a job: the row first, then the execution, each as good as once however often this is tried. One that needs approval has a row only,
 * and its check run says so. Where the App has lost the installation, nothing begins.
 */
export function createBeginJob({ jobs, lost, start, report }: BeginCollaborators) {
  return async function begin(made: Job, remainingMilliseconds: () => number): Promise<BegunJob> {
    const reason = await lost.reasonOf(made, remainingMilliseconds);
    if (reason !== undefined) return { kind: 'lost', reason };
    const write = made.needsApproval === undefined ? jobs.queue : jobs.queueUnapproved;
    const written = await write(made, remainingMilliseconds);
    if (written === 'written')
      logRecord('job begun', {
        job: made.jobId,
        deliveryId: made.deliveryId,
        ...countedOfPlatform({ TriggerExecuted: 1 }),
      });
    // Whoever noted the loss since may have looked for jobs before this one was there.
    const lostSince = written === 'written' ? await lost.reasonOf(made, remainingMilliseconds) : undefined;
    if (lostSince !== undefined) return end(made, lostSince, remainingMilliseconds);
    // What was written first counts: the machine may have been replaced since.
    const known = written === 'written' ? undefined : await jobs.read(made.jobId, remainingMilliseconds);
    const job = known ?? made;
    const isToWait = job.needsApproval !== undefined;
    await report({ ...job, status: isToWait ? 'WAITING' : 'QUEUED', redrives: 0 }, remainingMilliseconds);
    // Who ended it before it began ended it.
    const isOpen = !known || openStatuses.includes(known.status);
    if (isOpen && !isToWait) await start(job, remainingMilliseconds);
    return { kind: written === 'written' ? 'new' : 'known' };
  };

  async function end(job: Job, reason: string, remainingMilliseconds: () => number): Promise<BegunJob> {
    await jobs.lose(job, reason, remainingMilliseconds);
    await report({ ...job, status: 'ABORTED', redrives: 0 }, remainingMilliseconds);
    return { kind: 'lost', reason };
  }
}
