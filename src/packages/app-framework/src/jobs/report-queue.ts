import { createHash } from 'node:crypto';
import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import type { Job, JobStatus } from './job';
import { installationKey } from './job-row';

export interface JobReport extends Pick<Job, 'jobId' | 'host' | 'appId' | 'installationId'> {
  readonly redrives: number;
  /** What it has come to, as far as is known here: what is shown is what the row says then. */
  readonly status: JobStatus;
  /** Sets it apart from what was sent within the last minutes, which would be the same. */
  readonly again?: string;
}

export type SendReport = ReturnType<typeof createReportQueue>;

/** What asks for a job to be shown: one after the other for each installation. */
export function createReportQueue({ queueUrl }: { readonly queueUrl: string }) {
  /** @throws AwsCallError */
  return async function send(report: JobReport, remainingMilliseconds: () => number): Promise<void> {
    const { jobId, status, redrives, again } = report;
    const input = {
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify({ job: jobId }),
      MessageGroupId: createHash('sha256').update(installationKey(report)).digest('hex'),
      MessageDeduplicationId: [jobId, redrives, status, ...(again === undefined ? [] : [again])].join('-'),
    };
    await patientCall({ service: 'sqs', target: 'AmazonSQS.SendMessage', input, remainingMilliseconds });
  };
}

/** @throws Error for a message that is none of these */
export function reportedJob(message: unknown): string {
  const job = field(message, 'job');
  if (typeof job === 'string') return job;
  throw new Error('The message names no job.');
}
