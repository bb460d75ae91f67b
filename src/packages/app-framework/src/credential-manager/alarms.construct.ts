import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { alarmDescription } from '../metrics/alarm-text.construct';
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

/** One that is cut short is made good by the next. */
const unfinishedADay = 3;

/**
 * The alarms of a credential manager, each with the action. Unless said otherwise they begin within 5 minutes and end after an hour without
 * another failure.
 */
export class CredentialManagerAlarms extends Construct {
  /** Three or more requests for tokens answered with 5xx within 5 minutes, by operation. */
  readonly tokenErrors: readonly Alarm[];
  /** Three or more requests turned away by Lambda within 5 minutes, by operation. */
  readonly throttles: readonly Alarm[];
  /** A scheduled sync that crashed or could not sync an App. */
  readonly syncFailures: Alarm;
  /** Three syncs within a day whose time was up before they came to all Apps. Ends when there are fewer within a day. */
  readonly unfinishedSyncs: Alarm;
  /** A token was minted that `RevokeInstallationTokens` will not find. */
  readonly unrevocableTokens: Alarm;
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
        description: `${operation} fails with 5xx: the log of its function has the reason. Runbook: monitoring. Run: logs errors --since 1h`,
        metric,
        threshold: triesOfAClient,
      }),
    );
    this.throttles = Object.entries(props.throttles).map(([operation, metric]) =>
      alarm(`${operation}Throttles`, {
        description: `Lambda turns requests for ${operation} away: the account or the function has too little concurrency. Runbook: monitoring. Run: doctor`,
        metric,
        threshold: triesOfAClient,
      }),
    );
    this.syncFailures = alarm('SyncFailures', {
      description:
        'An installation sync failed, or failed for an App: the log of the sync function has the reason. Runbook: monitoring. Run: logs errors --since 1h',
      metric: props.syncFailures,
    });
    this.unfinishedSyncs = new Alarm(this, 'UnfinishedSyncs', {
      alarmDescription: alarmDescription(
        this,
        'Syncs end before they come to all Apps, so that rows of installations are older than the schedule promises: the log of the sync function names the Apps. Runbook: monitoring. Run: logs errors --since 1h',
      ),
      metric: failures('UnfinishedSyncs', props.deployment).with({ period: alarmPeriod, statistic: Stats.SUM }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: Duration.days(1).toMinutes() / alarmPeriod.toMinutes(),
      datapointsToAlarm: unfinishedADay,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.unfinishedSyncs.addAlarmAction(props.action);
    this.unrevocableTokens = alarm('UnrevocableTokens', {
      description:
        'Tokens were minted that revoke-tokens will not find, for the token table or its key refused: the log of the function has the reason. Runbook: revoke-tokens. Run: logs errors --since 1h',
      metric: (options) => failures('UnrevocableTokens', props.deployment).with(options),
    });
    this.signerFailures = alarm('SignerFailures', {
      description:
        'KMS refuses to sign for an App: its key is disabled, deleted or tagged otherwise. Runbook: import-private-key. Run: list-keys',
      metric: (options) => failures('SignerFailures', props.deployment).with(options),
    });
    this.rateLimitTrackingFailures = alarm('RateLimitTrackingFailures', {
      description:
        'Rate limits of installations could not be read: the log of the function has the reason. Runbook: rate-limits. Run: logs errors --since 1h',
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

/** How often functions of the deployment counted such a failure. */
function failures(metricName: FailureMetric, deployment: string): Metric {
  return new Metric({
    namespace: 'AppFrameworkCredentialManager' satisfies FailureNamespace,
    metricName,
    dimensionsMap: { service: 'Credential Manager' satisfies MetricService, Deployment: deployment },
  });
}
