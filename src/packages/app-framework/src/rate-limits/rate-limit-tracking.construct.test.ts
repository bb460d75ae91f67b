import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { TokenTable } from '../installation-tokens/token-table.construct';
import { usualFunction } from '../lambda/function-settings.test.support';
import { RateLimitTracking } from './rate-limit-tracking.construct';

function made() {
  const stack = new Stack(new App(), 'Stack');
  const tracking = new RateLimitTracking(stack, 'RateLimitTracker', {
    appTable: new Table(stack, 'Apps', { partitionKey: { name: 'AppId', type: AttributeType.NUMBER } }),
    tokenTable: new TokenTable(stack, 'Tokens'),
    detail: 'installation',
    settings: usualFunction.settings,
  });
  const template = Template.fromStack(stack);
  const idOf = (type: string, start: string) =>
    Object.keys(template.findResources(type)).find((id) => id.startsWith(start)) ?? 'absent';
  return {
    stack,
    tracking,
    template,
    apps: idOf('AWS::DynamoDB::Table', 'Apps'),
    tokens: idOf('AWS::DynamoDB::Table', 'Tokens'),
    key: idOf('AWS::KMS::Key', 'Tokens'),
    handler: idOf('AWS::Lambda::Function', 'RateLimitTrackerhandler'),
  };
}

describe('RateLimitTracking', () => {
  it('runs every ten minutes, without retries in between', () => {
    const { template, handler } = made();
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(10 minutes)',
      Targets: [{ Arn: { 'Fn::GetAtt': [handler, 'Arn'] }, Id: 'Target0' }],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: handler },
      MaximumRetryAttempts: 0,
    });
  });

  it('may list Apps, find live tokens and open them, and nothing else: neither sign nor write', () => {
    const { template, apps, tokens, key } = made();
    const statements = Object.values(template.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => !JSON.stringify(Action).match(/"(logs|xray):/));
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: { 'Fn::GetAtt': [apps, 'Arn'] } },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': [tokens, 'Arn'] } },
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [tokens, 'Arn'] }, '/index/App']] },
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': [key, 'Arn'] },
        Condition: { StringEquals: { 'kms:EncryptionContext:table': { Ref: tokens } } },
      },
    ]);
  });

  it('is told its tables, its key and how fine to count', () => {
    const { template, apps, tokens, key } = made();
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          APP_TABLE_NAME: { Ref: apps },
          TOKEN_TABLE_NAME: { Ref: tokens },
          TOKEN_KEY_ARN: { 'Fn::GetAtt': [key, 'Arn'] },
          RATE_LIMIT_METRICS: 'installation',
        },
      },
    });
  });

  it('counts runs that failed', () => {
    const { tracking, stack } = made();
    expect(stack.resolve(tracking.metricFailures().toMetricConfig().metricStat?.metricName)).toBe('Errors');
  });
});
