import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type AlarmText, alarmDescription, alarmText } from '../metrics/alarm-text.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { Figures } from './figures.construct';
import type { Watched } from './watched.construct';

/** From where on something is worth waking somebody; what is absent has its default. */
export interface AlarmThresholds {
  /**
   * Percent of deliveries that were not taken, and of tries of handlers that failed.
   * @default 5
   */
  readonly failurePercent?: number;
  /**
   * How many of them have to be there within 5 minutes, before a share of them says anything.
   * @default 20
   */
  readonly leastEvents?: number;
  /**
   * Calls that an App or installation has left of its hour.
   * @default 100
   */
  readonly callsLeft?: number;
  /**
   * How long 95 of 100 events may take from their arrival until a handler is done.
   * @default 2 seconds
   */
  readonly handlingTime?: Duration;
  /**
   * Installation tokens that GitHub makes for the deployment within 5 minutes: far more than it ever needs is somebody who should not.
   * @default 500
   */
  readonly tokensMinted?: number;
}

export interface PlatformAlarmsProps extends AlarmThresholds {
  readonly action: IAlarmAction;
  readonly figures: Figures;
  readonly watched: Watched;
}

const runbook = 'monitoring';
const show = 'deliveries list --since 1h';
const errors = 'logs errors --since 1h';
const atLeast = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
const above = ComparisonOperator.GREATER_THAN_THRESHOLD;
/** Of so few that leave, nobody knows whether it is a spike. */
const fewUninstalls = 5;
const uninstallPercent = 5;
const fewRefreshes = 5;
const refreshFailurePercent = 20;
const jobsFoundLate = 3;
/** Certificates of ACM renew themselves 60 days before their end where they can. */
const certificateDays = 30;
const silentPeriods = 3;
/** A period has a look in it even where one comes late. */
const healthPeriod = Duration.minutes(20);

/**
 * Alarms on what a deployment is for, each with the action. They begin within 5 minutes and end an hour after the last bad figure. Shares of
 * something need a least number of it. What has to run again and again is in alarm as soon as it was silent for a quarter of an hour, before
 * its first run too; nothing else takes silence for a failure.
 */
