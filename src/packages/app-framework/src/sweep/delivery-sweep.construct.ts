import { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { grantPublish } from '../webhooks/publishing-grant.construct';
import { SweepAlarms } from './sweep-alarms.construct';
import type { SweepDeliveriesEnvironment } from './sweep-deliveries.lambda';

export interface DeliverySweepProps {
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly eventBus: IEventBus;
  /** Most bytes of an event with its payload in it. */
  readonly inlineLimit: number;
  /** Base URL of GitHub's REST API by App id, and `default` for Apps that only the secret names. */
  readonly apps: Readonly<Record<string, string>>;
  /** Names Apps by its keys; looked at where there is a `default`. */
  readonly webhookSecret: ISecret;
  /** Where Apps are to post to. */
  readonly webhookUrl: string;
  /** Name of the deployment in its metrics. */
  readonly deployment: string;
  readonly settings: FunctionSettings;
}

/** Every 5 minutes compares GitHub's lists of deliveries with the ledger, and brings what is missing. Needs App tokens. */
export class DeliverySweep extends Construct {
  readonly handler: BundledFunction;
  readonly alarms: SweepAlarms;

  constructor(scope: Construct, id: string, props: DeliverySweepProps) {
    super(scope, id);
    const { ledger, payloads, eventBus, apps, webhookSecret, webhookUrl, inlineLimit, settings } = props;
    const isByKey = 'default' in apps;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'sweep-deliveries',
      description: 'Brings webhooks that GitHub lists and that never arrived',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        SWEPT_APPS: JSON.stringify(apps),
        ...(isByKey && { WEBHOOK_SECRET_ARN: webhookSecret.secretArn }),
        WEBHOOK_URL: webhookUrl,
        PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
        EVENT_BUS_NAME: eventBus.eventBusArn,
        INLINE_LIMIT: String(inlineLimit),
        WEBHOOK_DEPLOYMENT: props.deployment,
      } satisfies SweepDeliveriesEnvironment & DeliveryMetricsEnvironment,
      // Ends before the next one begins.
      timeout: Duration.seconds(290),
      memorySize: 1024,
      settings,
    });
    ledger.grantUse(this.handler, { rows: ['PutItem'], of: ['deliveries', 'sweep'] });
    ledger.grantUse(this.handler, {
      rows: ['GetItem', 'UpdateItem'],
      of: ['deliveries', 'sweep', 'deployment'],
      indexes: ['Open'],
    });
    payloads.grantKeep(this.handler);
    if (isByKey) webhookSecret.grantRead(this.handler);
    grantPublish(this.handler, eventBus);
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the comparison of webhooks with the lists of GitHub',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaTarget(this.handler)],
    });
    this.alarms = new SweepAlarms(this, 'Alarms', { handler: this.handler, ledgerName: ledger.tableName });
  }

  /** Does this when one of the alarms begins. */
  alarmOn(action: IAlarmAction): void {
    this.alarms.alarmOn(action);
  }
}
