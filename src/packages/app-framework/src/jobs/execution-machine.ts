import { AwsCallError, patientCall } from '../aws/patient-call';
import type { Job } from './job';

/** Starts the execution of a job. Asked again it is as good as once: the name is the job's, and so is the input. @throws AwsCallError */
export async function startExecution(
  { jobId, machine, input }: Pick<Job, 'jobId' | 'machine' | 'input'>,
  remainingMilliseconds: () => number,
): Promise<void> {
  const call = { stateMachineArn: machine, name: jobId, input };
  try {
    await patientCall({
      service: 'states',
      target: 'AWSStepFunctions.StartExecution',
      input: call,
      remainingMilliseconds,
    });
  } catch (error) {
    // It has ended meanwhile, or began with what an earlier version made of the delivery.
    if (error instanceof AwsCallError && error.code === 'ExecutionAlreadyExists') return;
    throw error;
  }
}
