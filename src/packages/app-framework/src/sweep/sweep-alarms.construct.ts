import {
  type Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  type Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import { ledgerMetric } from '../webhooks/ledger-metric.construct';
import type { SweepMetric } from './sweep-metric';

export interface SweepAlarmsProps {
  readonly handler: IFunction;
  /** Name of the ledger's table, by which its metrics are told from those of other deployments. */
  readonly ledgerName: string;
}

interface Alarming {
  readonly metric: IMetric;
  readonly description: string;
  /** `deliveries list --state missing` when absent. */
  readonly run?: string;
  /** 1 when absent. */
  readonly threshold?: number;
}

/** A list is read to its end once an hour, and GitHub keeps it for three days. */
const staleSeconds = 4 * 3_600;

/** What the sweep tells. */
export class SweepAlarms extends Construct {
  /** A delivery is lost for good: GitHub does not return it. */
  readonly unrecoverable: Alarm;
  /** Deliveries cannot be brought before GitHub forgets them. */
  readonly atRisk: Alarm;
  /** Deliveries that GitHub lists are missing here, and the run that found them could not bring them all. */
  readonly missing: Alarm;
  /** An App posts to another URL than that of this deployment. */
  readonly elsewhere: Alarm;
  /** Deliveries were turned away by the throttle of the endpoint. */
  readonly throttled: Alarm;
  /** The list of an App could not be compared. */
  readonly failure: Alarm;
  /** The list of an App was not read to its end for hours, though no run failed. */
  readonly stale: Alarm;
  private readonly ledgerName: string;

  constructor(scope: Construct, id: string, { handler, ledgerName }: SweepAlarmsProps) {
    super(scope, id);
    this.ledgerName = ledgerName;
    this.unrecoverable = this.atOnce('Unrecoverable', {
      metric: this.metric('UnrecoverableDeliveries', Stats.SUM),
      description: 'A webhook never arrived and GitHub does not return it: the log of the sweep names it.',
    });
    this.atRisk = this.atOnce('AtRisk', {
      metric: this.metric('DeliveriesAtRisk', Stats.MAXIMUM),
      description:
        'More webhooks are missing than can be fetched before GitHub forgets them: redeliver the oldest by hand, and see why they did not arrive.',
    });
    this.missing = this.atOnce('Missing', {
      metric: this.metric('MissingDeliveries', Stats.MAXIMUM),
      description: 'GitHub lists webhooks that are not here, even after a run of the sweep: its log has the reason.',
    });
    this.elsewhere = this.atOnce('Elsewhere', {
      metric: this.metric('WebhookUrlsElsewhere', Stats.MAXIMUM),
      description:
        'An App has another webhook URL at GitHub than that of this deployment: the log of the sweep names it.',
      run: 'doctor',
    });
    this.throttled = this.atOnce('Throttled', {
      metric: this.metric('ThrottledDeliveries', Stats.SUM),
      description:
        'GitHub was answered with 429: the sweep brings these webhooks, late. See who else posts, and the quotas of API Gateway.',
    });
    this.failure = this.atOnce('Failures', {
      metric: handler.metricErrors({ period: alarmPeriod, statistic: Stats.SUM }),
      description: 'GitHub’s list of webhooks cannot be compared: the log of the sweep has the reason.',
      run: 'logs errors --since 1h',
    });
    this.stale = this.atOnce('Stale', {
      metric: this.metric('OldestFullSweep', Stats.MAXIMUM),
      threshold: staleSeconds,
      description:
        'GitHub’s list of an App was not read to its end for hours: its rate limit may be spent by others, or its list be too long.',
    });
  }

  /** Does this when one of them begins. */
  alarmOn(action: IAlarmAction): void {
    const { unrecoverable, atRisk, missing, elsewhere, throttled, failure, stale } = this;
    for (const alarm of [unrecoverable, atRisk, missing, elsewhere, throttled, failure, stale])
      alarm.addAlarmAction(action);
  }

  private atOnce(
    id: string,
    { metric, description, run = 'deliveries list --state missing', threshold = 1 }: Alarming,
  ): Alarm {
    return new HourLongAlarm(this, id, {
      metric,
      description: `${description} Runbook: redeliver-and-redrive. Run: ${run}`,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }

  private metric(metricName: SweepMetric, statistic: string): Metric {
    return ledgerMetric(this.ledgerName, metricName, statistic);
  }
}
