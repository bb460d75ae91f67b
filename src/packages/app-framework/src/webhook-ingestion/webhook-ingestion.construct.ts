import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DeliveryBalance } from '../balance/delivery-balance.construct';
import { BusProbe } from '../bus-probe/bus-probe.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { DeliveryRepetition } from '../deliveries/delivery-repetition.construct';
import { grantSecretRotation, grantWebhookOperator } from '../deliveries/webhook-operator-grant.construct';
import type { HandlerQueue } from '../handlers/handler-queue.construct';
import type { FunctionSettings } from '../lambda/bundled-function.construct';
import { alarmPeriod } from '../metrics/hour-long-alarm.construct';
import { DeliveryRecovery } from '../recovery/delivery-recovery.construct';
import { DeliverySweep } from '../sweep/delivery-sweep.construct';
import { AccessLogRole } from '../webhook-endpoint/access-log-role.construct';
import { WebhookApi } from '../webhook-endpoint/webhook-api.construct';
import { WebhookFirewall } from '../webhook-firewall/webhook-firewall.construct';
import { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { WebhookReceiver } from '../webhooks/webhook-receiver.construct';
import { type AlarmOptions, WebhookAlarms } from './alarms.construct';
import { type CommandHandlerOptions, commandEvents } from './command-events.construct';
import { ConnectedHandlers } from './connected-handlers.construct';
import { HandlerPlaces } from './handler-places.construct';
import { grantTokens } from './handler-tokens.construct';
import { installationEvents, installationEventsFunction } from './installation-events.construct';
import { MeasuredWebhooks } from './measured-webhooks.construct';
import { usableKey } from './payload-key.construct';
import { grantUserTokens, type PeopleSigningIn, peopleSigningIn, revocations } from './people-signing-in.construct';
import {
  apiUrls,
  appHosts,
  appUrls,
  type HandlerFunction,
  type HandlerOptions,
  inlineLimitOf,
  type WebhookIngestionProps,
} from './props.construct';
import { endpointOf, operationsOf, registerDeployment, type WebhookFoundation } from './register-deployment.construct';
import { notifying, type SecurityAlertsOptions, securityEventsOf } from './security-events.construct';

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
  /** What GitHub and browsers reach. */
  readonly api: IRestApi;
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
  /** Stands before the endpoint, where `firewall` is given. */
  readonly firewall?: WebhookFirewall;
  /** Sees to it that what was published is handled, every 5 minutes. */
  readonly balance: DeliveryBalance;
  /** Tokens of people who signed in, sealed; there where `signIn` is given. */
  readonly userTokensTable: ITable | undefined;
  /** What other constructs of the framework stand on. */
  readonly foundation: WebhookFoundation;

  private readonly ledger: DeliveryLedgerTable;
  private readonly webhookSecret: ISecret;
  private readonly repetition: DeliveryRepetition;
  private readonly payloads: PayloadBucket;
  private readonly appHosts: Readonly<Record<string, string>>;
  private readonly places: HandlerPlaces;
  private readonly handlers: ConnectedHandlers;
  private readonly credentials: CredentialManager | undefined;
  private readonly people: PeopleSigningIn | undefined;

  constructor(scope: Construct, id: string, props: WebhookIngestionProps) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const logRetention = props.logRetention ?? RetentionDays.SIX_MONTHS;
    const settings: FunctionSettings = {
      architecture: props.architecture ?? Architecture.ARM_64,
      runtime: props.runtime ?? Runtime.NODEJS_24_X,
      logRetention,
      removalPolicy,
    };
    this.credentials = props.credentialManager;
    this.places = new HandlerPlaces(this, props.handlerStacks ?? 0);
    this.webhookSecret = props.webhookSecret;
    this.appHosts = appHosts(props);
    const gitHubApiUrls = apiUrls(props);
    this.eventBus =
      props.eventBus ??
      new EventBus(this, 'Bus', {
        description: 'Webhooks of GitHub',
        ...(props.payloadKey && { kmsKey: props.payloadKey }),
      });
    this.ledger = new DeliveryLedgerTable(this, 'Ledger', { hosts: Object.keys(gitHubApiUrls), removalPolicy });
    this.payloads = new PayloadBucket(this, 'Payloads', {
      retention: props.payloadRetention ?? Duration.days(90),
      key: props.payloadKey,
      removalPolicy,
    });
    const payloadKey = usableKey(this, props.payloadKey);
    const receiver = new WebhookReceiver(this, 'Receiver', {
      ledger: this.ledger,
      payloads: this.payloads,
      eventBus: this.eventBus,
      webhookSecret: props.webhookSecret,
      inlineLimit: inlineLimitOf(props),
      appHosts: this.appHosts,
      deployment: this.deployment,
      reservedConcurrency: props.reservedConcurrency,
      settings,
    });
    const { customDomain, localAws, credentialManager: credentials } = props;
    const endpoint = { receiver: receiver.handler, logRetention, removalPolicy, customDomain, localAws };
    const api = new WebhookApi(this, 'Endpoint', endpoint);
    api.dependOn(new AccessLogRole(this, 'AccessLogRole', settings));
    if (props.firewall) {
      this.firewall = new WebhookFirewall(this, 'Firewall', {
        ...props.firewall,
        stageArn: api.api.deploymentStage.stageArn,
        gitHubApiUrls: Object.values(gitHubApiUrls),
        deployment: this.deployment,
        notRefreshed: this.metricHookRangesNotRefreshed({ period: alarmPeriod }),
        settings,
      });
    } else api.explainNoFirewall();
    const registrar = registerDeployment(this, {
      ledger: this.ledger,
      accounts: props.accounts,
      routes: () => this.handlers.routes,
      operations: () => {
        const { repetition, people, foundation, handlers } = this;
        return operationsOf(this, { ...foundation, repetition, people, queues: handlers.queues });
      },
      settings,
    });
    const { ledger, payloads, eventBus, deployment } = this;
    const publishing = { ledger, payloads, eventBus, inlineLimit: inlineLimitOf(props), deployment, settings };
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
      payloadKey?.grant(handler, 'kms:GenerateDataKey', 'kms:Decrypt');
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
    const { repetition } = this;
    this.people = peopleSigningIn(this, { ...props, api, ledger, repetition, removalPolicy, settings });
    this.userTokensTable = this.people?.userTokens.table;
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'WebhookIngestion');

    this.api = api.api;
    this.apiEndpoint = api.baseUrl;
    this.webhookUrl = api.webhookUrl;
    this.ledgerTable = this.ledger;
    this.payloadBucket = this.payloads.bucket;
    this.receiverFunction = receiver.handler;
    this.handlers = new ConnectedHandlers(this, {
      places: this.places,
      ledger,
      payloads,
      payloadKey,
      eventBus,
      repetition,
      balance: this.balance,
      gitHubApiUrls,
      deployment,
      settings,
    });
    const parts = { ledger, registrar, credentials, payloads, gitHubApiUrls, deployment, removalPolicy, settings };
    this.foundation = { ...parts, endpoint: endpointOf(props, api), people: this.people?.userTokens };
    if (credentials)
      this.handlers.connect(installationEvents, installationEventsFunction(this, { credentials, settings }));
    if (this.people) {
      const follower = this.people.userTokens.revocationFollower();
      this.handlers.connect(revocations, follower);
      this.payloads.explainObjects(follower.executionRole);
    }
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
    const handlerQueue = this.handlers.connect(options, fn);
    grantTokens(fn, options, this.credentials);
    const { registrar } = this.foundation;
    grantUserTokens(fn, options, { userTokens: this.people?.userTokens, registrar });
    return handlerQueue;
  }

  /**
   * Has a function run the commands that people write in comments, such as `@my-bot deploy`. It is a handler like those of `on`; its code is made
   * with `createCommands` of the door `/handlers`.
   *
   * @example
   * webhooks.onCommands({ name: 'bot' }, bot);
   */
  onCommands(options: CommandHandlerOptions, handler: HandlerFunction): HandlerQueue {
    return this.on(commandEvents(options, this.appHosts), handler);
  }

  /**
   * Has a function see to what GitHub finds in code, dependencies and commits: checks, issues, comments, a topic. Its code is made with
   * `securityAlerts` of the door `/handlers`, and needs five minutes of time.
   */
  onSecurityAlerts(options: SecurityAlertsOptions, handler: HandlerFunction): HandlerQueue {
    return this.on(securityEventsOf(options), notifying(handler, options.notify));
  }

  /** Lets `grantee` read the payloads that are kept. They hold what people wrote in private repositories. */
  grantReadPayloads(grantee: IGrantable): Grant {
    return this.payloads.grantRead(grantee);
  }

  /**
   * Lets `grantee` run the commands of the operations tool about deliveries: list, show, redrive, replay and recover them. It reads no payload and
   * no secret, and changes no row by itself. For people and pipelines that run a GitHub App.
   */
  grantOperate(grantee: IGrantable): Grant {
    const functions = [this.repetition.handler, this.recovery.handler, ...(this.sweep ? [this.sweep.handler] : [])];
    const logged = [this, ...(this.credentials ? [this.credentials] : [])];
    const backedUp = [this.ledger, ...(this.userTokensTable ? [this.userTokensTable] : [])];
    return grantWebhookOperator(grantee, { ledger: this.ledger, functions, backedUp, logged });
  }

  /**
   * Lets `grantee` run the commands of the operations tool about people, besides `grantOperate`: `show-user`, `revoke-user` and
   * `device-flow-auth`. It opens no token.
   * @throws Error where nobody signs in
   */
  grantOperateSignIns(grantee: IGrantable): Grant {
    if (this.people) return this.people.userTokens.grantOperate(grantee);
    throw new Error('Nobody can sign in here: give WebhookIngestion signIn.');
  }

  /**
   * Lets `grantee` read the webhook secret and change it: whoever has it can make up webhooks. `update-webhook-config` needs it, and
   * `rotate-webhook-secret` besides `grantOperate`.
   */
  grantRotateWebhookSecret(grantee: IGrantable): Grant {
    return grantSecretRotation(grantee, { webhookSecret: this.webhookSecret, deployment: this.ledger });
  }

  /**
   * Alarms for deliveries that fail or that a handler gave up, signatures that fit no secret, and a receiver that gives no answer, each with
   * the action, which those of the recovery get too. Once for a deployment. Two alarms a handler tell what lies in its dead-letter queues,
   * which AWS charges for one by one: `unwatched` leaves them out.
   */
  alarmOn(action: IAlarmAction, { deadLetters = 'watched' }: AlarmOptions = {}): WebhookAlarms {
    if (deadLetters === 'watched') this.handlers.alarmOn(action);
    const { recovery, balance, probe, sweep, firewall, people } = this;
    for (const one of [recovery, balance, probe, sweep, firewall, people?.signIn]) one?.alarmOn(action);
    const { deployment, receiverFunction: receiver } = this;
    return new WebhookAlarms(this, 'Alarms', { action, deployment, receiver });
  }
}
