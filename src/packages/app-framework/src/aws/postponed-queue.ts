import { logError } from '../lambda/logger';
import { patientCall } from './patient-call';

export interface Postponement {
  readonly receiptHandle: string;
  readonly afterSeconds: number;
  /** For the log, where it could not be done. */
  readonly told: Readonly<Record<string, unknown>>;
}

/**
 * Lets a message of a queue come again after so many seconds, instead of when its visibility ends. By visibility, never by sending it anew:
 * Lambda takes a function that feeds its own queue for a loop, and cuts it off.
 */
export function createPostpone({ queueUrl }: { readonly queueUrl: string }) {
  return async function postpone(
    { receiptHandle, afterSeconds, told }: Postponement,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: afterSeconds };
    const target = 'AmazonSQS.ChangeMessageVisibility';
    try {
      await patientCall({ service: 'sqs', target, input, remainingMilliseconds });
    } catch (error) {
      logError('message was not postponed: it comes when its visibility ends', error, told);
    }
  };
}
