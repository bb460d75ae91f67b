import { AwsCallError, patientCall } from '../aws/patient-call';
import { type ExecutionStatus, executionStatus } from './execution-status';
import type { Job } from './job';
import type { KeptMachines } from './machines-table';

type Timed = () => number;
type Of = Pick<Job, 'jobId' | 'machine' | 'workflow'>;

export interface ExecutionsCollaborators {
  readonly machines: Pick<KeptMachines, 'has'>;
}

export type Executions = ReturnType<typeof createExecutions>;

/** The executions of jobs. Each has its job's id as its name. All throw AwsCallError. */
export function createExecutions(collaborators: ExecutionsCollaborators) {
  const states = createAskStates(collaborators);

  return {
    /** Starts it. Asked again it is as good as once: the name is the job's, and so is the input. */
    async start(job: Of & Pick<Job, 'input'>, remainingMilliseconds: Timed) {
      const { jobId, machine, input } = job;
      try {
        await states(job, 'StartExecution', { stateMachineArn: machine, name: jobId, input }, remainingMilliseconds);
      } catch (error) {
        // It has ended meanwhile, or began with what an earlier version made of the delivery.
        if (!isError(error, ['ExecutionAlreadyExists'])) throw error;
      }
    },

    /** How it fares; absent where there is none, or its machine is gone. */
    async describe(job: Of, remainingMilliseconds: Timed): Promise<ExecutionStatus | undefined> {
      const input = { executionArn: arnOf(job) };
      try {
        return executionStatus(await states(job, 'DescribeExecution', input, remainingMilliseconds));
      } catch (error) {
        if (isError(error, absences)) return undefined;
        throw error;
      }
    },

    /** Ends it. What has ended, or never began, stays as it is. */
    async stop(job: Of, cause: string, remainingMilliseconds: Timed): Promise<void> {
      const input = { executionArn: arnOf(job), error: 'Stopped', cause };
      try {
        await states(job, 'StopExecution', input, remainingMilliseconds);
      } catch (error) {
        if (!isError(error, [...absences, 'ValidationException'])) throw error;
      }
    },
  };
}

/**
 * Asks Step Functions about a job. A machine that a deployment has taken away takes its grant along, so that it is denied what is not there: that is
 * `StateMachineDoesNotExist` to whoever asks. What this deployment has and may not ask about is a permission that was lost, and says so.
 */
export function createAskStates({ machines }: ExecutionsCollaborators) {
  /** @throws AwsCallError */
  return async function ask(
    { jobId, machine, workflow }: Of,
    operation: string,
    input: object,
    remainingMilliseconds: Timed,
  ): Promise<unknown> {
    try {
      const target = `AWSStepFunctions.${operation}`;
      return await patientCall({ service: 'states', target, input, remainingMilliseconds });
    } catch (error) {
      if (!isError(error, denials)) throw error;
      const { message, code, answer } = error;
      if (!(await machines.has(machine, remainingMilliseconds)))
        throw new AwsCallError(message, 'StateMachineDoesNotExist', answer, error);
      const advice = `The deployment has its state machine, so a permission of this function was lost: give its role states:${operation} for the workflow ${workflow} back, or deploy the stack again. Nothing is done about the job until then.`;
      throw new AwsCallError(`${message} This is about job ${jobId}. ${advice}`, code, answer, error);
    }
  };
}

const denials = ['AccessDeniedException', 'AccessDenied'];
const absences = ['ExecutionDoesNotExist', 'StateMachineDoesNotExist', 'StateMachineDeleting'];

/** Whether there is no machine to start it with, now or ever. */
export function isMachineGone(error: unknown): boolean {
  return isError(error, absences);
}

function isError(error: unknown, codes: readonly string[]): error is AwsCallError {
  return error instanceof AwsCallError && codes.includes(error.code);
}

function arnOf({ machine, jobId }: Of): string {
  return `${machine.replace(':stateMachine:', ':execution:')}:${jobId}`;
}
