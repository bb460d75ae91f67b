import { patientCall } from '../aws/patient-call';
import type { Executions } from './execution-machine';
import type { Job } from './job';

export type AskAdmission = ReturnType<typeof createAskAdmission>;

/** Asks for a job to have its turn, in the queue of what Step Functions tells: who follows executions knows best when a slot is free. */
export function createAskAdmission({ queueUrl }: { readonly queueUrl: string }) {
  /** @throws AwsCallError */
  return async function ask({ jobId }: Pick<Job, 'jobId'>, remainingMilliseconds: () => number): Promise<void> {
    const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify({ admit: jobId }) };
    await patientCall({ service: 'sqs', target: 'AmazonSQS.SendMessage', input, remainingMilliseconds });
  };
}

export type StartJob = ReturnType<typeof createStartJob>;

/** Starts a job, or has it wait for its turn where its workflow has a limit. */
export function createStartJob(by: {
  readonly executions: Pick<Executions, 'start'>;
  readonly askAdmission: AskAdmission;
}) {
  /** @throws AwsCallError */
  return (job: Job, remainingMilliseconds: () => number): Promise<void> =>
    job.limit === undefined
      ? by.executions.start(job, remainingMilliseconds)
      : by.askAdmission(job, remainingMilliseconds);
}
