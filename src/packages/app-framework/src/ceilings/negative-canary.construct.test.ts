import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { CredentialManagerProps } from '../credential-manager/props.construct';
import { parseCeiling } from './ceiling';

function deployed(props: (stack: Stack) => CredentialManagerProps = () => ({ negativeCanary: {} })) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const credentials = new CredentialManager(stack, 'CredentialManager', props(stack));
  return { credentials, template: Template.fromStack(credentials) };
}

describe('the negative canary', () => {
  it('is not there unless it is asked for', () => {
    const { credentials, template } = deployed(() => ({}));
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(ceilingsIn(template)).toEqual([]);
    expect(credentials.negativeCanaryAlarm).toBeUndefined();
    expect(() => credentials.metricNegativeCanaryFailures()).toThrow('negativeCanary');
  });

  it('calls on a schedule, without a second try by Lambda', () => {
    const { template } = deployed();
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(10 minutes)',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NegativeCanaryhandler'), 'Arn'] } }],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^NegativeCanaryhandler') },
      MaximumRetryAttempts: 0,
    });
  });

  it('has a ceiling of its own that forbids what it asks for', () => {
    const { template } = deployed();
    const [parameter] = ceilingsIn(template);
    expect(parseCeiling(parameter?.Properties.Value)).toEqual({
      apps: [1],
      permissions: { metadata: 'read' },
      tokensPerHour: 1,
    });
    expect(JSON.stringify(parameter?.Properties.Name)).toMatch(/\/role\/",\{"Ref":"NegativeCanaryhandlerRole/);
  });

  it('may call for installation tokens, and nothing else', () => {
    const { template } = deployed();
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const [policy] = policies.filter(([id]) => id.startsWith('NegativeCanaryhandlerRole'));
    const actions: unknown[] = policy?.[1].Properties.PolicyDocument.Statement.map(
      ({ Action }: { Action: unknown }) => Action,
    );
    expect(actions).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
  });

  it('alarms when a run fails, tells of runs that no longer take place, and is quiet before the first one', () => {
    const { credentials, template } = deployed((stack) => ({
      negativeCanary: { interval: Duration.minutes(30), alarmActions: [new SnsAction(new Topic(stack, 'Topic'))] },
    }));
    const actions = [Match.objectLike({ Ref: Match.stringLikeRegexp('Topic') })];
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 35 * 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
      AlarmActions: actions,
      InsufficientDataActions: actions,
    });
    expect(credentials.negativeCanaryAlarm).toBeDefined();
    expect(credentials.metricNegativeCanaryFailures()).toMatchObject({ metricName: 'Errors', statistic: 'Sum' });
  });

  it('tells whom the alarms of the deployment tell, too', () => {
    const stack = new Stack(new App(), 'Stack');
    const credentials = new CredentialManager(stack, 'CredentialManager', { negativeCanary: {} });
    credentials.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
    Template.fromStack(credentials).hasResourceProperties('AWS::CloudWatch::Alarm', {
      TreatMissingData: 'missing',
      AlarmActions: [Match.anyValue()],
      InsufficientDataActions: [Match.anyValue()],
    });
  });

  it('runs once a day at least, and refuses to run less often', () => {
    const every = (interval: Duration) => deployed(() => ({ negativeCanary: { interval } }));
    const longestSeconds = 86_400;
    every(Duration.days(1)).template.hasResourceProperties('AWS::CloudWatch::Alarm', { Period: longestSeconds + 300 });
    expect(() => every(Duration.days(7))).toThrow('every 10080 minutes, and a day is the longest');
  });
});

function ceilingsIn(template: Template) {
  const parameters = Object.entries(template.findResources('AWS::SSM::Parameter'));
  return parameters.filter(([id]) => /Ceiling/.test(id)).map(([, parameter]) => parameter);
}
