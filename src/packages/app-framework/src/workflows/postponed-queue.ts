import { patientCall } from '../aws/patient-call';
import { logError } from '../lambda/logger';

/** Lets a message of a queue come again after so many seconds, instead of when its visibility ends. */
export function createPostpone({ queueUrl }: { readonly queueUrl: string }) {
  return async function postpone(
    { receiptHandle, afterSeconds }: { readonly receiptHandle: string; readonly afterSeconds: number },
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: afterSeconds };
    const target = 'AmazonSQS.ChangeMessageVisibility';
    try {
      await patientCall({ service: 'sqs', target, input, remainingMilliseconds });
    } catch (error) {
      logError('message was not postponed: it comes when its visibility ends', error, { queueUrl });
    }
  };
}
