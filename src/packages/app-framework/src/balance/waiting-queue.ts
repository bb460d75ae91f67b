import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** How many messages a queue holds, those that are being worked on included. @throws AwsCallError */
export async function messagesIn(queueUrl: string, remainingMilliseconds: () => number): Promise<number> {
  const answer = await patientCall({
    service: 'sqs',
    target: 'AmazonSQS.GetQueueAttributes',
    input: { QueueUrl: queueUrl, AttributeNames: counts },
    remainingMilliseconds,
  });
  return counts.reduce((sum, name) => sum + Number(field(field(answer, 'Attributes'), name) ?? 0), 0);
}
