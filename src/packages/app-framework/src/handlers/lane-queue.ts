import { patientCall } from '../aws/patient-call';

/** A message of a FIFO queue. */
export interface LaneMessage {
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
}

/** Puts messages into a FIFO queue. */
export function createLaneQueue({ queueUrl }: { readonly queueUrl: string }) {
  /** @throws AwsCallError */
  return async function send({ body, group, deduplicationId }: LaneMessage, remainingMilliseconds: () => number) {
    const input = {
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    };
    await patientCall({ service: 'sqs', target: 'AmazonSQS.SendMessage', input, remainingMilliseconds });
  };
}
