import { Duration, Tags } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { ledgerMetric } from '../webhooks/ledger-metric.construct';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { grantPublish } from '../webhooks/publishing-grant.construct';
import type { RecoverDeliveriesEnvironment } from './recover-deliveries.lambda';
import type { RecoveryMetric } from './recovery-metric';

export interface DeliveryRecoveryProps {
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly eventBus: IEventBus;
  /** Most bytes of an event with its payload in it. */
  readonly inlineLimit: number;
  /** Name of the deployment in its metrics. */
  readonly deployment: string;
  readonly settings: FunctionSettings;
}

const longestUnpublished = Duration.minutes(15);

/** Every minute publishes what was taken from GitHub and did not come to the bus. */
export class DeliveryRecovery extends Construct {
  readonly handler: BundledFunction;
  /** A delivery has been here for 15 minutes and is not published. */
  readonly unpublishedAlarm: Alarm;
  /** A run failed. */
  readonly failureAlarm: Alarm;
  private readonly ledgerName: string;

  constructor(scope: Construct, id: string, props: DeliveryRecoveryProps) {
    super(scope, id);
    const { ledger, payloads, eventBus } = props;
    this.ledgerName = ledger.tableName;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'recover-deliveries',
      description: 'Publishes webhooks of GitHub that were taken and did not come to the bus',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
        EVENT_BUS_NAME: eventBus.eventBusArn,
        INLINE_LIMIT: String(props.inlineLimit),
        WEBHOOK_DEPLOYMENT: props.deployment,
      } satisfies RecoverDeliveriesEnvironment & DeliveryMetricsEnvironment,
      // Ends before the next one begins.
      timeout: Duration.seconds(55),
      memorySize: 1024,
      settings: props.settings,
    });
    // The command line tells by it which ledger is in use: those of deployments that are gone stay, and are tagged alike.
    Tags.of(this.handler).add('DeliveryLedger', ledger.tableName);
    this.grantRecover(props);
    // The next run is the retry.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the recovery of webhooks that were taken and not published',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(this.handler)],
    });
    this.unpublishedAlarm = new HourLongAlarm(this, 'Unpublished', {
      description:
        'A webhook was taken more than 15 minutes ago and is not on the bus: the log of the recovery has the reason. Runbook: redeliver-and-redrive. Run: deliveries list --state received',
      metric: this.metric('OldestUnpublished', Stats.MAXIMUM),
      threshold: longestUnpublished.toSeconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
    this.failureAlarm = new HourLongAlarm(this, 'Failures', {
      description:
        'The recovery of webhooks fails: its log has the reason. Runbook: redeliver-and-redrive. Run: logs errors --since 1h',
      metric: this.handler.metricErrors({ period: alarmPeriod, statistic: Stats.SUM }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }

  /** Does this when one of the alarms begins. They are seen in the console without it, too. */
  alarmOn(action: IAlarmAction): void {
    for (const alarm of [this.unpublishedAlarm, this.failureAlarm]) alarm.addAlarmAction(action);
  }

  /** A figure of the runs, over 5 minutes. */
  metric(metricName: RecoveryMetric, statistic: string): Metric {
    return ledgerMetric(this.ledgerName, metricName, statistic);
  }

  private grantRecover({ ledger, payloads, eventBus }: DeliveryRecoveryProps): void {
    ledger.grantUse(this.handler, { rows: ['PutItem'], of: ['deliveries'] });
    // In the row of the deployment it keeps the ids of bots.
    ledger.grantUse(this.handler, { rows: ['UpdateItem'], of: ['deliveries', 'deployment'], indexes: ['Open'] });
    ledger.grantReadRouting(this.handler);
    payloads.grantFind(this.handler);
    grantPublish(this.handler, eventBus);
  }
}
