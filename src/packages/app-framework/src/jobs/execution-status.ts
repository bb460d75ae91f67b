import { field } from '../lambda/parsed-json';
import type { FinalStatus } from './job';

/** What Step Functions tells of an execution. */
export interface ExecutionStatus {
  readonly jobId: string;
  readonly executionArn: string;
  readonly status: 'RUNNING' | FinalStatus;
  /** How often it was redriven. */
  readonly redrives: number;
  readonly error?: string;
  readonly cause?: string;
}

/** What the parent of an Express execution fails with where that ran out of time: it cannot time out by itself. */
export const timedOutError = 'WorkflowTimedOut';

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/**
 * Reads the detail of an event (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html) or what `DescribeExecution`
 * answers; absent where its status is none that changes a job.
 * @throws Error for what is neither
 */
export function executionStatus(told: unknown): ExecutionStatus | undefined {
  const [jobId, executionArn, said] = ['name', 'executionArn', 'status'].map((name) => field(told, name));
  if (typeof jobId !== 'string' || typeof executionArn !== 'string')
    throw new Error('The message is no event about an execution.');
  const [error, cause] = ['error', 'cause'].map((name) => field(told, name));
  const redrives = field(told, 'redriveCount');
  const status = statuses.find((one) => one === said);
  if (!status) return undefined;
  return {
    jobId,
    executionArn,
    status: status === 'FAILED' && error === timedOutError ? 'TIMED_OUT' : status,
    redrives: typeof redrives === 'number' ? redrives : 0,
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
  };
}
