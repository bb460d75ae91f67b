import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BundledFunction } from '../lambda/bundled-function.construct';
import type { DeliveryRecoveryProps } from '../recovery/delivery-recovery.construct';
import { grantPublish } from '../webhooks/publishing-grant.construct';
import type { RepeatDeliveriesEnvironment } from './repeat-deliveries.lambda';

/** Sends events to handlers, or to the bus, once more when an operator asks for it, who therefore reads no payload. */
export class DeliveryRepetition extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: DeliveryRecoveryProps) {
    super(scope, id);
    const { ledger, payloads, eventBus, inlineLimit, settings } = props;
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'repeat-deliveries',
      description: 'Sends webhooks of GitHub to their handlers once more, when an operator asks for it',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
        EVENT_BUS_NAME: eventBus.eventBusArn,
        INLINE_LIMIT: String(inlineLimit),
      } satisfies RepeatDeliveriesEnvironment,
      timeout: Duration.seconds(60),
      memorySize: 1024,
      settings,
    });
    ledger.grantUse(this.handler, { rows: ['GetItem'], of: ['deliveries', 'deployment'] });
    ledger.grantUse(this.handler, { rows: ['PutItem'], of: ['replays'] });
    ledger.grantUse(this.handler, { rows: ['UpdateItem'], of: ['deliveries', 'balance'] });
    payloads.grantFind(this.handler);
    payloads.explainObjects(this.handler.executionRole);
    grantPublish(this.handler, eventBus);
  }

  /** Lets it send to the queue of a handler. */
  serve(queue: IQueue): void {
    queue.grant(this.handler, 'sqs:SendMessage');
    queue.encryptionMasterKey?.grant(this.handler, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}