export class PlatformAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PlatformAlarmsProps) {
    super(scope, id);
    const { watched } = props;
    this.all = [
      this.unhealthy(props),
      ...this.rates(props),
      ...(props.figures.ofCredentials ? this.ofCredentials(props, props.figures.ofCredentials) : []),
      ...(watched.people === 'sign in' ? [this.refreshes(props)] : []),
      ...(watched.jobs === 'run' ? [this.foundLate(props)] : []),
      ...Object.entries(watched.tables).map(([name, table]) => this.tableErrors(name, table)),
      ...Object.entries(watched.beating).map(([name, { handler, what }]) => this.silence(name, handler, what)),
      ...(watched.certificate
        ? [
            new Alarm(this, 'Certificate', {
              alarmDescription: this.told({
                what: `The certificate of the custom domain ends in ${certificateDays} days or less, and GitHub refuses the endpoint then.`,
                runbook,
                run: 'doctor',
              }),
              metric: watched.certificate.metricDaysToExpiry({ period: Duration.days(1), statistic: Stats.MINIMUM }),
              threshold: certificateDays,
              comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
              evaluationPeriods: 1,
              treatMissingData: TreatMissingData.NOT_BREACHING,
            }),
          ]
        : []),
    ];
    for (const alarm of this.all) alarm.addAlarmAction(props.action);
  }

  private unhealthy({ figures }: PlatformAlarmsProps): Alarm {
    return new Alarm(this, 'Unhealthy', {
      alarmDescription: this.told({
        what: 'The look at the health of the deployment, every 15 minutes, found something wrong, or did not come: the log of check-health names it.',
        runbook,
        run: 'doctor',
      }),
      metric: figures.platform('HealthCheckSuccess', { period: healthPeriod, statistic: Stats.MINIMUM }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private rates({ figures, failurePercent = 5, leastEvents = 20, handlingTime }: PlatformAlarmsProps): Alarm[] {
    const most = handlingTime ?? Duration.seconds(2);
    const time = { bad: figures.platform('HandlingTime', { statistic: 'p95' }) };
    const many = { badMany: figures.platform('HandlingTime', { statistic: Stats.SAMPLE_COUNT }) };
    return [
      this.hourLong('NotTaken', {
        what: `More than ${failurePercent} % of the deliveries of GitHub are not taken; the recovery brings them, late.`,
        run: errors,
        metric: share(figures.delivery('DeliveriesFailed'), figures.delivery('DeliveriesPublished'), leastEvents),
        threshold: failurePercent,
        comparisonOperator: above,
      }),
      this.hourLong('NotHandled', {
        what: `More than ${failurePercent} % of what handlers try fails; it is tried again, and parked after the last try.`,
        run: 'deliveries list --since 1h --handler-state parked',
        metric: share(figures.platform('ErrorOccurred'), figures.platform('EventProcessed'), leastEvents),
        threshold: failurePercent,
        comparisonOperator: above,
      }),
      this.hourLong('Slow', {
        what: `5 of 100 events take more than ${most.toSeconds({ integral: false })} s until a handler is done with them.`,
        run: show,
        metric: new MathExpression({
          expression: `IF(FILL(badMany, 0) >= ${leastEvents}, bad, 0)`,
          usingMetrics: { ...time, ...many },
          period: alarmPeriod,
        }),
        threshold: most.toMilliseconds(),
        comparisonOperator: above,
      }),
    ];
  }

  private ofCredentials(
    { figures, callsLeft = 100, tokensMinted = 500 }: PlatformAlarmsProps,
    ofCredentials: NonNullable<Figures['ofCredentials']>,
  ): Alarm[] {
    const period = Duration.hours(1);
    const left = {
      bad: figures.platform('InstallationDeleted', { period }),
      active: ofCredentials.counted('ActiveInstallations', { period, statistic: Stats.MAXIMUM }),
    };
    return [
      this.hourLong('FewCallsLeft', {
        what: `An App or installation has less than ${callsLeft} calls of GitHub left until its limit is reset.`,
        runbook: 'rate-limits',
        run: 'doctor',
        metric: ofCredentials.callsLeft,
        threshold: callsLeft,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      }),
      this.hourLong('ManyTokens', {
        what: `GitHub makes ${tokensMinted} installation tokens or more within 5 minutes: more callers than ever, or one that should not.`,
        run: 'logs tokens --since 10m',
        metric: ofCredentials.counted('TokensMinted'),
        threshold: tokensMinted,
        comparisonOperator: atLeast,
      }),
      new Alarm(this, 'Uninstalls', {
        alarmDescription: this.told({
          what: `More than ${uninstallPercent} % of the installations ended within an hour, ${fewUninstalls} at least.`,
          runbook,
          run: 'list-installations',
        }),
        metric: new MathExpression({
          expression: `IF(FILL(bad, 0) >= ${fewUninstalls}, 100 * FILL(bad, 0) / (FILL(bad, 0) + FILL(active, 0)), 0)`,
          usingMetrics: left,
          period,
        }),
        threshold: uninstallPercent,
        comparisonOperator: above,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
    ];
  }

  private refreshes({ figures }: PlatformAlarmsProps): Alarm {
    return this.hourLong('RefreshFailures', {
      what: `More than ${refreshFailurePercent} % of the tokens of people cannot be refreshed: they are sent to sign in again.`,
      runbook: 'user-authorization',
      run: errors,
      metric: share(figures.platform('UserTokenRefreshFailed'), figures.platform('UserTokenRefreshed'), fewRefreshes),
      threshold: refreshFailurePercent,
      comparisonOperator: above,
    });
  }

  private foundLate({ figures }: PlatformAlarmsProps): Alarm {
    return this.hourLong('JobsFoundLate', {
      what: 'Jobs end and nobody tells of it: what Step Functions says of executions does not arrive, and check runs are concluded minutes late.',
      run: 'jobs list',
      metric: figures.platform('JobFoundLate'),
      threshold: jobsFoundLate,
      comparisonOperator: atLeast,
    });
  }

  private tableErrors(name: string, table: ITable): Alarm {
    const counted = (metricName: string, operation?: string) =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: table.tableName, ...(operation && { Operation: operation }) },
        statistic: 'Sum',
        period: alarmPeriod,
      });
    const bad = {
      badReads: counted('ReadThrottleEvents'),
      badWrites: counted('WriteThrottleEvents'),
      badGets: counted('SystemErrors', 'GetItem'),
      badPuts: counted('SystemErrors', 'PutItem'),
      badUpdates: counted('SystemErrors', 'UpdateItem'),
      badQueries: counted('SystemErrors', 'Query'),
    };
    return this.hourLong(`${name}Table`, {
      what: `DynamoDB refuses or fails requests for the table of ${name.toLowerCase()}, ten or more within 5 minutes: what came then may be late or lost.`,
      run: errors,
      metric: new MathExpression({
        expression: Object.keys(bad)
          .map((one) => `FILL(${one}, 0)`)
          .join(' + '),
        usingMetrics: bad,
        period: alarmPeriod,
      }),
      threshold: 10,
      comparisonOperator: atLeast,
    });
  }

  /** Lambda counts the runs: what does not run could not count itself. */
  private silence(name: string, handler: IFunction, what: string): Alarm {
    return new Alarm(this, `${name}Silent`, {
      alarmDescription: this.told({
        what: `${what}: its function was not started.`,
        runbook,
        run: 'doctor',
      }),
      metric: handler.metricInvocations({ period: alarmPeriod, statistic: Stats.SUM }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: silentPeriods,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private told(text: AlarmText): string {
    return alarmDescription(this, alarmText(text));
  }

  private hourLong(id: string, { what, runbook: page = runbook, run, ...alarm }: HourLong): Alarm {
    return new HourLongAlarm(this, id, { ...alarm, description: alarmText({ what, runbook: page, run }) });
  }
}

interface HourLong {
  readonly what: string;
  readonly run: string;
  /** `monitoring` when absent. */
  readonly runbook?: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
}

/** How many of 100 are bad, where there are enough of them. */
function share(bad: Metric, good: Metric, least: number): MathExpression {
  const all = '(FILL(bad, 0) + FILL(good, 0))';
  return new MathExpression({
    expression: `IF(${all} >= ${least}, 100 * FILL(bad, 0) / ${all}, 0)`,
    usingMetrics: { bad, good },
    period: alarmPeriod,
  });
}
