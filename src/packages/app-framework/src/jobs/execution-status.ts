import { field } from '../lambda/parsed-json';
import type { FinalStatus } from './job';

/** What Step Functions tells of an execution. */
export interface ExecutionStatus {
  readonly jobId: string;
  readonly executionArn: string;
  readonly status: 'RUNNING' | FinalStatus;
  readonly error?: string;
  readonly cause?: string;
}

/** What the parent of an Express execution fails with where that ran out of time: it cannot time out by itself. */
export const timedOutError = 'WorkflowTimedOut';

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/**
 * Reads an event of EventBridge (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html); absent where its status is
 * none that changes a job.
 * @throws Error for what is no such event
 */
export function executionStatus(event: unknown): ExecutionStatus | undefined {
  const detail = field(event, 'detail');
  const [jobId, executionArn, said] = ['name', 'executionArn', 'status'].map((name) => field(detail, name));
  if (typeof jobId !== 'string' || typeof executionArn !== 'string')
    throw new Error('The message is no event about an execution.');
  const [error, cause] = ['error', 'cause'].map((name) => field(detail, name));
  const status = statuses.find((one) => one === said);
  if (!status) return undefined;
  return {
    jobId,
    executionArn,
    status: status === 'FAILED' && error === timedOutError ? 'TIMED_OUT' : status,
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
  };
}
