import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import type { RepeatDeliveriesEnvironment } from './repeat-deliveries.lambda';

export interface DeliveryRepetitionProps {
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly eventBus: IEventBus;
  /** Most bytes of an event with its payload in it. */
  readonly inlineLimit: number;
  readonly settings: FunctionSettings;
}

/** Sends events to handlers, or to the bus, once more when an operator asks for it, who therefore reads no payload. */
export class DeliveryRepetition extends Construct {
  readonly handler: BundledFunction;

  constructor(scope: Construct, id: string, props: DeliveryRepetitionProps) {
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
    ledger.grantUse(this.handler, { rows: ['GetItem', 'PutItem', 'UpdateItem'] });
    payloads.grantRead(this.handler);
    payloads.explainObjects(this.handler.executionRole);
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['events:PutEvents'],
      resourceArns: [eventBus.eventBusArn],
    });
    // Without it S3 answers 403 for what is not there.
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['s3:ListBucket'],
      resourceArns: [payloads.bucket.bucketArn],
    });
  }

  /** Lets it send to the queue of a handler. */
  serve(queue: IQueue): void {
    queue.grant(this.handler, 'sqs:SendMessage');
  }
}
