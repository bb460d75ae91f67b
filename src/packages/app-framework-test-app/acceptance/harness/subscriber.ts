import { randomUUID } from 'node:crypto';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { region } from './deployment';
import { eventually } from './eventually';

const sns = new SNSClient({ region });
const sqs = new SQSClient({ region });

export type Subscriber = Awaited<ReturnType<typeof givenSubscriber>>;

/** Listens to a topic; to be stopped. */
export async function givenSubscriber(topicArn: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `acceptance-${randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Endpoint = Attributes?.QueueArn;
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: Endpoint,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }),
  );
  const all: unknown[] = [];

  /** What came since the last time, as JSON. */
  async function received(): Promise<readonly unknown[]> {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const messages: unknown[] = Messages.map(({ Body = '{}' }) => JSON.parse(Body));
    all.push(...messages);
    // It would come again, as another one.
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return messages;
  }

  return {
    received,
    /** All that came, once it is so many. */
    heard: (count: number) =>
      eventually({ what: `${count} messages of the topic` }, async () => {
        await received();
        return all.length >= count ? all : undefined;
      }),
    async stop(): Promise<void> {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
