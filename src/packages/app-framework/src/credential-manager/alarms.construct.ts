import type { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricService } from '../metrics/embedded-metric';
import type { FailureMetric, FailureNamespace } from '../metrics/failure-metric';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';

/** Takes how to measure, so that all alarms measure alike. */
export type MetricOver = (options: { readonly period: Duration; readonly statistic: string }) => Metric;

export interface CredentialManagerAlarmsProps {
  readonly action: IAlarmAction;
  /** Name of the deployment, as the metrics carry it. */
  readonly deployment: string;
  /** Requests for tokens that were answered with 5xx, by operation. */
  readonly tokenErrors: Readonly<Record<string, MetricOver>>;
  /** Requests that were turned away for want of concurrency, by operation. */
  readonly throttles: Readonly<Record<string, MetricOver>>;
  readonly syncFailures: MetricOver;
  readonly rateLimitTrackingFailures: MetricOver;
  /** Alarms that the deployment has already, such as that of its negative canary: they get the action too. */
  readonly others: readonly Alarm[];
}

/** Tries of the generated client: what fails that often has failed for somebody. */
const triesOfAClient = 3;

/**
 * The alarms of a credential manager, each with the action. All begin within 5 minutes and end after an hour without another failure.
 */
export class CredentialManagerAlarms extends Construct {
  /** Three or more requests for tokens answered with 5xx within 5 minutes, by operation. */
  readonly tokenErrors: readonly Alarm[];
  /** Three or more requests turned away by Lambda within 5 minutes, by operation. */
  readonly throttles: readonly Alarm[];
  /** A scheduled sync that failed, ran out of time or left an App out. */
  readonly syncFailures: Alarm;
  /** KMS refused to sign with the key that an App's row names. */
  readonly signerFailures: Alarm;
  /** A run that could not read the tokens of an App, or no rate limit at all although it should have. */
  readonly rateLimitTrackingFailures: Alarm;

  constructor(scope: Construct, id: string, props: CredentialManagerAlarmsProps) {
    super(scope, id);
    const alarm = (name: string, { description, metric, threshold = 1 }: Alarming) =>
      new HourLongAlarm(this, name, {
        description,
        metric: metric({ period: alarmPeriod, statistic: Stats.SUM }),
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        action: props.action,
      });

    this.tokenErrors = Object.entries(props.tokenErrors).map(([operation, metric]) =>
      alarm(`${operation}Errors`, {
        description: `${operation} fails with 5xx: the log of its function has the reason.`,
        metric,
        threshold: triesOfAClient,
      }),
    );
    this.throttles = Object.entries(props.throttles).map(([operation, metric]) =>
      alarm(`${operation}Throttles`, {
        description: `Lambda turns requests for ${operation} away: the account or the function has too little concurrency.`,
        metric,
        threshold: triesOfAClient,
      }),
    );
    this.syncFailures = alarm('SyncFailures', {
      description: 'An installation sync failed or left an App out: the log of the sync function has the reason.',
      metric: props.syncFailures,
    });
    this.signerFailures = alarm('SignerFailures', {
      description:
        'KMS refuses to sign for an App: its key is disabled, deleted or tagged otherwise. Runbook: import-private-key.',
      metric: (options) => signerFailures(props.deployment).with(options),
    });
    this.rateLimitTrackingFailures = alarm('RateLimitTrackingFailures', {
      description: 'Rate limits of installations could not be read: the log of the function has the reason.',
      metric: props.rateLimitTrackingFailures,
    });
    for (const other of props.others) other.addAlarmAction(props.action);
  }
}

interface Alarming {
  readonly description: string;
  readonly metric: MetricOver;
  /** 1 when absent. */
  readonly threshold?: number;
}

/** How often KMS refused to sign with the key of an App. */
function signerFailures(deployment: string): Metric {
  return new Metric({
    namespace: 'AppFrameworkCredentialManager' satisfies FailureNamespace,
    metricName: 'SignerFailures' satisfies FailureMetric,
    dimensionsMap: { service: 'Credential Manager' satisfies MetricService, Deployment: deployment },
  });
}
