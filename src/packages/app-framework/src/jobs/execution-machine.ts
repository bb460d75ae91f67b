import { AwsCallError, patientCall } from '../aws/patient-call';
import { type ExecutionStatus, executionStatus } from './execution-status';
import type { Job } from './job';

type Timed = () => number;

export type Executions = typeof executions;

/** The executions of jobs. Each has its job's id as its name. All throw AwsCallError. */
export const executions = {
  /** Starts it. Asked again it is as good as once: the name is the job's, and so is the input. */
  async start({ jobId, machine, input }: Pick<Job, 'jobId' | 'machine' | 'input'>, remainingMilliseconds: Timed) {
    try {
      await states('StartExecution', { stateMachineArn: machine, name: jobId, input }, remainingMilliseconds);
    } catch (error) {
      // It has ended meanwhile, or began with what an earlier version made of the delivery.
      if (!isError(error, ['ExecutionAlreadyExists'])) throw error;
    }
  },

  /** How it fares; absent where there is none, or none that this deployment may look at any more. */
  async describe(
    job: Pick<Job, 'jobId' | 'machine'>,
    remainingMilliseconds: Timed,
  ): Promise<ExecutionStatus | undefined> {
    try {
      return executionStatus(await states('DescribeExecution', { executionArn: arnOf(job) }, remainingMilliseconds));
    } catch (error) {
      if (isError(error, absences)) return undefined;
      throw error;
    }
  },

  /** Ends it. What has ended, or never began, stays as it is. */
  async stop(job: Pick<Job, 'jobId' | 'machine'>, cause: string, remainingMilliseconds: Timed): Promise<void> {
    try {
      await states('StopExecution', { executionArn: arnOf(job), error: 'Stopped', cause }, remainingMilliseconds);
    } catch (error) {
      if (!isError(error, [...absences, 'ValidationException'])) throw error;
    }
  },
};

/** A machine that a deployment has taken away takes its grant along. */
const absences = [
  'ExecutionDoesNotExist',
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
  'AccessDeniedException',
  'AccessDenied',
];

/** Whether there is no machine to start it with, now or ever. */
export function isMachineGone(error: unknown): boolean {
  return isError(error, absences);
}

function isError(error: unknown, codes: readonly string[]): boolean {
  return error instanceof AwsCallError && codes.includes(error.code);
}

function states(operation: string, input: object, remainingMilliseconds: Timed): Promise<unknown> {
  return patientCall({ service: 'states', target: `AWSStepFunctions.${operation}`, input, remainingMilliseconds });
}

function arnOf({ machine, jobId }: Pick<Job, 'jobId' | 'machine'>): string {
  return `${machine.replace(':stateMachine:', ':execution:')}:${jobId}`;
}
