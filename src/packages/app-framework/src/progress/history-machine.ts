import { createAskStates, type ExecutionsCollaborators, isMachineGone } from '../jobs/execution-machine';
import type { KeptJob } from '../jobs/job-row';
import { field } from '../lambda/parsed-json';

export type ReadHistory = ReturnType<typeof createReadHistory>;

/** As many as one answer holds. */
const mostEvents = 1_000;

/** Reads what executions of jobs did. */
export function createReadHistory(collaborators: ExecutionsCollaborators) {
  const states = createAskStates(collaborators);

  /** The last events of a job's execution, oldest first, without its data; none where it did not begin, or is gone. @throws AwsCallError */
  return async function readHistory(
    job: Pick<KeptJob, 'executionArn' | 'jobId' | 'machine' | 'workflow'>,
    remainingMilliseconds: () => number,
  ): Promise<readonly unknown[]> {
    const { executionArn } = job;
    if (executionArn === undefined) return [];
    const input = { executionArn, includeExecutionData: false, reverseOrder: true, maxResults: mostEvents };
    try {
      const events = field(await states(job, 'GetExecutionHistory', input, remainingMilliseconds), 'events');
      return Array.isArray(events) ? events.toReversed() : [];
    } catch (error) {
      if (isMachineGone(error)) return [];
      throw error;
    }
  };
}
