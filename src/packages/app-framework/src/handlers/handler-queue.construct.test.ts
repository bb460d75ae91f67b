import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { patternOf } from '../routes/event-pattern.construct';
import { HandlerQueue } from './handler-queue.construct';

function synthesized({ timeout = 30, maxConcurrency }: { timeout?: number; maxConcurrency?: number } = {}) {
  const stack = new Stack();
  const handler = new LambdaFunction(stack, 'Greeter', {
    code: Code.fromInline('exports.handler = async () => undefined'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(timeout),
  });
  const pattern = patternOf({ name: 'greet', events: ['issues'], actions: ['opened'] });
  const eventBus = new EventBus(stack, 'Bus');
  const made = new HandlerQueue(stack, 'greet', { eventBus, pattern, handler, maxConcurrency });
  return { template: Template.fromStack(stack), id: (token: string) => stack.resolve(token), made };
}

describe('HandlerQueue', () => {
  it('gives the queue six times the time of its function, and two weeks to everything that waits', () => {
    const { template } = synthesized({ timeout: 40 });

    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 240, RedrivePolicy: Match.anyValue() });
    template.allResourcesProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.resourceCountIs('AWS::SQS::Queue', 3);
  });

  it('parks what no function ever judged, apart from what the bus could not bring', () => {
    const { template, id, made } = synthesized();
    const parked = id(made.parkedQueue.queueArn);

    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: parked, maxReceiveCount: 100 },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['github'], 'detail-type': ['issues'], detail: { action: ['opened'], own: [false] } },
      Targets: [
        Match.objectLike({
          Arn: id(made.queue.queueArn),
          DeadLetterConfig: { Arn: id(made.undeliveredQueue.queueArn) },
        }),
      ],
    });
  });

  it('refuses what comes without TLS, and lets in the bus by this rule only', () => {
    const { template, id, made } = synthesized();

    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [id(made.queue.queueUrl)],
      PolicyDocument: {
        Statement: [
          Match.anyValue(),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': id(made.rule.ruleArn) } },
          }),
        ],
      },
    });
  });

  it('has failures of single messages answered, and bounds how many are worked on where that is asked for', () => {
    synthesized({ maxConcurrency: 5 }).template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    synthesized().template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: Match.absent(),
    });
  });

  it('lets the function take messages from its queue, and from no other', () => {
    const { template, id, made } = synthesized();
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      (policy) => Object(policy).Properties.PolicyDocument.Statement,
    );

    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'sqs:ReceiveMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueUrl',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
        ],
        Resource: id(made.queue.queueArn),
      },
    ]);
  });

  it.each([1, 3, 9])('refuses a function with %d seconds: nothing would ever be begun', (timeout) => {
    expect(() => synthesized({ timeout })).toThrow(
      `Default/Greeter has ${timeout} seconds, and a handler needs 10 at least`,
    );
  });
});
