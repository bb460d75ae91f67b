import { Duration, Validations } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EventPatternOfRoute } from '../routes/event-pattern.construct';
import { LaneFeeder, type LaneProps } from './lane-feeder.construct';
import { encryptedBy } from './queue-encryption.construct';

export interface HandlerQueueProps {
  readonly eventBus: IEventBus;
  readonly pattern: EventPatternOfRoute;
  readonly handler: LambdaFunction;
  /** Most messages that are worked on at once. */
  readonly maxConcurrency?: number | undefined;
  /** Key of KMS for the queues; one of SQS' own where absent. */
  readonly encryptionKey?: IKey | undefined;
  /** Where events with the same key are worked on one after the other. */
  readonly lane?: LaneProps | undefined;
}

/** Longest that SQS keeps a message (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). */
const longestRetention = Duration.days(14);
/** Below three seconds nothing is begun, and a cold start comes before that. */
const leastSeconds = 10;
/** AWS asks for six times the function's time at least (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). */
const visibilityFactor = 6;
/** The ledger counts attempts. This is for what never gets so far: a function that does not even start. */
const mostReceives = 100;
/** The same in a lane, where others wait behind it. */
const mostReceivesInLane = 20;
/** Groups do not slow each other down (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html). */
const inLanes = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

/** From the bus to one handler: a rule, a queue of its own, lanes in it where that is asked for, and a place for what could not be brought or never got so far. */
export class HandlerQueue extends Construct {
  readonly queue: Queue;
  /** Where events are put: the queue, or what fills its lanes. */
  readonly arrivals: Queue;
  /** Messages whose function never came to judge them. */
  readonly parkedQueue: Queue;
  /** Events that the bus could not put into the queue. */
  readonly undeliveredQueue: Queue;
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: HandlerQueueProps) {
    super(scope, id);
    const { eventBus, pattern, handler, maxConcurrency, encryptionKey, lane } = props;
    const timeout = handler.timeout ?? Duration.seconds(3);
    if (timeout.toSeconds() < leastSeconds) {
      throw new Error(
        `${handler.node.path} has ${timeout.toSeconds()} seconds, and a handler needs ${leastSeconds} at least: a lease, its work and what became of it. Give it a longer timeout.`,
      );
    }
    const common = { ...encryptedBy(encryptionKey), enforceSSL: true, retentionPeriod: longestRetention };
    this.parkedQueue = new Queue(this, lane ? 'ParkedInLanes' : 'Parked', { ...common, ...(lane && { fifo: true }) });
    this.undeliveredQueue = new Queue(this, 'Undelivered', common);
    Validations.of(this.undeliveredQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself a dead-letter queue: that of the rule, which the check does not look at.',
    });
    // A queue cannot become FIFO: under another id both are there while a deployment changes from one to the other.
    this.queue = new Queue(this, lane ? 'Lanes' : 'Queue', {
      ...common,
      ...(lane && inLanes),
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * visibilityFactor),
      deadLetterQueue: { queue: this.parkedQueue, maxReceiveCount: lane ? mostReceivesInLane : mostReceives },
    });
    const feeder =
      lane &&
      new LaneFeeder(this, 'Feeder', {
        ...lane,
        encryptionKey,
        lanes: this.queue,
        undelivered: this.undeliveredQueue,
      });
    // The bus writes here by itself, too, which no target grants it.
    this.undeliveredQueue.encryptionMasterKey?.grantEncryptDecrypt(new ServicePrincipal('events.amazonaws.com'));
    this.arrivals = feeder?.queue ?? this.queue;
    this.rule = new Rule(this, 'Rule', {
      eventBus,
      description: `Events of GitHub for ${id}`,
      targets: [new SqsQueue(this.arrivals, { deadLetterQueue: this.undeliveredQueue })],
    });
    this.rule.addEventPattern({
      source: [...pattern.source],
      detailType: [...pattern['detail-type']],
      detail: { ...pattern.detail },
    });
    handler.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        ...(maxConcurrency !== undefined && { maxConcurrency }),
      }),
    );
  }
}
