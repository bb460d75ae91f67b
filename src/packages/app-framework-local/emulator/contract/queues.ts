import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { allow, type GivenEmulator } from './given-emulator';
import { jsonCall } from './json-call';
import { createStack } from './stack';
import { until } from './until';

/** The calls of SQS that the contract needs. */
export function queueCalls(given: () => GivenEmulator) {
  const call = async (operation: string, input: object) => {
    const { status, body } = await jsonCall(given(), { service: 'sqs', operation, input });
    if (status !== 200) throw new Error(`${operation} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    send: (QueueUrl: string, MessageBody: string, more: object = {}) =>
      call('SendMessage', { QueueUrl, MessageBody, ...more }),
    receive: async (
      QueueUrl: string,
      more: object = {},
    ): Promise<
      { Body: string; ReceiptHandle: string; Attributes: Record<string, string>; MessageAttributes: object }[]
    > =>
      (
        await call('ReceiveMessage', {
          QueueUrl,
          MaxNumberOfMessages: 10,
          AttributeNames: ['All'],
          MessageAttributeNames: ['All'],
          ...more,
        })
      ).Messages ?? [],
    remove: (QueueUrl: string, ReceiptHandle: string) => call('DeleteMessage', { QueueUrl, ReceiptHandle }),
    show: (QueueUrl: string, ReceiptHandle: string) =>
      call('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
  };
}

export function queueContract(given: () => GivenEmulator): void {
  describe('queues', () => {
    const { send, receive, remove, show } = queueCalls(given);
    const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
    const url = async (name: string, resources: object) =>
      (await createStack(given(), { name, resources, outputs: { Url: { Ref: 'Queue' }, Dead: { Ref: 'Dead' } } })) as {
        Url: string;
        Dead: string;
      };

    it('count receives, hide what was received, and redrive it when it came too often', async () => {
      const { Url, Dead } = await url('queue-redrive', {
        Dead: queue(),
        Queue: queue({
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        }),
      });
      await send(Url, 'poison');

      const [first] = await receive(Url);
      expect(first?.Attributes.ApproximateReceiveCount).toBe('1');
      expect(await receive(Url)).toEqual([]);
      await show(Url, first?.ReceiptHandle ?? '');
      const [second] = await receive(Url);
      expect(second?.Attributes.ApproximateReceiveCount).toBe('2');
      await show(Url, second?.ReceiptHandle ?? '');

      expect(await receive(Url)).toEqual([]);
      expect((await receive(Dead)).map(({ Body }) => Body)).toEqual(['poison']);
    });

    it('keep the order of a group, hold it while one is out, and drop what came twice', async () => {
      const { Url } = await url('queue-fifo', { Queue: queue({ FifoQueue: true }), Dead: queue() });
      const sendFifo = (body: string, MessageGroupId: string, MessageDeduplicationId: string) =>
        send(Url, body, { MessageGroupId, MessageDeduplicationId });
      await sendFifo('a1', 'a', '1');
      await sendFifo('a2', 'a', '2');
      await sendFifo('a1 again', 'a', '1');
      await sendFifo('b1', 'b', '3');
      const one = { MaxNumberOfMessages: 1 };

      const [a1] = await receive(Url, one);
      const [b1] = await receive(Url, one);
      expect([a1?.Body, b1?.Body]).toEqual(['a1', 'b1']);
      expect(await receive(Url, one)).toEqual([]);
      await remove(Url, a1?.ReceiptHandle ?? '');
      expect((await receive(Url, one)).map(({ Body }) => Body)).toEqual(['a2']);
    });

    it('take groups of what is in no order, and hold none of them up', async () => {
      const { Url } = await url('queue-fair', { Queue: queue(), Dead: queue() });
      for (const body of ['a1', 'a2']) await send(Url, body, { MessageGroupId: '7-1' });
      const one = { MaxNumberOfMessages: 1 };
      const found = [await receive(Url, one), await receive(Url, one)].flat();
      expect(found.map(({ Body }) => Body).sort()).toEqual(['a1', 'a2']);
    });

    it('tell CloudWatch how many wait and how long the oldest has (queue_metrics)', async () => {
      const { endpoint, administrator } = given();
      const { Url } = await url('queue-metrics', { Queue: queue({ QueueName: 'measured' }), Dead: queue() });
      await send(Url, 'waits');
      await send(Url, 'is received');
      await receive(Url, { MaxNumberOfMessages: 1 });
      const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials: administrator });
      const latest = async (MetricName: string) => {
        const { Datapoints } = await client.send(
          new GetMetricStatisticsCommand({
            Namespace: 'AWS/SQS',
            MetricName,
            Dimensions: [{ Name: 'QueueName', Value: 'measured' }],
            StartTime: new Date(Date.now() - 600_000),
            EndTime: new Date(Date.now() + 60_000),
            Period: 60,
            Statistics: ['Maximum'],
          }),
        );
        return Math.max(-1, ...(Datapoints ?? []).map(({ Maximum }) => Maximum ?? -1));
      };

      expect(
        await until(
          () => latest('ApproximateNumberOfMessagesVisible'),
          (value) => value >= 1,
        ),
      ).toBeGreaterThanOrEqual(1);
      expect(
        await until(
          () => latest('ApproximateNumberOfMessagesNotVisible'),
          (value) => value >= 1,
        ),
      ).toBe(1);
      expect(
        await until(
          () => latest('ApproximateAgeOfOldestMessage'),
          (value) => value >= 1,
        ),
      ).toBeGreaterThanOrEqual(1);
    });

    it('refuse those who may not send', async () => {
      const { Url } = await url('queue-iam', { Queue: queue(), Dead: queue() });
      const credentials = await given().identities.createUser(allow('sqs:ReceiveMessage'));

      const answer = await jsonCall(given(), {
        service: 'sqs',
        operation: 'SendMessage',
        input: { QueueUrl: Url, MessageBody: 'x' },
        credentials,
      });

      expect(answer.status).toBe(403);
    });
  });
}
