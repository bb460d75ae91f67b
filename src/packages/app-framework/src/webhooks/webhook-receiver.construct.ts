import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { DeliveryLedgerTable } from './delivery-ledger.construct';
import type { DeliveryMetricsEnvironment } from './delivery-metrics';
import type { PayloadBucket } from './payload-bucket.construct';
import { grantPublish } from './publishing-grant.construct';
import type { ReceiveWebhookEnvironment } from './receive-webhook.lambda';

export interface WebhookReceiverProps {
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly eventBus: IEventBus;
  readonly webhookSecret: ISecret;
  /** Most bytes of an event with its payload in it. */
  readonly inlineLimit: number;
  /** Host by App id, and `default` for the others. */
  readonly appHosts: Readonly<Record<string, string>>;
  /** Name of the deployment in its metrics. */
  readonly deployment: string;
  readonly reservedConcurrency?: number | undefined;
  readonly settings: FunctionSettings;
}

/** The function that takes deliveries: it writes ledger, archive and bus, and can read neither payloads nor what handlers did. */
export class WebhookReceiver extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: WebhookReceiverProps) {
    super(scope, id);
    const { ledger, payloads, eventBus, webhookSecret, settings } = props;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'receive-webhook',
      description: 'Takes webhooks of GitHub: verifies, archives and publishes them',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
        EVENT_BUS_NAME: eventBus.eventBusArn,
        INLINE_LIMIT: String(props.inlineLimit),
        WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
        APP_HOSTS: JSON.stringify(props.appHosts),
        WEBHOOK_DEPLOYMENT: props.deployment,
      } satisfies ReceiveWebhookEnvironment & DeliveryMetricsEnvironment,
      timeout: Duration.seconds(10),
      memorySize: 1024,
      reservedConcurrency: props.reservedConcurrency,
      settings,
    });
    ledger.grantUse(this.handler, { rows: ['PutItem'], of: ['deliveries'] });
    // In the row of the deployment it keeps the ids of bots.
    ledger.grantUse(this.handler, { rows: ['UpdateItem'], of: ['deliveries', 'deployment'] });
    ledger.grantReadRouting(this.handler);
    payloads.grantKeep(this.handler);
    payloads.explainObjects(this.handler.executionRole);
    grantPublish(this.handler, eventBus);
    webhookSecret.grantRead(this.handler);
  }
}
