import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { FeedLaneEnvironment } from './feed-lane.lambda';
import type { Lane } from './lane';
import { encryptedBy } from './queue-encryption.construct';

/** How the events of a handler are put in line, and what that takes. */
export interface LaneProps extends Lane {
  readonly handlerName: string;
  readonly ledger: DeliveryLedgerTable;
  readonly settings: FunctionSettings;
}

export interface LaneFeederProps extends LaneProps {
  /** FIFO queue with the lanes. */
  readonly lanes: IQueue;
  readonly encryptionKey: IKey | undefined;
  /** Where what could not be brought ends. */
  readonly undelivered: IQueue;
}

/** So many feeders at once keep the order of arrival well enough, and bring some hundred events a second. */
const mostFeeders = 5;
const timeout = Duration.seconds(30);
const mostReceives = 100;

/** Brings events from the bus into lanes: the target of a rule has one group for all of its events. */
export class LaneFeeder extends Construct {
  /** What the rule puts events into. */
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: LaneFeederProps) {
    super(scope, id);
    const { handlerName, lanes, encryptionKey, undelivered, ledger, settings, by, newestWins } = props;
    this.queue = new Queue(this, 'Arrivals', {
      ...encryptedBy(encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: undelivered, maxReceiveCount: mostReceives },
    });
    const feeder = new BundledFunction(this, 'handler', {
      handlerName: 'feed-lane',
      description: `Puts events of GitHub for ${handlerName} in line`,
      environment: {
        LANE_HANDLER: handlerName,
        LANE: JSON.stringify({ by, newestWins }),
        LANE_QUEUE_URL: lanes.queueUrl,
        LEDGER_TABLE_NAME: ledger.tableName,
      } satisfies FeedLaneEnvironment,
      timeout,
      memorySize: 512,
      settings,
    });
    Grant.addToPrincipal({ grantee: feeder, actions: ['sqs:SendMessage'], resourceArns: [lanes.queueArn] });
    encryptionKey?.grant(feeder, 'kms:GenerateDataKey', 'kms:Decrypt');
    if (newestWins) ledger.grantUse(feeder, { rows: ['UpdateItem'], of: [`lane#${handlerName}`] });
    feeder.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: mostFeeders }),
    );
  }
}
