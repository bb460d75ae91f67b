import { CustomResource, Duration, Lazy, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type AccountAdmission, allowedAccounts } from '../account-admission/account-admission.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { DeliveryRepetition } from '../deliveries/delivery-repetition.construct';
import type { DeploymentOperations } from '../deliveries/deployment-operations';
import { logGroupPrefixes } from '../deliveries/log-groups.construct';
import type { HandlerQueue } from '../handlers/handler-queue.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { RegistrarEnvironment } from '../registrar/open-registrar';
import type { EventRoute } from '../routes/event-route';
import type { UserTokens } from '../user-tokens/user-tokens.construct';
import type { WebhookApi } from '../webhook-endpoint/webhook-api.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { PayloadBucket } from '../webhooks/payload-bucket.construct';
import { type PeopleSigningIn, pagesUrlOf } from './people-signing-in.construct';
import { appHosts, type WebhookIngestionProps } from './props.construct';
import type { WebhookIngestion } from './webhook-ingestion.construct';

export interface Registration {
  readonly ledger: DeliveryLedgerTable;
  /** Who must see which events, asked when everything is there. */
  readonly routes: () => readonly EventRoute[];
  /** What the deployment consists of, asked as late. */
  readonly operations: () => DeploymentOperations;
  readonly accounts: AccountAdmission | undefined;
  readonly settings: FunctionSettings;
}

/** What GitHub and browsers reach. */
export interface FoundationEndpoint {
  readonly api: WebhookApi;
  /** Base URL that browsers reach pages under, with a slash at its end. */
  readonly pagesUrl: string;
  /** Webhook URL that Apps have at GitHub, where it is not the API's own. */
  readonly publicWebhookUrl: string | undefined;
  readonly webhookSecret: ISecret;
  /** Hosts by App, and of those that are not named. */
  readonly appHosts: Readonly<Record<string, string>>;
}

/** What of a `WebhookIngestion` other constructs of the framework stand on. */
export interface WebhookFoundation {
  readonly ledger: DeliveryLedgerTable;
  /** What writes into the ledger at a deployment, as a custom resource. */
  readonly registrar: BundledFunction;
  readonly credentials: CredentialManager | undefined;
  /** Where payloads are kept. */
  readonly payloads: PayloadBucket;
  /** Hands out tokens of people; absent where nobody signs in. */
  readonly people: Pick<UserTokens, 'endpoint' | 'grantGetUserToken' | 'letSignIn' | 'environment'> | undefined;
  /** Where the API of each host is. */
  readonly gitHubApiUrls: Readonly<Record<string, string>>;
  readonly endpoint: FoundationEndpoint;
  readonly deployment: string;
  readonly removalPolicy: RemovalPolicy;
  readonly settings: FunctionSettings;
}

/** Writes at each deployment into its ledger what no environment has room for: its handlers, which the receiver reads, and its parts. */
export function registerDeployment(
  scope: Construct,
  { ledger, routes, operations, accounts, settings }: Registration,
): BundledFunction {
  const registrar = new BundledFunction(scope, 'Registrar', {
    handlerName: 'register-handlers',
    description: 'Tells the webhook receiver which handlers there are, at each deployment',
    environment: { LEDGER_TABLE_NAME: ledger.tableName } satisfies RegistrarEnvironment,
    timeout: Duration.seconds(60),
    memorySize: 512,
    settings,
  });
  ledger.grantUse(registrar, { rows: ['PutItem', 'UpdateItem'], of: ['deployment'] });
  ledger.grantReadRouting(registrar);
  new CustomResource(scope, 'Routing', {
    serviceToken: registrar.functionArn,
    properties: {
      Routes: Lazy.string({ produce: () => JSON.stringify(routes()) }),
      Operations: Lazy.string({ produce: () => Stack.of(scope).toJsonString(operations()) }),
      ...(accounts && { Accounts: allowedAccounts(scope, accounts) }),
    },
  }).node.addDependency(registrar);
  return registrar;
}

/** What of the endpoint other constructs need. */
export function endpointOf(props: WebhookIngestionProps, api: WebhookApi): FoundationEndpoint {
  const { webhookSecret, publicWebhookUrl } = props;
  return { api, pagesUrl: pagesUrlOf(props, api), publicWebhookUrl, webhookSecret, appHosts: appHosts(props) };
}

/** What operators can call, and where things are. */
export function operationsOf(
  { recovery, sweep, webhookUrl }: Pick<WebhookIngestion, 'recovery' | 'sweep' | 'webhookUrl'>,
  { repetition, people, endpoint, payloads, queues, credentials }: OperatedParts,
): DeploymentOperations {
  return {
    repeatFunction: repetition.handler.functionName,
    recoveryFunction: recovery.handler.functionName,
    ...(sweep && { sweepFunction: sweep.handler.functionName }),
    ...(people && { people: people.userTokens.parts, callbackUrl: `${endpoint.pagesUrl}auth/callback` }),
    webhookUrl,
    ...(endpoint.publicWebhookUrl !== undefined && { publicWebhookUrl: endpoint.publicWebhookUrl }),
    webhookSecretArn: endpoint.webhookSecret.secretArn,
    archive: { bucket: payloads.bucket.bucketName, domain: payloads.bucket.bucketRegionalDomainName },
    logGroups: logGroupPrefixes([repetition, ...(credentials ? [credentials] : [])]),
    ...queueUrls(queues),
  };
}

interface OperatedParts extends Pick<WebhookFoundation, 'endpoint' | 'payloads' | 'credentials'> {
  readonly repetition: DeliveryRepetition;
  readonly people: PeopleSigningIn | undefined;
  readonly queues: ReadonlyMap<string, HandlerQueue>;
}

/** URLs by handler: of the queues that events arrive in, and of those behind them where a handler works in lanes. */
function queueUrls(
  queues: ReadonlyMap<string, Pick<HandlerQueue, 'arrivals' | 'queue'>>,
): Pick<DeploymentOperations, 'queues' | 'lanes'> {
  const all = [...queues];
  const inLanes = all.filter(([, { arrivals, queue }]) => arrivals !== queue);
  return {
    queues: Object.fromEntries(all.map(([name, { arrivals }]) => [name, arrivals.queueUrl])),
    lanes: Object.fromEntries(inLanes.map(([name, { queue }]) => [name, queue.queueUrl])),
  };
}
