import {
  type Alarm,
  ComparisonOperator,
  type IAlarmAction,
  MathExpression,
  Metric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { PlatformMetric, PlatformNamespace, PlatformService } from '../metrics/platform-metric';
import type { DeliveryMetric, DeliveryMetricService, DeliveryNamespace } from '../webhooks/delivery-metrics';

/** What `alarmOn` leaves out. */
export interface AlarmOptions {
  /** `watched` when absent: each handler has two alarms on its dead-letter queues. */
  readonly deadLetters?: 'watched' | 'unwatched';
}

export interface WebhookAlarmsProps {
  readonly action: IAlarmAction;
  /** Name in the metrics. */
  readonly deployment: string;
  readonly receiver: IFunction;
}

/** Strangers try too. From here on it is rather a secret that is wrong on one side. */
const refusalsThatTell = 10;

/** The alarms of the receiver. They begin within 5 minutes and end after an hour without another failure. */
export class WebhookAlarms extends Construct {
  /** A delivery was answered with 500. */
  readonly failed: Alarm;
  /** Ten or more signatures within 5 minutes that fit no secret, and nobody was registering an App then. */
  readonly signaturesRefused: Alarm;
  /** The receiver ended without an answer, of which it could count nothing itself: a crash, its time or its memory. */
  readonly receiverErrors: Alarm;
  /** Lambda turned a delivery away for want of concurrency. */
  readonly receiverThrottles: Alarm;
  /** A handler gave up an event: one alarm for all handlers, for hundreds of them cost no more. */
  readonly parked: Alarm;
  /** A bot was silent: GitHub does not tell the App what somebody may do. */
  readonly rightsNotTold: Alarm;

  constructor(scope: Construct, id: string, props: WebhookAlarmsProps) {
    super(scope, id);
    const { action, deployment, receiver } = props;
    const common = {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      action,
    };
    const over = { period: alarmPeriod, statistic: 'Sum' };
    const counted = (name: DeliveryMetric) => deliveryMetric(name, deployment, over);
    this.failed = new HourLongAlarm(this, 'Failed', {
      ...common,
      description:
        'Webhooks were answered with 500: the log of the receiver says which service did not take them. Runbook: monitoring. Run: logs errors --since 1h',
      metric: counted('DeliveriesFailed'),
      threshold: 1,
    });
    this.signaturesRefused = new HourLongAlarm(this, 'SignaturesRefused', {
      ...common,
      description:
        'Webhooks come with signatures that fit no secret: the secret at GitHub and the stored one differ, or somebody tries. Runbook: rotate-secrets. Run: doctor',
      metric: new MathExpression({
        expression: 'IF(FILL(setups, 0) > 0, 0, FILL(bad, 0))',
        usingMetrics: { bad: counted('SignaturesRefused'), setups: workMetric('SetupOpen', deployment, over) },
        period: alarmPeriod,
      }),
      threshold: refusalsThatTell,
    });
    // One tells: GitHub does not send again what was not answered.
    this.receiverErrors = new HourLongAlarm(this, 'ReceiverErrors', {
      ...common,
      description:
        'The receiver of webhooks ends without an answer: it crashes, or has too little time or memory. Its log has the reason. Runbook: monitoring. Run: logs errors --since 1h',
      metric: receiver.metricErrors(over),
      threshold: 1,
    });
    this.receiverThrottles = new HourLongAlarm(this, 'ReceiverThrottles', {
      ...common,
      description:
        'Lambda turns webhooks away: the account, or reservedConcurrency, has too little concurrency for them. Runbook: monitoring. Run: deliveries list --since 1h',
      metric: receiver.metricThrottles(over),
      threshold: 1,
    });
    this.parked = new HourLongAlarm(this, 'Parked', {
      ...common,
      description:
        'A handler gave up an event, whose effect is missing at GitHub. Runbook: redeliver-and-redrive. Run: deliveries list --handler-state parked',
      metric: counted('DeliveriesParked'),
      threshold: 1,
    });
    this.rightsNotTold = new HourLongAlarm(this, 'RightsNotTold', {
      ...common,
      description:
        'Commands are not run, and their authors get no answer: GitHub does not tell the App what they may do. “command not run” in the log of the handler says which permission it lacks. Runbook: user-authorization. Run: doctor',
      metric: counted('RightsNotTold'),
      threshold: 1,
    });
  }
}

/** What the receiver of this deployment counted. */
export function deliveryMetric(metricName: DeliveryMetric, deployment: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: 'AppFrameworkWebhooks' satisfies DeliveryNamespace,
    metricName,
    dimensionsMap: { service: 'Webhook Ingestion' satisfies DeliveryMetricService, Deployment: deployment },
    statistic: 'Sum',
    ...options,
  });
}

/** What is counted of the deployment as a whole. */
export function workMetric(metricName: PlatformMetric, deployment: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: 'GitHubAppPlatform' satisfies PlatformNamespace,
    metricName,
    dimensionsMap: { service: 'webhook' satisfies PlatformService, Deployment: deployment },
    statistic: 'Sum',
    ...options,
  });
}
