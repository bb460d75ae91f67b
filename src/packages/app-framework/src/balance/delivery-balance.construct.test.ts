import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import { WebhookIngestion } from '../index';

const stack = new Stack(new App(), 'Stack');
const webhooks = new WebhookIngestion(stack, 'Webhooks', { webhookSecret: new Secret(stack, 'Secret') });
const fn = (id: string) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    timeout: Duration.seconds(30),
    code: Code.fromInline('exports.handler = async () => {};'),
  });
webhooks.on({ name: 'greet', event: 'issues' }, fn('Greet'));
webhooks.on({ name: 'build', event: 'push', lane: 'repository' }, fn('Build'));
webhooks.balance.alarmOn({ bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:111122223333:topic' }) });
const template = Template.fromStack(stack);

function statements(): { Action: string | string[]; Resource: unknown }[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const [[, policy] = []] = policies.filter(([id]) => /^WebhooksBalancehandlerRole/.test(id));
  return policy?.Properties.PolicyDocument.Statement;
}

describe('DeliveryBalance', () => {
  it('runs every 5 minutes, never beside itself', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('every webhook that was published is handled'),
      Timeout: 290,
    });
  });

  it('may read ledger and payloads, look into queues and send to those that events arrive in, and publish nothing', () => {
    expect([...new Set(statements().flatMap(({ Action }) => Action))].sort()).toEqual([
      'cloudwatch:GetMetricStatistics',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      'sqs:GetQueueAttributes',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const sentTo = JSON.stringify(statements().filter(({ Action }) => [Action].flat().includes('sqs:SendMessage')));
    expect(sentTo).toContain('WebhooksHandlergreetQueue');
    expect(sentTo).toContain('WebhooksHandlerbuildFeeder');
    expect(sentTo).not.toContain('WebhooksHandlerbuildLanes');
    expect(JSON.stringify(statements())).toContain('WebhooksHandlerbuildLanes');
  });

  it('is told of the queues behind those that events arrive in', () => {
    const [routing] = Object.values(template.findResources('AWS::CloudFormation::CustomResource')).filter(
      ({ Properties }) => Properties.Operations !== undefined,
    );
    expect(JSON.stringify(routing?.Properties.Operations)).toMatch(/lanes.*build.*WebhooksHandlerbuildLanes/);
  });

  it.each([
    ['MissingEvents', 'Maximum'],
    ['Errors', 'Sum'],
  ])('raises an alarm at one of %s', (MetricName, Statistic) => {
    const AlarmActions = ['arn:aws:sns:us-east-1:111122223333:topic'];
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions, Threshold: 1, MetricName, Statistic });
  });

  it('meets the AwsSolutions rules', () => {
    expect(new AwsSolutionsChecks().validateScope(webhooks).violations).toEqual([]);
  });
});
