import { forEachOfAll } from '../lambda/for-each-of-all';
import { openStatuses, type StopReason } from './job';
import { type KeptJob, lineKey } from './job-row';
import { createEndAsked, type StopCollaborators } from './stop-jobs';

export interface ManyToStop {
  readonly jobs: readonly KeptJob[];
  readonly wanted: (job: KeptJob) => StopReason;
  /** Nothing more is begun once it is. */
  readonly isOver?: () => boolean;
}

export type StopAll = ReturnType<typeof createStopAll>;

const atOnce = 10;

/**
 * Ends many jobs. All reasons are there before the first execution ends: its end gives a turn to who waits behind it, and that must not be one of
 * these.
 */
export function createStopAll(collaborators: StopCollaborators) {
  const { jobs, askAdmission } = collaborators;
  const end = createEndAsked(collaborators);

  /** Answers how many were stopped. @throws AwsCallError, or an AggregateError of several */
  return async function stopAll(
    { jobs: all, wanted, isOver = () => false }: ManyToStop,
    remainingMilliseconds: () => number,
  ): Promise<number> {
    const lines = new Map<string, KeptJob>();
    const open = all.filter(({ status }) => openStatuses.includes(status));
    const each = (run: (job: KeptJob) => Promise<void>) => forEachOfAll(untilOver(open, isOver), run, { atOnce });
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
  };
}

function* untilOver(jobs: readonly KeptJob[], isOver: () => boolean): Generator<KeptJob> {
  for (const job of jobs) {
    if (isOver()) return;
    yield job;
  }
}
