import { CustomResource, Token } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { deploymentName } from '../aws/deployment-name.construct';
import type { DeliveryRepetition } from '../deliveries/delivery-repetition.construct';
import type { BundledFunction, FunctionSettings } from '../lambda/bundled-function.construct';
import type { WebhookConnectionEnvironment } from '../lambda/webhook-connection';
import { alarmPeriod } from '../metrics/hour-long-alarm.construct';
import { SignIn } from '../sign-in/sign-in.construct';
import { type SignInClient, UserTokens } from '../user-tokens/user-tokens.construct';
import type { WebhookApi } from '../webhook-endpoint/webhook-api.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import { deliveryMetric, workMetric } from './alarms.construct';
import {
  apiUrls,
  appUrls,
  type HandlerOptions,
  type SignInOptions,
  type WebhookIngestionProps,
} from './props.construct';

/** What people sign in with, and where their tokens are. */
export interface PeopleSigningIn {
  readonly userTokens: UserTokens;
  readonly signIn: SignIn;
}

/** The handler that follows what people revoke at GitHub: every App gets that event. */
export const revocations: HandlerOptions = { name: 'revocations', event: 'github_app_authorization', own: true };

/** What of a `WebhookIngestion` it stands on. */
export interface SigningInProps extends WebhookIngestionProps {
  readonly api: WebhookApi;
  readonly ledger: DeliveryLedgerTable;
  readonly repetition: DeliveryRepetition;
  readonly settings: FunctionSettings;
  readonly removalPolicy: UserTokensRemoval;
}

type UserTokensRemoval = NonNullable<WebhookIngestionProps['removalPolicy']>;

/** Base URL that browsers reach the API under, with a slash at its end. */
export function pagesUrlOf({ signInUrl }: WebhookIngestionProps, api: WebhookApi): string {
  return signInUrl === undefined ? api.pagesUrl : signInUrl.replace(/\/*$/, '/');
}

/** Absent where nobody is to sign in. @throws Error for clients that do not fit the Apps and hosts */
export function peopleSigningIn(scope: Construct, props: SigningInProps): PeopleSigningIn | undefined {
  const { api, ledger, repetition, settings, removalPolicy } = props;
  const clients = signInOf(scope, props).map((one) => clientOf(one, props));
  if (clients.length === 0) return undefined;
  const twice = clients.find(({ appId }, index) => clients.slice(0, index).some((other) => other.appId === appId));
  if (twice) throw new Error(`signIn names App ${twice.appId} twice: an App has one client and one host here.`);
  const baseUrl = pagesUrlOf(props, api);
  const deployment = deploymentName(scope);
  const given = { clients, baseUrl, ledger, deployment, removalPolicy, settings };
  const userTokens = new UserTokens(scope, 'UserTokens', given);
  const signIn = new SignIn(scope, 'SignIn', {
    userTokens,
    repetition: repetition.handler,
    deployment,
    failed: workMetric('AuthFailed', deployment, { period: alarmPeriod }),
    notResumed: deliveryMetric('AsksNotResumed', deployment, { period: alarmPeriod }),
    settings,
  });
  api.servePages(signIn.handler);
  return { userTokens, signIn };
}

/** Lets a handler act as people. @throws Error where nobody can sign in */
export function grantUserTokens(
  fn: LambdaFunction,
  { name, asUser = false }: HandlerOptions,
  { userTokens, registrar }: { readonly userTokens: UserTokens | undefined; readonly registrar: BundledFunction },
): void {
  if (!asUser) return;
  if (!userTokens) {
    throw new Error(
      `The handler ${name} is to act as people, and nobody can sign in: give WebhookIngestion signIn, or leave asUser out.`,
    );
  }
  const variable: keyof WebhookConnectionEnvironment = 'APP_FRAMEWORK_USER_TOKEN_ENDPOINT';
  fn.addEnvironment(variable, userTokens.endpoint);
  userTokens.grantGetUserToken(fn);
  // Beside the function, which may be in another stack: its role is told, and nothing of the stack of the webhooks waits for it.
  new CustomResource(fn, 'ActsAsPeople', {
    serviceToken: registrar.functionArn,
    properties: { Actor: name, RoleName: fn.role?.roleName ?? '' },
  }).node.addDependency(registrar);
}

function signInOf(scope: Construct, props: WebhookIngestionProps): readonly SignInOptions[] {
  const { signIn = [], gitHubClientId: clientId, oauthClientSecretArn, appId } = props;
  const short = [clientId, oauthClientSecretArn, appId].filter((one) => one !== undefined);
  if (short.length === 0) return signIn;
  if (clientId === undefined || oauthClientSecretArn === undefined || appId === undefined) {
    throw new Error('gitHubClientId, oauthClientSecretArn and appId belong together: give all three, or signIn.');
  }
  const clientSecret = Secret.fromSecretCompleteArn(scope, 'ClientSecret', oauthClientSecretArn);
  return [...signIn, { appId, clientId, clientSecret }];
}

function clientOf(
  { appId, clientId, clientSecret, host: said }: SignInOptions,
  props: WebhookIngestionProps,
): SignInClient {
  if (!(Number.isSafeInteger(appId) && appId > 0) && !Token.isUnresolved(appId)) {
    throw new Error(`${appId} is no id of an App: give the number that GitHub shows as App ID.`);
  }
  const byHost = apiUrls(props);
  const byApp = appUrls(props);
  const known = byApp[String(appId)] ?? byApp.default;
  const host = said ?? (known === undefined ? undefined : new URL(known).host);
  const apiUrl = host === undefined ? undefined : byHost[host];
  if (host === undefined || apiUrl === undefined) {
    throw new Error(
      `signIn names App ${appId}${said === undefined ? '' : ` of ${said}`}, whose deliveries are not taken: name it in apps, with its gitHubApiUrl.`,
    );
  }
  return { appId, clientId, clientSecret, host, apiUrl };
}
