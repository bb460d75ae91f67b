import { jsonCall } from '../aws/json-call';
import { callLocalAws } from '../aws/local-aws.test.support';
import type { QueueMessage } from '../aws/serve-batch';
import { createFeedLane } from '../handlers/feed-lane';
import { createLaneQueue } from '../handlers/lane-queue';
import { taskOf } from '../handlers/task.test.support';
import { field } from '../lambda/parsed-json';
import { sendToQueue } from './event-queue';

callLocalAws();
const context = { getRemainingTimeInMillis: () => 60_000 };

async function sqs(operation: string, input: object): Promise<unknown> {
  const { status, output, body } = await jsonCall({
    service: 'sqs',
    target: `AmazonSQS.${operation}`,
    input,
    timeoutMilliseconds: 60_000,
  });
  if (status !== 200) throw new Error(`${operation}: ${status} ${body}`);
  return output;
}

async function madeQueue(QueueName: string, Attributes = {}): Promise<string> {
  return String(field(await sqs('CreateQueue', { QueueName, Attributes }), 'QueueUrl'));
}

/** The first message, as Lambda hands it on; gone from the queue. */
async function taken(QueueUrl: string): Promise<QueueMessage | undefined> {
  const messages = field(await sqs('ReceiveMessage', { QueueUrl }), 'Messages');
  const message: unknown = Array.isArray(messages) ? messages[0] : undefined;
  if (message === undefined) return undefined;
  const text = (name: string) => String(field(message, name));
  await sqs('DeleteMessage', { QueueUrl, ReceiptHandle: text('ReceiptHandle') });
  return { messageId: text('MessageId'), receiptHandle: text('ReceiptHandle'), body: text('Body') };
}

describe('an event of a handler with a lane', () => {
  it('comes into its lane again when it is redriven a moment later, though SQS drops what comes twice in five minutes', async () => {
    const arrivals = await madeQueue('arrivals');
    const lane = await madeQueue('lane.fifo', { FifoQueue: 'true' });
    const feed = createFeedLane({
      handler: 'greet',
      lane: { by: 'issue', newestWins: false },
      table: { note: async () => {} },
      send: createLaneQueue({ queueUrl: lane }),
    });
    const { event, detail } = taskOf({ repository: { id: 6, full_name: 'octo/web' } });
    const bring = () => sendToQueue({ queueUrl: arrivals, event, detail }, () => 60_000);
    const fed = async () => {
      const message = await taken(arrivals);
      if (!message) throw new Error('Nothing arrived.');
      // A queue without groups may hand a message out twice.
      for (let times = 0; times < 2; times += 1) await feed({ Records: [message] }, context);
    };

    await bring();
    await fed();
    expect(await taken(lane)).toBeDefined();
    expect(await taken(lane)).toBeUndefined();

    await bring();
    await fed();
    expect(JSON.parse((await taken(lane))?.body ?? '{}')).toMatchObject({
      detail: { delivery_id: detail.delivery_id },
    });
    expect(await taken(lane)).toBeUndefined();
  });
});
