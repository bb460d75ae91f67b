import { AwsCallError, patientCall } from '../aws/patient-call';
import type { KeptJob } from '../jobs/job-row';
import { field } from '../lambda/parsed-json';

export type ReadHistory = typeof readHistory;

/** As many as one answer holds. */
const mostEvents = 1_000;

/** The last events of a job's execution, oldest first, without its data; none where it did not begin, or is gone. @throws AwsCallError */
export async function readHistory(
  { executionArn }: Pick<KeptJob, 'executionArn'>,
  remainingMilliseconds: () => number,
): Promise<readonly unknown[]> {
  if (executionArn === undefined) return [];
  const input = { executionArn, includeExecutionData: false, reverseOrder: true, maxResults: mostEvents };
  try {
    const target = 'AWSStepFunctions.GetExecutionHistory';
    const events = field(await patientCall({ service: 'states', target, input, remainingMilliseconds }), 'events');
    return Array.isArray(events) ? events.toReversed() : [];
  } catch (error) {
    if (error instanceof AwsCallError && absences.includes(error.code)) return [];
    throw error;
  }
}

/** A machine that a deployment has taken away takes its grant along. */
const absences = ['ExecutionDoesNotExist', 'AccessDeniedException', 'AccessDenied'];
