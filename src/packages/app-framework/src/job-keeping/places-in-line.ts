import type { KeptJob } from '../jobs/job-row';
import type { UnsettledJobs } from '../jobs/unsettled-table';

export type PlacesInLine = ReturnType<typeof createPlacesInLine>;

/** Which place those of these jobs have that wait for their turn: 1 for the next of its workflow in its installation. */
export function createPlacesInLine({ unsettled }: { readonly unsettled: Pick<UnsettledJobs, 'ofWorkflow'> }) {
  /** By their ids. @throws AwsCallError */
  return async function placesInLine(
    jobs: readonly KeptJob[],
    remainingMilliseconds: () => number,
  ): Promise<ReadonlyMap<string, number>> {
    const places = new Map<string, number>();
    for (const job of jobs.filter(isWaiting)) {
      if (places.has(job.jobId)) continue;
      let place = 0;
      for await (const other of unsettled.ofWorkflow(job, remainingMilliseconds)) {
        if (!isWaiting(other)) continue;
        place += 1;
        places.set(other.jobId, place);
      }
    }
    return places;
  };
}

function isWaiting({ status, limit }: KeptJob): boolean {
  return status === 'QUEUED' && limit !== undefined;
}
