import { App, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { usualFunction } from '../lambda/function-settings.test.support';
import { OperationFunction } from './operation-function.construct';

describe('OperationFunction', () => {
  it('is reached through a Function URL that takes signed requests only and answers no browser', () => {
    const { template } = deployed();
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM', Cors: Match.absent() });
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('is found by the name of its endpoint and its App table', () => {
    const { template } = deployed();
    template.hasResourceProperties('AWS::Lambda::Function', {
      Tags: [
        { Key: 'AppTable', Value: 'apps' },
        { Key: 'CredentialManager', Value: 'AppTokenEndpoint' },
      ],
    });
  });

  it('is callable by a grantee through its URL only', () => {
    const { stack, operation } = created();
    const role = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal('111122223333') });
    const grant = operation.grantCall(role);
    expect(grant.success).toBe(true);

    const template = Template.fromStack(stack);
    const arn = { 'Fn::GetAtt': [logicalId(template), 'Arn'] };
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('Caller') }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunctionUrl',
            Resource: arn,
            Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
          },
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: arn,
            Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
          },
        ],
      },
    });
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('names a grantee without a policy of its own in its own policy, under the same two conditions', () => {
    const { stack, operation } = created();
    const other = new ArnPrincipal('arn:aws:iam::444455556666:role/caller');
    expect(operation.grantCall(other).success).toBe(true);
    operation.grantCall(other);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunctionUrl',
      Principal: 'arn:aws:iam::444455556666:role/caller',
      FunctionUrlAuthType: 'AWS_IAM',
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'arn:aws:iam::444455556666:role/caller',
      InvokedViaFunctionUrl: true,
    });
  });

  it('tells apart principals that are known only when the stack is deployed', () => {
    const { stack, operation } = created();
    for (const exported of ['first', 'second']) {
      operation.grantCall(new ArnPrincipal(Fn.importValue(exported)));
    }
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Permission', 4);
    template.resourcePropertiesCountIs('AWS::Lambda::Permission', { Principal: { 'Fn::ImportValue': 'second' } }, 2);
  });

  it('has metrics to alarm on', () => {
    const { stack, operation } = created();
    const alarm = { threshold: 1, evaluationPeriods: 1 };
    new Alarm(stack, 'Errors', { metric: operation.metricErrors(), ...alarm });
    new Alarm(stack, 'Throttles', { metric: operation.metricThrottles(), ...alarm });
    new Alarm(stack, 'Duration', { metric: operation.metricDuration({ statistic: 'p99' }), ...alarm });

    const template = Template.fromStack(stack);
    const dimensions = { Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalId(template) } }] };
    for (const expected of [
      { MetricName: 'Url5xxCount', Statistic: 'Sum' },
      { MetricName: 'Throttles', Statistic: 'Sum' },
      { MetricName: 'UrlRequestLatency', ExtendedStatistic: 'p99' },
    ]) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Lambda', ...dimensions, ...expected });
    }
  });
});

function created() {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const operation = new OperationFunction(stack, 'AppTokenGenerator', {
    operation: 'GetAppToken',
    description: 'An operation',
    appTableName: 'apps',
    environment: {},
    ...usualFunction,
  });
  return { stack, operation };
}

function deployed() {
  return { template: Template.fromStack(created().stack) };
}

function logicalId(template: Template): string {
  return Object.keys(template.findResources('AWS::Lambda::Function'))[0] ?? 'absent';
}
