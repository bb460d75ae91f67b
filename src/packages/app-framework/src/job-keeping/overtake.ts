import { openStatuses } from '../jobs/job';
import { ageOf } from '../jobs/job-age';
import { isUnapproved, type KeptJob } from '../jobs/job-row';
import type { StopAll } from '../jobs/stop-all';
import type { UnsettledJobs } from '../jobs/unsettled-table';

export interface OvertakeCollaborators {
  readonly unsettled: Pick<UnsettledJobs, 'ofWorkflow'>;
  readonly stopAll: StopAll;
}

export type Overtake = ReturnType<typeof createOvertake>;

/** Of a group of jobs only the newest goes on: the others are stopped, also one that comes to run after a newer one. */
export function createOvertake({ unsettled, stopAll }: OvertakeCollaborators) {
  return async function overtake(job: KeptJob, remainingMilliseconds: () => number): Promise<void> {
    if (job.group === undefined) return;
    const open: KeptJob[] = [];
    for await (const other of unsettled.ofWorkflow(job, remainingMilliseconds)) {
      if (other.jobId !== job.jobId && other.group === job.group && openStatuses.includes(other.status))
        open.push(other);
    }
    // The index is behind, and may not have this one yet.
    if (openStatuses.includes(job.status)) open.push(job);
    // One that nobody approved overtakes nothing: anybody may open a pull request of a fork.
    const newest = open.sort(byAge).findLast((one) => !isUnapproved(one));
    if (!newest) return;
    const reason = `Overtaken by job ${newest.jobId} for ${newest.sha}.`;
    const older = open.slice(0, open.indexOf(newest));
    await stopAll({ jobs: older, wanted: () => ({ as: 'SUPERSEDED', reason }) }, remainingMilliseconds);
  };
}

function byAge(one: KeptJob, other: KeptJob): number {
  const byEvent = ageOf(one) - ageOf(other);
  return byEvent || one.createdAt.getTime() - other.createdAt.getTime() || (one.jobId < other.jobId ? -1 : 1);
}
