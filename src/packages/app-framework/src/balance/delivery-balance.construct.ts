import { Duration, Validations } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import { ledgerMetric } from '../webhooks/ledger-metric.construct';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import type { BalanceDeliveriesEnvironment } from './balance-deliveries.lambda';
import type { BalanceMetric } from './balance-metric';

export interface DeliveryBalanceProps {
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly settings: FunctionSettings;
}

/** Every 5 minutes looks at the hours of the ledger that are not closed, and sends what a handler never saw to it again. */
export class DeliveryBalance extends Construct {
  readonly handler: BundledFunction;
  /** An event was published and is neither handled nor in a queue. */
  readonly missingAlarm: Alarm;
  /** The ledger could not be looked at. */
  readonly failureAlarm: Alarm;

  constructor(scope: Construct, id: string, { ledger, payloads, settings }: DeliveryBalanceProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'balance-deliveries',
      description: 'Looks whether every webhook that was published is handled',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
      } satisfies BalanceDeliveriesEnvironment,
      // Ends before the next one begins.
      timeout: Duration.seconds(290),
      memorySize: 1024,
      settings,
    });
    ledger.grantUse(this.handler, {
      rows: ['GetItem'],
      of: ['deliveries', 'deployment', 'balance'],
      indexes: ['Hour'],
    });
    ledger.grantUse(this.handler, { rows: ['UpdateItem'], of: ['deliveries', 'balance'] });
    payloads.grantFind(this.handler);
    payloads.explainObjects(this.handler.executionRole);
    Grant.addToPrincipal({ grantee: this.handler, actions: ['cloudwatch:GetMetricStatistics'], resourceArns: ['*'] });
    Validations.of(this.handler.executionRole).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics have no ARN: AWS takes no resource for GetMetricStatistics.',
    });
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the look whether webhooks that were published are handled',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaTarget(this.handler)],
    });
    const once = { threshold: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD };
    this.missingAlarm = new HourLongAlarm(this, 'Missing', {
      ...once,
      description:
        'Webhooks were published and neither handled nor in a queue; they were sent to their handlers again: the log of the balance names them. Runbook: redeliver-and-redrive. Run: deliveries list --since 3h',
      metric: ledgerMetric(ledger.tableName, 'MissingEvents' satisfies BalanceMetric, Stats.MAXIMUM),
    });
    this.failureAlarm = new HourLongAlarm(this, 'Failures', {
      ...once,
      description:
        'Nobody knows whether webhooks are handled: the log of the balance has the reason. Runbook: redeliver-and-redrive. Run: logs errors --since 1h',
      metric: this.handler.metricErrors({ period: alarmPeriod, statistic: Stats.SUM }),
    });
  }

  /** Lets it look into the queues of a handler, and send to the one that events arrive in. */
  watch({ arrivals, queue }: { readonly arrivals: IQueue; readonly queue: IQueue }): void {
    for (const one of new Set([arrivals, queue])) one.grant(this.handler, 'sqs:GetQueueAttributes');
    arrivals.grant(this.handler, 'sqs:SendMessage');
  }

  /** Does this when one of the alarms begins. */
  alarmOn(action: IAlarmAction): void {
    for (const alarm of [this.missingAlarm, this.failureAlarm]) alarm.addAlarmAction(action);
  }
}
