import { Token } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IAlarmAction,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type {
  RateLimitDetail,
  RateLimitDimension,
  RateLimitMetric,
  RateLimitNamespace,
} from '../github/rate-limit-line';
import type { MetricService } from '../metrics/embedded-metric';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';

/** When to warn that a rate limit of GitHub runs out, and how. */
export interface RateLimitDashboardProps {
  /**
   * Share of a limit, in percent, at or below which the alarm begins.
   * @default 20
   */
  readonly limit?: number;
  /**
   * What the alarm does when it begins, such as `new SnsAction(topic)` of `aws-cdk-lib/aws-cloudwatch-actions`. The topic, and its key if
   * it is encrypted, must let `cloudwatch.amazonaws.com` publish.
   * @default none: the alarm is seen on the dashboard and in the console only
   */
  readonly alarmAction?: IAlarmAction;
}

export interface RateLimitDashboardSources extends RateLimitDashboardProps {
  /** Name of the deployment, as the metrics carry it. */
  readonly deployment: string;
  readonly detail: RateLimitDetail;
  /** Where the lines are that the metrics are made of. */
  readonly logGroups: readonly ILogGroup[];
}

const namespace: RateLimitNamespace = 'AppFrameworkGitHubAPICallMetrics';
const service: MetricService = 'Credential Manager';
const perApp: readonly RateLimitDimension[] = ['service', 'Deployment', 'Category', 'AppID'];
const perInstallation: readonly RateLimitDimension[] = [...perApp, 'InstallationID'];

/** What is left of GitHub's rate limits, for the eye and as an alarm. Both are named by CloudFormation, so that copies live side by side. */
export class RateLimitDashboard extends Construct {
  readonly dashboard: Dashboard;
  /** Begins within 5 minutes of a limit with `limit` percent left or less, and ends an hour after the last such figure. */
  readonly alarm: HourLongAlarm;

  constructor(scope: Construct, id: string, sources: RateLimitDashboardSources) {
    super(scope, id);
    const { deployment, detail, logGroups, limit = 20, alarmAction } = sources;
    if (!Token.isUnresolved(limit) && !(limit >= 0 && limit < 100)) {
      throw new Error(
        `The limit of the rate-limit alarm is ${limit}. Give the percentage left at which to warn: 0 to 99.`,
      );
    }
    const search = (name: RateLimitMetric, statistic: string) =>
      searches(detail).map(
        (dimensions) =>
          new MathExpression({
            expression: `SEARCH('{${[namespace, ...dimensions].join(',')}} MetricName="${name}" Deployment="${deployment}"', '${statistic}', ${alarmPeriod.toSeconds()})`,
            label: '',
            period: alarmPeriod,
          }),
      );
    const graph = (title: string, name: RateLimitMetric, statistic: string) =>
      new GraphWidget({ title, width: 12, height: 8, left: search(name, statistic), leftYAxis: { min: 0 } });

    this.alarm = new HourLongAlarm(this, 'NearingRateLimitAlarm', {
      description: `A GitHub rate limit of an App or installation had ${limit} % or less left. Runbook: rate-limits. Run: doctor`,
      metric: leastLeft(deployment),
      threshold: limit,
      comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      action: alarmAction,
    });
    this.dashboard = new Dashboard(this, 'GitHubRateLimitTrackingDashboard');
    this.dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarm', width: 24, height: 3, alarms: [this.alarm] }));
    this.dashboard.addWidgets(
      new GraphWidget({
        title: 'Left of each limit (%)',
        width: 12,
        height: 8,
        left: search('GitHubAPICallsRemainingPercent', Stats.MINIMUM),
        leftYAxis: { min: 0, max: 100 },
        leftAnnotations: [{ value: limit, label: 'alarm' }],
      }),
      graph('Calls left', 'GitHubAPICallsRemaining', Stats.MINIMUM),
    );
    this.dashboard.addWidgets(
      graph('Calls since the limit was last reset', 'GitHubAPICalls', Stats.MAXIMUM),
      new LogQueryWidget({
        title: 'Installations with the least left',
        width: 12,
        height: 8,
        view: LogQueryVisualizationType.TABLE,
        logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
        queryLines: [
          'filter event = "rate limit"',
          'stats min(GitHubAPICallsRemainingPercent) as percentLeft, min(GitHubAPICallsRemaining) as left by AppID, InstallationID, Category',
          'sort percentLeft asc',
          'limit 20',
        ],
      }),
    );
  }
}

/** The least that is left in a deployment: of any limit in percent, or of the limits of the core API in calls. Minimum over 5 minutes. */
export function leastLeft(
  deployment: string,
  metricName: 'GitHubAPICallsRemainingPercent' | 'GitHubAPICallsRemaining' = 'GitHubAPICallsRemainingPercent',
): Metric {
  return new Metric({
    namespace,
    metricName: metricName satisfies RateLimitMetric,
    dimensionsMap: { service, Deployment: deployment } satisfies Partial<Record<RateLimitDimension, string>>,
    statistic: Stats.MINIMUM,
    period: alarmPeriod,
  });
}

function searches(detail: RateLimitDetail): (readonly RateLimitDimension[])[] {
  return detail === 'installation' ? [perApp, perInstallation] : [perApp];
}
