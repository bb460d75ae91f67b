import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import type { GivenEmulator } from './given-emulator';
import { queueCalls } from './queues';
import { createStack, functionWithUrl } from './stack';
import { until } from './until';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const role = (actions: string[], resource: unknown = '*') => [
  {
    PolicyName: 'receiving',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'], Resource: '*' },
        { Effect: 'Allow', Action: actions, Resource: resource },
      ],
    },
  },
];
const receiving = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** Fails, waits or hangs on messages that say so, and logs when it begins and ends. */
const worker = `
exports.handler = async (event) => {
  console.log(JSON.stringify({ at: Date.now(), running: 1, bodies: event.Records.map(({ body }) => body),
    receipts: event.Records.map(({ attributes }) => attributes.ApproximateReceiveCount) }));
  const failures = [];
  for (const record of event.Records) {
    if (record.body === 'fail') failures.push({ itemIdentifier: record.messageId });
  }
  if (event.Records.some(({ body }) => body === 'slow')) await new Promise((resolve) => setTimeout(resolve, 700));
  if (event.Records.some(({ body }) => body === 'long')) await new Promise((resolve) => setTimeout(resolve, 4_000));
  if (event.Records.some(({ body }) => body === 'hang')) await new Promise((resolve) => setTimeout(resolve, 60_000));
  console.log(JSON.stringify({ at: Date.now(), running: -1 }));
  return { batchItemFailures: failures };
};`;

