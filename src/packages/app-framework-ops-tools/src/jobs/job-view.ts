import type { JobView } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';

/** The jobs in an answer of the deployment. */
export function jobsIn(answer: unknown): readonly JobView[] {
  const { jobs } = Object(answer);
  if (Array.isArray(jobs)) return jobs;
  throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
}

/** How many older ones the answer does not tell. */
export function leftOutIn(answer: unknown): number {
  const { leftOut } = Object(answer);
  return typeof leftOut === 'number' ? leftOut : 0;
}

export function jobFields(job: JobView): string {
  return formatFields({
    Job: job.job,
    Workflow: job.workflow,
    Status: job.status,
    Position: job.position === undefined ? undefined : String(job.position),
    Repository: job.repository,
    Commit: job.sha,
    'Pull request': job.pullRequest === undefined ? undefined : `#${job.pullRequest}`,
    Attempt: String(job.attempt),
    'Started by': job.startedBy,
    Created: job.createdAt,
    Changed: job.updatedAt,
    Delivery: job.deliveryId,
    Execution: job.executionArn,
    'Check run': job.checkRunId === undefined ? undefined : String(job.checkRunId),
    Stopped: job.stopReason,
    Error: job.error,
    Cause: job.cause,
  });
}
