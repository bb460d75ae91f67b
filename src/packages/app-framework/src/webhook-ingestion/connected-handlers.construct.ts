import { Aws } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DeliveryBalance } from '../balance/delivery-balance.construct';
import type { DeliveryRepetition } from '../deliveries/delivery-repetition.construct';
import { HandlerQueue } from '../handlers/handler-queue.construct';
import type { FunctionSettings } from '../lambda/bundled-function.construct';
import type { WebhookConnectionEnvironment } from '../lambda/webhook-connection';
import { patternOf } from '../routes/event-pattern.construct';
import type { EventRoute } from '../routes/event-route';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { DeadLetterAlarms } from './dead-letter-alarms.construct';
import type { HandlerPlaces } from './handler-places.construct';
import { becomeHandler } from './one-handler.construct';
import { type HandlerOptions, laneOf, mostEffectsOf, routeOf } from './props.construct';

/** What of a `WebhookIngestion` its handlers have to do with. */
export interface HandlerSurroundings {
  readonly places: HandlerPlaces;
  readonly ledger: DeliveryLedgerTable;
  readonly payloads: PayloadBucket;
  readonly payloadKey: IKey | undefined;
  readonly eventBus: IEventBus;
  readonly repetition: DeliveryRepetition;
  readonly balance: DeliveryBalance;
  /** Where the API of each host is. */
  readonly gitHubApiUrls: Readonly<Record<string, string>>;
  readonly deployment: string;
  readonly settings: FunctionSettings;
}

/** The handlers of a `WebhookIngestion`, each with its queue, its route and its grants. */
export class ConnectedHandlers {
  readonly queues = new Map<string, HandlerQueue>();
  private readonly connected = new Map<string, EventRoute>();
  private readonly deadLetters = new DeadLetterAlarms();

  constructor(
    private readonly webhooks: Construct,
    private readonly surroundings: HandlerSurroundings,
  ) {
    webhooks.node.addValidation({ validate: () => surroundings.places.faults(this.routes) });
  }

  get routes(): EventRoute[] {
    return [...this.connected.values()];
  }

  alarmOn(action: IAlarmAction): void {
    this.deadLetters.alarmOn(action);
  }

  /** @throws Error for a name that is taken, and for a function that is a handler already */
  connect(options: HandlerOptions, fn: LambdaFunction): HandlerQueue {
    const { places, ledger, payloads, payloadKey, eventBus, repetition, balance, settings } = this.surroundings;
    const route = routeOf(options);
    if (this.connected.has(route.name))
      throw new Error(`There is a handler called ${route.name} already: give each its own name.`);
    const lane = laneOf(options);
    const mostEffects = mostEffectsOf(options);
    becomeHandler(fn, { webhooks: this.webhooks, name: route.name });
    this.connected.set(route.name, route);
    const handlerQueue = new HandlerQueue(places.of(route.name), `Handler-${route.name}`, {
      eventBus,
      pattern: patternOf(route),
      handler: fn,
      maxConcurrency: options.maxConcurrency,
      encryptionKey: payloadKey,
      lane: lane && { ...lane, handlerName: route.name, ledger, settings },
    });
    this.queues.set(route.name, handlerQueue);
    repetition.serve(handlerQueue.arrivals);
    this.deadLetters.watch(route.name, handlerQueue);
    balance.watch(handlerQueue);
    const environment: WebhookConnectionEnvironment & DeliveryMetricsEnvironment = {
      APP_FRAMEWORK_WEBHOOK_HANDLER: route.name,
      APP_FRAMEWORK_WEBHOOK_LEDGER: ledger.tableName,
      APP_FRAMEWORK_WEBHOOK_QUEUE_URL: handlerQueue.queue.queueUrl,
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(this.surroundings.gitHubApiUrls),
      APP_FRAMEWORK_URL_SUFFIX: Aws.URL_SUFFIX,
      WEBHOOK_DEPLOYMENT: this.surroundings.deployment,
      ...(lane && { APP_FRAMEWORK_WEBHOOK_LANE: JSON.stringify(lane) }),
      ...(mostEffects !== undefined && { APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS: String(mostEffects) }),
    };
    for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
    // By who sent a delivery the tokens of people are handed out.
    ledger.grantUse(fn, { rows: ['UpdateItem'], of: ['deliveries', 'effects'], not: ['SenderId'] });
    payloads.grantRead(fn);
    payloads.explainObjects(fn);
    handlerQueue.queue.grant(fn, 'sqs:ChangeMessageVisibility');
    if (lane?.newestWins) ledger.grantReadLanes(fn, route.name);
    return handlerQueue;
  }
}
