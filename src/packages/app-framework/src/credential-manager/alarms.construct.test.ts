import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CredentialManagerAlarms, type MetricOver } from './alarms.construct';

const topic = 'arn:aws:sns:us-east-1:111122223333:topic';
const action = { bind: () => ({ alarmActionArn: topic }) };
const metric =
  (metricName: string): MetricOver =>
  (options) =>
    new Metric({ namespace: 'n', metricName, ...options });

function made() {
  const stack = new Stack(new App(), 'Stack');
  const canary = new Alarm(stack, 'Canary', {
    metric: new Metric({ namespace: 'n', metricName: 'canary' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  new CredentialManagerAlarms(stack, 'Alarms', {
    action,
    deployment: 'apps',
    tokenErrors: { GetAppToken: metric('app'), GetInstallationToken: metric('installation') },
    throttles: { GetAppToken: metric('a'), GetInstallations: metric('b') },
    syncFailures: metric('sync'),
    rateLimitTrackingFailures: metric('tracking'),
    others: [canary],
  });
  return Template.fromStack(stack);
}

/** Alarms by the start of their ids. */
function alarmsOf(template: Template): Record<string, Record<string, unknown>> {
  const found = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id.replace(/^Alarms|[0-9A-F]{8}$/g, ''), Properties]));
}

describe('CredentialManagerAlarms', () => {
  it('gives every alarm the action, those that were there too', () => {
    const alarms = alarmsOf(made());
    expect(Object.keys(alarms).sort()).toEqual([
      'Canary',
      'GetAppTokenErrors',
      'GetAppTokenThrottles',
      'GetInstallationTokenErrors',
      'GetInstallationsThrottles',
      'RateLimitTrackingFailures',
      'SignerFailures',
      'SyncFailures',
      'UnfinishedSyncs',
      'UnrevocableTokens',
    ]);
    expect(Object.values(alarms).map(({ AlarmActions }) => AlarmActions)).toEqual(Array(10).fill([topic]));
  });

  it.each(['RateLimitTrackingFailures', 'SignerFailures', 'SyncFailures', 'UnrevocableTokens'])(
    'begins %s with the first failure',
    (name) => {
      expect(alarmsOf(made())[name]).toMatchObject({
        Threshold: 1,
        Statistic: 'Sum',
        Period: 300,
        EvaluationPeriods: 12,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    },
  );

  it.each(['SignerFailures', 'UnfinishedSyncs', 'UnrevocableTokens'])(
    'counts %s where the functions of this deployment write them',
    (name) => {
      expect(alarmsOf(made())[name]).toMatchObject({
        Namespace: 'AppFrameworkCredentialManager',
        MetricName: name,
        Dimensions: [
          { Name: 'Deployment', Value: 'apps' },
          { Name: 'service', Value: 'Credential Manager' },
        ],
      });
    },
  );

  it.each([
    ['GetAppTokenErrors', 'app'],
    ['GetInstallationTokenErrors', 'installation'],
    ['GetAppTokenThrottles', 'a'],
    ['GetInstallationsThrottles', 'b'],
  ])('begins %s with three failures, for a client has tried that often when it gives up', (name, MetricName) => {
    expect(alarmsOf(made())[name]).toMatchObject({
      MetricName,
      Threshold: 3,
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 1,
    });
  });

  it('begins with the third sync of a day that left Apps out, and not with the first', () => {
    expect(alarmsOf(made()).UnfinishedSyncs).toMatchObject({
      MetricName: 'UnfinishedSyncs',
      Statistic: 'Sum',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 288,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
      AlarmActions: [expect.anything()],
    });
  });
});
