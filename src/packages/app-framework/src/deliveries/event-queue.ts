import { patientCall } from '../aws/patient-call';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** An event for one handler. */
export interface EventForQueue {
  readonly queueUrl: string;
  readonly event: string;
  readonly detail: GitHubEventDetail;
}

/** Puts an event into the queue of a handler, as the rule on the bus would. @throws AwsCallError */
export async function sendToQueue(
  { queueUrl, event, detail }: EventForQueue,
  remainingMilliseconds: () => number,
): Promise<void> {
  await patientCall({
    service: 'sqs',
    target: 'AmazonSQS.SendMessage',
    input: {
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify({ source: 'github', 'detail-type': event, detail }),
    },
    remainingMilliseconds,
  });
}
