import { Aws, Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DeliveryBalance } from '../balance/delivery-balance.construct';
import { BusProbe } from '../bus-probe/bus-probe.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { DeliveryRepetition } from '../deliveries/delivery-repetition.construct';
import type { DeploymentOperations } from '../deliveries/deployment-operations';
import { grantWebhookOperator } from '../deliveries/webhook-operator-grant.construct';
import { HandlerQueue } from '../handlers/handler-queue.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { WebhookConnectionEnvironment } from '../lambda/webhook-connection';
import { alarmPeriod } from '../metrics/hour-long-alarm.construct';
import { DeliveryRecovery } from '../recovery/delivery-recovery.construct';
import { DeliverySweep } from '../sweep/delivery-sweep.construct';
import { AccessLogRole } from '../webhook-endpoint/access-log-role.construct';
import { WebhookApi } from '../webhook-endpoint/webhook-api.construct';
import { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { patternOf } from '../webhooks/event-pattern.construct';
import type { EventRoute } from '../webhooks/event-route';
import { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { WebhookReceiver } from '../webhooks/webhook-receiver.construct';
import { type AlarmOptions, WebhookAlarms } from './alarms.construct';
import type { ApplyInstallationEventsEnvironment } from './apply-installation-events.lambda';
import { DeadLetterAlarms } from './dead-letter-alarms.construct';
import { HandlerPlaces } from './handler-places.construct';
import { grantTokens } from './handler-tokens.construct';
import { MeasuredWebhooks } from './measured-webhooks.construct';
import { becomeHandler } from './one-handler.construct';
import { usableKey } from './payload-key.construct';
import {
  apiUrls,
  appHosts,
  appUrls,
  type HandlerFunction,
  type HandlerOptions,
  inlineLimitOf,
  laneOf,
  mostEffectsOf,
  routeOf,
  type WebhookIngestionProps,
} from './props.construct';
import { queueUrls, registerDeployment } from './register-deployment.construct';

/**
 * Takes the webhooks of GitHub Apps, keeps each one, and brings it to its handlers: verified on the bytes that arrived, archived, published on an
 * event bus, and handled once in effect.
 *
 * @example
 * const webhooks = new WebhookIngestion(this, 'Webhooks', { webhookSecret, credentialManager });
 * webhooks.on({ name: 'greet', event: 'issues', action: 'opened' }, greeter);
 */
export class WebhookIngestion extends MeasuredWebhooks {
  /** Bus that events of GitHub are put on, with the source `github`. */
  readonly eventBus: IEventBus;
  /** Base URL of the API, with the stage; webhooks go to `webhookUrl`. */
  readonly apiEndpoint: string;
  /** What to set as webhook URL at GitHub. */
  readonly webhookUrl: string;
  readonly ledgerTable: ITable;
  readonly payloadBucket: IBucket;
  readonly receiverFunction: LambdaFunction;
  /** Publishes what was taken and did not come to the bus, every minute. */
  readonly recovery: DeliveryRecovery;
  /** Brings what GitHub lists and what never arrived, every 5 minutes; there where `credentialManager` is given. */
  readonly sweep?: DeliverySweep;
  /** Shows that the bus brings what is put on it, at a deployment and every 5 minutes. */
  readonly probe: BusProbe;
  /** Sees to it that what was published is handled, every 5 minutes. */
  readonly balance: DeliveryBalance;

  private readonly ledger: DeliveryLedgerTable;
  private readonly webhookSecret: ISecret;
  private readonly repetition: DeliveryRepetition;
  private readonly payloads: PayloadBucket;
  private readonly payloadKey: IKey | undefined;
  private readonly routes = new Map<string, EventRoute>();
  private readonly places: HandlerPlaces;
  private readonly deadLetters = new DeadLetterAlarms();
  private readonly queues = new Map<string, HandlerQueue>();
  private readonly settings: FunctionSettings;
  private readonly credentials: WebhookIngestionProps['credentialManager'];
  private readonly gitHubApiUrls: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: WebhookIngestionProps) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const logRetention = props.logRetention ?? RetentionDays.SIX_MONTHS;
    this.settings = {
      architecture: props.architecture ?? Architecture.ARM_64,
      runtime: props.runtime ?? Runtime.NODEJS_24_X,
      logRetention,
      removalPolicy,
    };
    const { settings } = this;
    this.credentials = props.credentialManager;
    this.places = new HandlerPlaces(this, props.handlerStacks ?? 0);
    this.node.addValidation({ validate: () => this.places.faults([...this.routes.values()]) });
    this.webhookSecret = props.webhookSecret;
    this.gitHubApiUrls = apiUrls(props);
    this.eventBus =
      props.eventBus ??
      new EventBus(this, 'Bus', {
        description: 'Webhooks of GitHub',
        ...(props.payloadKey && { kmsKey: props.payloadKey }),
      });
    this.ledger = new DeliveryLedgerTable(this, 'Ledger', { hosts: Object.keys(this.gitHubApiUrls), removalPolicy });
    this.payloads = new PayloadBucket(this, 'Payloads', {
      retention: props.payloadRetention ?? Duration.days(90),
      key: props.payloadKey,
      removalPolicy,
    });
    this.payloadKey = usableKey(this, props.payloadKey);
    const receiver = new WebhookReceiver(this, 'Receiver', {
      ledger: this.ledger,
      payloads: this.payloads,
      eventBus: this.eventBus,
      webhookSecret: props.webhookSecret,
      inlineLimit: inlineLimitOf(props),
      appHosts: appHosts(props),
      deployment: this.deployment,
      reservedConcurrency: props.reservedConcurrency,
      settings,
    });
    const { customDomain } = props;
    const endpoint = { receiver: receiver.handler, logRetention, removalPolicy, customDomain };
    const api = new WebhookApi(this, 'Endpoint', endpoint);
    api.dependOn(new AccessLogRole(this, 'AccessLogRole', settings));
    registerDeployment(this, {
      ledger: this.ledger,
      routes: () => [...this.routes.values()],
      operations: () => this.operations(),
      settings,
    });
    const publishing = {
      ledger: this.ledger,
      payloads: this.payloads,
      eventBus: this.eventBus,
      inlineLimit: inlineLimitOf(props),
      settings,
    };
    this.repetition = new DeliveryRepetition(this, 'Repetition', publishing);
    this.recovery = new DeliveryRecovery(this, 'Recovery', publishing);
    this.probe = new BusProbe(this, 'Probe', {
      eventBus: this.eventBus,
      ledger: this.ledger,
      deployment: this.deployment,
      lost: this.metricProbesLost({ period: alarmPeriod }),
      settings,
    });
    this.payloads.explainObjects(this.recovery.handler.executionRole);
    this.balance = new DeliveryBalance(this, 'Balance', publishing);
    for (const { handler } of [this.repetition, this.balance])
      this.payloadKey?.grant(handler, 'kms:GenerateDataKey', 'kms:Decrypt');
    if (props.credentialManager) {
      const { webhookSecret } = props;
      this.sweep = new DeliverySweep(this, 'Sweep', {
        ...publishing,
        webhookSecret,
        webhookUrl: props.publicWebhookUrl ?? api.webhookUrl,
        apps: appUrls(props),
      });
      this.payloads.explainObjects(this.sweep.handler.executionRole);
      props.credentialManager.connect(this.sweep.handler, { tokens: ['app'] });
    }
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'WebhookIngestion');

    this.apiEndpoint = api.baseUrl;
    this.webhookUrl = api.webhookUrl;
    this.ledgerTable = this.ledger;
    this.payloadBucket = this.payloads.bucket;
    this.receiverFunction = receiver.handler;
    if (props.credentialManager) this.keepInstallations(props.credentialManager, settings);
  }

  /**
   * Has a function handle events of GitHub: through a queue of its own, at most once done and at least once tried. Its code is made with
   * `webhookHandler` of the door `/handlers`. With `handlerStacks`, give what makes the function in the scope of its queue.
   *
   * @example
   * webhooks.on({ name: 'greet', event: 'issues', action: 'opened' }, greeter);
   */
  on(options: HandlerOptions, handler: HandlerFunction): HandlerQueue {
    const place = this.places.of(options.name);
    const fn = typeof handler === 'function' ? handler(place) : handler;
    const handlerQueue = this.bring(options, fn);
    grantTokens(fn, options, this.credentials);
    return handlerQueue;
  }

  private bring(options: HandlerOptions, fn: LambdaFunction): HandlerQueue {
    const route = routeOf(options);
    if (this.routes.has(route.name))
      throw new Error(`There is a handler called ${route.name} already: give each its own name.`);
    const lane = laneOf(options);
    const mostEffects = mostEffectsOf(options);
    becomeHandler(fn, { webhooks: this, name: route.name });
    this.routes.set(route.name, route);
    const handlerQueue = new HandlerQueue(this.places.of(route.name), `Handler-${route.name}`, {
      eventBus: this.eventBus,
      pattern: patternOf(route),
      handler: fn,
      maxConcurrency: options.maxConcurrency,
      encryptionKey: this.payloadKey,
      lane: lane && { ...lane, handlerName: route.name, ledger: this.ledger, settings: this.settings },
    });
    this.queues.set(route.name, handlerQueue);
    this.repetition.serve(handlerQueue.arrivals);
    this.deadLetters.watch(route.name, handlerQueue);
    this.balance.watch(handlerQueue);
    const environment: WebhookConnectionEnvironment & DeliveryMetricsEnvironment = {
      APP_FRAMEWORK_WEBHOOK_HANDLER: route.name,
      APP_FRAMEWORK_WEBHOOK_LEDGER: this.ledger.tableName,
      APP_FRAMEWORK_WEBHOOK_QUEUE_URL: handlerQueue.queue.queueUrl,
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(this.gitHubApiUrls),
      APP_FRAMEWORK_URL_SUFFIX: Aws.URL_SUFFIX,
      WEBHOOK_DEPLOYMENT: this.deployment,
      ...(lane && { APP_FRAMEWORK_WEBHOOK_LANE: JSON.stringify(lane) }),
      ...(mostEffects !== undefined && { APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS: String(mostEffects) }),
    };
    for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
    this.ledger.grantUse(fn, { rows: ['UpdateItem'], of: ['deliveries', 'effects'] });
    this.payloads.grantRead(fn);
    this.payloads.explainObjects(fn);
    handlerQueue.queue.grant(fn, 'sqs:ChangeMessageVisibility');
    if (lane?.newestWins) this.ledger.grantReadLanes(fn, route.name);
    return handlerQueue;
  }

  /** Lets `grantee` read the payloads that are kept. They hold what people wrote in private repositories. */
  grantReadPayloads(grantee: IGrantable): Grant {
    return this.payloads.grantRead(grantee);
  }

  /**
   * Lets `grantee` run the commands of the operations tool about deliveries: list, show, redrive, replay and recover them; and rotate the webhook
   * secret, which it may read: whoever has it can make up webhooks. It reads no payload, and changes no row by itself. For people and pipelines that run a GitHub App.
   */
  grantOperate(grantee: IGrantable): Grant {
    const functions = [this.repetition.handler, this.recovery.handler, ...(this.sweep ? [this.sweep.handler] : [])];
    return grantWebhookOperator(grantee, { ledger: this.ledger, functions, webhookSecret: this.webhookSecret });
  }

  /**
   * Alarms for deliveries that fail or that a handler gave up, signatures that fit no secret, and a receiver that gives no answer, each with
   * the action, which those of the recovery get too. Once for a deployment. Two alarms a handler tell what lies in its dead-letter queues,
   * which AWS charges for one by one: `unwatched` leaves them out.
   */
  alarmOn(action: IAlarmAction, { deadLetters = 'watched' }: AlarmOptions = {}): WebhookAlarms {
    if (deadLetters === 'watched') this.deadLetters.alarmOn(action);
    for (const one of [this.recovery, this.balance, this.probe, this.sweep]) one?.alarmOn(action);
    return new WebhookAlarms(this, 'Alarms', {
      action,
      failed: (options) => this.metricFailed(options),
      signaturesRefused: (options) => this.metricSignaturesRefused(options),
      parked: (options) => this.metricParked(options),
      receiver: this.receiverFunction,
    });
  }

  /** A handler like any other: the installation table follows what GitHub tells, within seconds. */
  private keepInstallations(credentials: CredentialManager, settings: FunctionSettings): void {
    const { appTable, installationTable } = credentials;
    const handler = new BundledFunction(this, 'InstallationEvents', {
      handlerName: 'apply-installation-events',
      description: 'Brings the installation table up to date with events of GitHub',
      environment: {
        APP_TABLE_NAME: appTable.tableName,
        INSTALLATION_TABLE_NAME: installationTable.tableName,
      } satisfies ApplyInstallationEventsEnvironment,
      timeout: Duration.seconds(30),
      memorySize: 512,
      settings,
    });
    credentials.grantApplyInstallationEvents(handler);
    const event = ['installation', 'installation_repositories', 'installation_target'];
    // A person may have suspended it through the App itself, which is news all the same.
    this.bring({ name: 'installations', event, own: true }, handler);
  }

  private operations(): DeploymentOperations {
    return {
      repeatFunction: this.repetition.handler.functionName,
      recoveryFunction: this.recovery.handler.functionName,
      ...(this.sweep && { sweepFunction: this.sweep.handler.functionName }),
      webhookUrl: this.webhookUrl,
      webhookSecretArn: this.webhookSecret.secretArn,
      ...queueUrls(this.queues),
    };
  }
}