export function eventSourceContract(given: () => GivenEmulator): void {
  describe('functions behind a queue', () => {
    const { send, receive } = queueCalls(given);
    interface Options {
      readonly mapping?: object;
      readonly policies?: object[];
      readonly queue?: object;
      readonly function?: object;
      readonly more?: object;
    }
    const givenWorker = async (name: string, options: Options = {}) => {
      const outputs = await createStack(given(), {
        name,
        resources: {
          Dead: queue(),
          Queue: queue({
            VisibilityTimeout: 4,
            RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
            ...options.queue,
          }),
          ...functionWithUrl('Worker', worker, {
            function: { Timeout: 4, ...options.function },
            policies: options.policies ?? role(receiving, arnOf('Queue')),
          }),
          ...options.more,
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              FunctionName: { Ref: 'Worker' },
              EventSourceArn: arnOf('Queue'),
              FunctionResponseTypes: ['ReportBatchItemFailures'],
              ...options.mapping,
            },
          },
        },
        outputs: { Queue: { Ref: 'Queue' }, Dead: { Ref: 'Dead' }, Worker: { Ref: 'Worker' } },
      });
      return { queue: outputs.Queue ?? '', dead: outputs.Dead ?? '', worker: outputs.Worker ?? '' };
    };

    interface Step {
      readonly at: number;
      readonly running: number;
      readonly bodies?: readonly string[];
      /** How often each of them had been received. */
      readonly receipts?: readonly string[];
    }
    /** What workers logged, in its order. */
    const steps = async (logGroupName: string): Promise<Step[]> => {
      const { endpoint, administrator: credentials } = given();
      const logs = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials });
      const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const lines = (events ?? []).flatMap(({ message = '' }) => /\{"at".*\}/.exec(message)?.[0] ?? []);
      return lines.map((line): Step => JSON.parse(line)).sort((one, other) => one.at - other.at);
    };

    it('get the messages of a group one after the other, also while one is tried again, and other groups go on', async () => {
      const Log = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'log-of-lanes' } };
      const places = await givenWorker('lanes', {
        mapping: { BatchSize: 1 },
        queue: { FifoQueue: true, VisibilityTimeout: 6 },
        function: { LoggingConfig: { LogGroup: { Ref: 'Log' } } },
        more: { Log, Dead: queue({ FifoQueue: true }) },
      });
      const sendTo = (MessageGroupId: string, body: string) =>
        send(places.queue, body, { MessageGroupId, MessageDeduplicationId: body });
      await sendTo('a', 'fail');
      await sendTo('a', 'behind');
      await sendTo('b', 'beside');

      const begun = await until(
        async () => (await steps('log-of-lanes')).flatMap(({ bodies = [] }) => bodies),
        (bodies) => bodies.includes('behind'),
      );

      expect(begun.filter((body) => body === 'fail')).toHaveLength(2);
      expect(begun.at(-1)).toBe('behind');
      expect(begun.indexOf('beside')).toBeLessThan(begun.lastIndexOf('fail'));
      expect((await receive(places.dead)).map(({ Body }) => Body)).toEqual(['fail']);
    });

    it('give back only what failed, which is redriven in the end', async () => {
      const places = await givenWorker('partial');
      for (const body of ['fine', 'fail', 'fine']) await send(places.queue, body);

      const dead = await until(
        () => receive(places.dead, { WaitTimeSeconds: 1 }),
        (found) => found.length > 0,
      );

      expect(dead.map(({ Body }) => Body)).toEqual(['fail']);
      expect(await receive(places.queue)).toEqual([]);
    });

    it('are ended by their time-out, and the batch comes again', async () => {
      const places = await givenWorker('hanging', { queue: { VisibilityTimeout: 1 }, function: { Timeout: 1 } });
      await send(places.queue, 'hang');

      const dead = await until(
        () => receive(places.dead, { WaitTimeSeconds: 1 }),
        (found) => found.length > 0,
      );

      expect(dead.map(({ Body }) => Body)).toEqual(['hang']);
    });

    it('run at most as many times at once as the mapping says', async () => {
      const mapping = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
      const Log = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'log-of-concurrency' } };
      const log = { Timeout: 30, LoggingConfig: { LogGroup: { Ref: 'Log' } } };
      const places = await givenWorker('concurrency', {
        mapping,
        queue: { VisibilityTimeout: 30 },
        function: log,
        more: { Log },
      });
      for (let sent = 0; sent < 5; sent += 1) await send(places.queue, 'slow');

      const found = await until(
        () => steps('log-of-concurrency'),
        ({ length }) => length === 10,
      );

      let running = 0;
      const counts = found
        .sort((a, b) => a.at - b.at || a.running - b.running)
        .map((step) => (running += step.running));
      expect(found).toHaveLength(10);
      expect(Math.max(...counts)).toBe(2);
    });

    it('get what they had no concurrency for as soon as they have, as received once (event_source_throttles)', async () => {
      const { endpoint, administrator: credentials } = given();
      const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 20 });
      const Log = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'log-of-throttles' } };
      const { queue: url, worker } = await givenWorker('throttles', {
        mapping: { BatchSize: 1 },
        queue: { VisibilityTimeout: 30 },
        function: { Timeout: 20, LoggingConfig: { LogGroup: { Ref: 'Log' } } },
        more: { Log },
      });
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: worker, ReservedConcurrentExecutions: 1 }));
      const Records = [{ body: 'long', attributes: {} }];
      const alone = lambda.send(new InvokeCommand({ FunctionName: worker, Payload: JSON.stringify({ Records }) }));
      // Whichever has the only one first, the other waits.
      await send(url, 'patient');
      expect((await alone).FunctionError).toBeUndefined();

      const begun = await until(
        async () => (await steps('log-of-throttles')).filter(({ bodies }) => bodies?.includes('patient')),
        ({ length }) => length > 0,
      );
      expect(begun).toMatchObject([{ receipts: ['1'] }]);
    });

    it('are not connected to a queue that shows messages again before their time is over (event_source_visibility)', async () => {
      await expect(givenWorker('visibility', { queue: { VisibilityTimeout: 3 } })).rejects.toThrow(
        'Queue visibility timeout: 3 seconds is less than Function timeout: 4 seconds',
      );
    });

    it.each<[string, string[], unknown]>([
      ['nothing', ['sqs:ListQueues'], '*'],
      ['ReceiveMessage alone', ['sqs:ReceiveMessage'], '*'],
      ['all, of another queue', receiving, 'arn:aws:sqs:us-east-1:000000000000:other'],
    ])('get nothing when their role may do %s (event_source_role)', async (what, actions, resource) => {
      const mapping = givenWorker(`role-${what.replaceAll(/\W+/g, '-')}`, { policies: role(actions, resource) });

      await expect(mapping).rejects.toThrow('does not have permissions to call');
    });

    it('get nothing when their role may not decrypt with the key of the queue (event_source_role)', async () => {
      const { KeyArn } = await createStack(given(), {
        name: 'source-key',
        resources: {
          Key: {
            Type: 'AWS::KMS::Key',
            Properties: {
              KeyPolicy: {
                Version: '2012-10-17',
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
                    Action: 'kms:*',
                    Resource: '*',
                  },
                ],
              },
            },
          },
        },
        outputs: { KeyArn: arnOf('Key') },
      });
      const encrypted = { KmsMasterKeyId: KeyArn };

      await expect(givenWorker('role-no-key', { queue: encrypted })).rejects.toThrow('kms:Decrypt');
      const policies = role([...receiving, 'kms:Decrypt']);
      await expect(givenWorker('role-key', { queue: encrypted, policies })).resolves.toBeDefined();
    });
  });
}
