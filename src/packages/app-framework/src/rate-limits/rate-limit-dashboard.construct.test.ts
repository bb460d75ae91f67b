import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type RateLimitDetail, rateLimitLine } from '../github/rate-limit-line';
import { RateLimitDashboard, type RateLimitDashboardProps } from './rate-limit-dashboard.construct';

function made(props: RateLimitDashboardProps & { detail?: RateLimitDetail } = {}) {
  const stack = new Stack(new App(), 'Stack');
  const logGroups = [new LogGroup(stack, 'Logs')];
  const { detail = 'app', ...rest } = props;
  new RateLimitDashboard(stack, 'RateLimits', { deployment: 'apps', detail, logGroups, ...rest });
  return Template.fromStack(stack);
}

/** Text of the dashboard; references inside it are left out. */
function bodyOf(template: Template): string {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
}

const line = rateLimitLine(
  { deployment: 'apps', detail: 'installation' },
  {
    owner: { appId: 7, installationId: 99 },
    limit: { resource: 'core', limit: 5000, remaining: 12, resetsAt: new Date(0) },
    seenAt: new Date(0),
  },
);
const [detailed, whole] = line._aws.CloudWatchMetrics;

describe('RateLimitDashboard', () => {
  it('warns at 20 % by default, by the one metric that the functions write for the deployment', () => {
    made().hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: whole?.Namespace,
      MetricName: whole?.Metrics.at(-1)?.Name,
      Dimensions: [
        { Name: 'Deployment', Value: line.Deployment },
        { Name: 'service', Value: line.service },
      ],
      Statistic: 'Minimum',
      Period: 300,
      EvaluationPeriods: 12,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      Threshold: 20,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
    });
    expect(whole?.Dimensions).toEqual([['service', 'Deployment']]);
  });

  it('takes a limit and an action', () => {
    const action = { bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:111122223333:topic' }) };
    made({ limit: 5, alarmAction: action }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 5,
      AlarmActions: ['arn:aws:sns:us-east-1:111122223333:topic'],
    });
  });

  it.each([-1, 100, Number.NaN])('refuses a limit of %d %', (limit) => {
    expect(() => made({ limit })).toThrow('Give the percentage left at which to warn');
  });

  it('leaves the names of dashboard and alarm to CloudFormation, so that copies live side by side', () => {
    const template = made();
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: Match.absent() });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: Match.absent() });
  });

  it('shows the metrics of this deployment under the dimensions that the functions write', () => {
    const body = bodyOf(made({ detail: 'installation' }));
    const dimensions = detailed?.Dimensions[0] ?? [];
    expect(dimensions).toHaveLength(5);
    for (const name of ['GitHubAPICallsRemainingPercent', 'GitHubAPICallsRemaining', 'GitHubAPICalls']) {
      expect(detailed?.Metrics.map(({ Name }) => Name)).toContain(name);
      for (const set of [dimensions, dimensions.slice(0, 4)]) {
        expect(body).toContain(
          `SEARCH('{${[detailed?.Namespace, ...set].join(',')}} MetricName=\\\\\\"${name}\\\\\\" Deployment=\\\\\\"apps\\\\\\"'`.replaceAll(
            '\\\\\\"',
            '\\"',
          ),
        );
      }
    }
  });

  it('looks for no metrics of installations where there are none, and lists those that have the least left all the same', () => {
    const body = bodyOf(made());
    expect(body).not.toContain('AppID,InstallationID');
    expect(body).toContain('by AppID, InstallationID, Category');
    expect(body).toContain('event = \\"rate limit\\"');
  });
});
