import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { awsJsonCall } from './aws-json-call';
import { administrator } from './deployment';
import { textAt } from './json';
import { untilUndone } from './until-undone';

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
  return { restore: untilUndone(() => set(before)) };
}

/** URL of the one queue that a function is called for. */
export async function queueOf(FunctionName: string): Promise<string> {
  const { EventSourceMappings = [] } = await administrator.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName }),
  );
  const [mapping] = EventSourceMappings;
  const QueueName = mapping?.EventSourceArn?.split(':').at(-1);
  return textAt(await sqs('GetQueueUrl', { QueueName }), 'QueueUrl');
}
