import { awsJsonCall } from './aws-json-call';
import { textAt } from './json';

const sqs = (operation: string, input: object) =>
  awsJsonCall({ service: 'sqs', target: `AmazonSQS.${operation}`, version: '1.0', input });

/** Changes how long a queue hides a message that was received, until `restore` is called. */
export async function queueWait(QueueUrl: string, seconds: number): Promise<{ restore(): Promise<void> }> {
  const asked = await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['VisibilityTimeout'] });
  const before = textAt(asked, 'Attributes', 'VisibilityTimeout');
  const set = async (VisibilityTimeout: string) => {
    await sqs('SetQueueAttributes', { QueueUrl, Attributes: { VisibilityTimeout } });
  };
  await set(`${seconds}`);
  return { restore: () => set(before) };
}
