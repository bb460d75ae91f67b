import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CredentialManager } from './credential-manager.construct';
import type { CredentialManagerProps } from './props.construct';

function made(props?: CredentialManagerProps) {
  const parent = new Stack(new App(), 'Parent');
  const credentials = new CredentialManager(parent, 'CredentialManager', props);
  return { parent, credentials, action: new SnsAction(new Topic(parent, 'Topic')) };
}

const alarmsOf = (credentials: CredentialManager) =>
  Object.values(Template.fromStack(credentials).findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties,
  );

/** Functions that a metric or a text names, by their construct ids. */
const functionsIn = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/"(\w+?)handler(?:Logs)?[0-9A-F]{8}"/g)].map(([, id]) => id);

describe('CredentialManager.rateLimitDashboard', () => {
  it('watches the deployment by the name of its App table, and tells whom it is told to tell', () => {
    const { credentials, action } = made();
    const { alarm } = credentials.rateLimitDashboard({ alarmAction: action });
    const [properties] = alarmsOf(credentials);
    expect(properties).toMatchObject({
      Threshold: 20,
      Dimensions: [
        { Name: 'Deployment', Value: { Ref: 'AppTable815C50BC' } },
        { Name: 'service', Value: 'Credential Manager' },
      ],
      AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
    });
    expect(credentials.resolve(alarm.alarmArn)).toBeDefined();
  });

  it('looks for installations in the logs of the functions that ask GitHub', () => {
    const { credentials } = made();
    credentials.rateLimitDashboard();
    const [dashboard] = Object.values(Template.fromStack(credentials).findResources('AWS::CloudWatch::Dashboard'));
    expect(functionsIn(dashboard?.Properties.DashboardBody).sort()).toEqual([
      'InstallationAccessTokenGenerator',
      'InstallationRefresher',
      'InstallationTracker',
      'RateLimitTracker',
      'RevokeInstallationTokens',
    ]);
  });

  it('shows installations one by one where their metrics are asked for', () => {
    const { credentials } = made({ rateLimitMetrics: 'installation' });
    credentials.rateLimitDashboard();
    const template = Template.fromStack(credentials);
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('AppID,InstallationID}');
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { RATE_LIMIT_METRICS: 'installation' } },
    });
  });

  it('makes nothing unless it is called', () => {
    expect(alarmsOf(made().credentials)).toEqual([]);
  });
});

describe('CredentialManager.alarmOn', () => {
  it('alarms on tokens, throttles, the sync, signing and rate limits, by the metrics of this deployment', () => {
    const { credentials, action } = made();
    credentials.alarmOn(action);
    const alarms = alarmsOf(credentials);
    const found = alarms.map(({ MetricName, Dimensions }) => [MetricName, ...functionsIn(Dimensions)].join(' '));
    expect(found.sort()).toEqual([
      'Errors InstallationTracker',
      'Errors RateLimitTracker',
      'SignerFailures',
      'Throttles AppTokenGenerator',
      'Throttles GetInstallations',
      'Throttles InstallationAccessTokenGenerator',
      'Throttles InstallationData',
      'Throttles InstallationRefresher',
      'Throttles RevokeInstallationTokens',
      'UnfinishedSyncs',
      'UnrevocableTokens',
      'Url5xxCount AppTokenGenerator',
      'Url5xxCount InstallationAccessTokenGenerator',
    ]);
    expect(alarms.map(({ AlarmActions }) => AlarmActions?.length)).toEqual(alarms.map(() => 1));
  });

  it('gives the action to the alarm of the negative canary', () => {
    const { credentials, action } = made({ negativeCanary: {} });
    credentials.alarmOn(action);
    const canary = alarmsOf(credentials).find(({ Dimensions }) => functionsIn(Dimensions).includes('NegativeCanary'));
    expect(canary?.AlarmActions).toHaveLength(1);
  });
});
