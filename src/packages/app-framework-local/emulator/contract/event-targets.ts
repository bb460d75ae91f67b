import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { GivenEmulator } from './given-emulator';
import { queueCalls } from './queues';
import { createStack, functionWithUrl } from './stack';
import { until } from './until';

const events = { Service: 'events.amazonaws.com' };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const mayReceive = (id: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: id }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: events,
          Action: 'sqs:SendMessage',
          Resource: arnOf(id),
          Condition: { ArnEquals: { 'aws:SourceArn': arnOf('Rule') } },
        },
      ],
    },
  },
});
const key = (statements: object[] = []) => ({
  Type: 'AWS::KMS::Key',
  Properties: {
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
        ...statements,
      ],
    },
  },
});
const useOfKey = { Effect: 'Allow', Principal: events, Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: '*' };

export function eventTargetContract(given: () => GivenEmulator): void {
  describe('targets of a rule', () => {
    const { receive } = queueCalls(given);
    /** A bus with a rule for everything, one target and a dead-letter queue that may receive; sends an event through it. */
    const deliver = async (name: string, resources: object, target: object) => {
      const outputs = await createStack(given(), {
        name,
        resources: {
          Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: name } },
          Dead: queue(),
          DeadPolicy: mayReceive('Dead'),
          Rule: {
            Type: 'AWS::Events::Rule',
            Properties: {
              EventBusName: { Ref: 'Bus' },
              EventPattern: { source: ['contract'] },
              Targets: [{ Id: 'target', DeadLetterConfig: { Arn: arnOf('Dead') }, ...target }],
            },
          },
          ...resources,
        },
        outputs: { Dead: { Ref: 'Dead' }, ...('Queue' in resources ? { Queue: { Ref: 'Queue' } } : {}) },
      });
      const { endpoint, administrator: credentials } = given();
      const Entries = [{ EventBusName: name, Source: 'contract', DetailType: 'push', Detail: '{"n":1}' }];
      await new EventBridgeClient({ endpoint, region: 'us-east-1', credentials }).send(
        new PutEventsCommand({ Entries }),
      );
      return { queue: outputs.Queue ?? '', dead: outputs.Dead ?? '' };
    };
    const one = (found: unknown[]) => found.length > 0;

    it('get the event when their policies let the rule send', async () => {
      const places = await deliver(
        'allowed',
        { Queue: queue(), QueuePolicy: mayReceive('Queue') },
        { Arn: arnOf('Queue') },
      );

      const [message] = await until(() => receive(places.queue), one);
      expect(JSON.parse(message?.Body ?? '')).toMatchObject({
        source: 'contract',
        'detail-type': 'push',
        detail: { n: 1 },
      });
      expect(await receive(places.dead)).toEqual([]);
    });

    it.each<[string, string, object, object, string]>([
      ['a queue without a policy', 'no-policy', { Queue: queue() }, { Arn: arnOf('Queue') }, 'NO_PERMISSIONS'],
      [
        'a queue whose key is not for it',
        'foreign-key',
        { Key: key(), Queue: queue({ KmsMasterKeyId: arnOf('Key') }), QueuePolicy: mayReceive('Queue') },
        { Arn: arnOf('Queue') },
        'NO_PERMISSIONS',
      ],
      [
        "a queue with AWS's own key",
        'aws-key',
        { Queue: queue({ KmsMasterKeyId: 'alias/aws/sqs' }), QueuePolicy: mayReceive('Queue') },
        { Arn: arnOf('Queue') },
        'NO_PERMISSIONS',
      ],
      [
        'a function without a permission',
        'no-permission',
        functionWithUrl('Called', 'exports.handler = async () => 1') as object,
        { Arn: arnOf('Called') },
        'NO_PERMISSIONS',
      ],
      ['a queue that is gone', 'gone', {}, { Arn: 'arn:aws:sqs:us-east-1:000000000000:gone' }, 'RESOURCE_NOT_FOUND'],
    ])(
      'lose it to the dead-letter queue with the reason: %s (event_target_delivery)',
      async (_what, name, resources, target, code) => {
        const places = await deliver(`dead-${name}`, resources, target);

        const [message] = await until(() => receive(places.dead), one);
        expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({ detail: { n: 1 } });
        expect(message?.MessageAttributes).toMatchObject({
          ERROR_CODE: { StringValue: code },
          RULE_ARN: { StringValue: expect.stringContaining(`:rule/dead-${name}/`) },
        });
      },
    );

    it('get it through a key that lets the bus use it', async () => {
      const resources = {
        Key: key([useOfKey]),
        Queue: queue({ KmsMasterKeyId: arnOf('Key') }),
        QueuePolicy: mayReceive('Queue'),
      };
      const places = await deliver('own-key', resources, { Arn: arnOf('Queue') });

      expect(await until(() => receive(places.queue), one)).toHaveLength(1);
    });

    it('that are functions are tried again, then handed to their failure destination (event_target_asynchronous)', async () => {
      const failing = {
        ...functionWithUrl('Called', 'exports.handler = async () => { throw new Error("on purpose"); }'),
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: { Ref: 'Called' },
            Action: 'lambda:InvokeFunction',
            Principal: 'events.amazonaws.com',
            SourceArn: arnOf('Rule'),
          },
        },
        Queue: queue(),
        Invoking: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: { Ref: 'Called' },
            Qualifier: '$LATEST',
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: arnOf('Queue') } },
          },
        },
      };
      const places = await deliver('asynchronous', failing, { Arn: arnOf('Called') });

      const [message] = await until(() => receive(places.queue), one);
      expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
        requestPayload: { detail: { n: 1 } },
        responsePayload: { errorMessage: 'on purpose' },
      });
      expect(await receive(places.dead)).toEqual([]);
    });

    it('have alarms that look at their own queue only (alarm_dimensions, alarm_evaluation)', async () => {
      const alarm = (QueueName: string) => ({
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: `depth-of-${QueueName}`,
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [{ Name: 'QueueName', Value: QueueName }],
          Statistic: 'Maximum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        },
      });
      const resources = {
        Queue: queue({ QueueName: 'deep' }),
        QueuePolicy: mayReceive('Queue'),
        Empty: queue({ QueueName: 'empty' }),
        DeepAlarm: alarm('deep'),
        EmptyAlarm: alarm('empty'),
      };
      await deliver('alarms', resources, { Arn: arnOf('Queue') });
      const { endpoint, administrator: credentials } = given();
      const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
      const states = async () => {
        const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'depth-of-' }));
        return Object.fromEntries((MetricAlarms ?? []).map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
      };

      const settled = await until(
        states,
        (found) => found['depth-of-deep'] === 'ALARM' && found['depth-of-empty'] === 'OK',
      );
      expect(settled).toEqual({ 'depth-of-deep': 'ALARM', 'depth-of-empty': 'OK' });
    });
  });
}
