import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { AccountAdmission } from '../account-admission/account-admission.construct';
import type { TokenCeiling } from '../ceilings/token-ceiling.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { Lane, LaneKind } from '../handlers/lane';
import type { EventRoute } from '../routes/event-route';
import type { WebhookDomain } from '../webhook-endpoint/webhook-domain.construct';
import type { FirewallOptions } from '../webhook-firewall/webhook-firewall.construct';
import { checkEventName } from './event-names.construct';

/** Settings of a {@link WebhookIngestion}. */
export interface WebhookIngestionProps {
  /**
   * The webhook secret: the text that is set at GitHub, a JSON list of several, or JSON `{"<App id>": ["current", "next"]}`. With a
   * secret for each App nobody who knows one can speak for another App.
   */
  readonly webhookSecret: ISecret;
  /**
   * Where handlers get their tokens from.
   * @default none: handlers have no Octokit
   */
  readonly credentialManager?: CredentialManager;
  /**
   * Apps whose deliveries are taken, and their hosts.
   * @default those of every App whose signature holds, on the host of `gitHubApiUrl`
   */
  readonly apps?: readonly WebhookApp[];
  /**
   * Accounts whose events are handled; those of others are archived and counted. The default of a parameter of the stack.
   * @default everybody
   */
  readonly accounts?: AccountAdmission;
  /**
   * Base URL of GitHub's REST API for Apps that name none.
   * @default https://api.github.com
   */
  readonly gitHubApiUrl?: string;
  /**
   * Webhook URL that Apps have at GitHub, where it is not the API's own: that of a domain of one's own. An alarm begins where an App has
   * another one.
   * @default webhookUrl
   */
  readonly publicWebhookUrl?: string;
  /**
   * Bus to put events on.
   * @default one of its own
   */
  readonly eventBus?: IEventBus;
  /**
   * KMS key for the payloads that are kept, and for the queues and the construct's own bus, which they go through. A key of your own: with one
   * that AWS manages no event would reach a queue.
   * @default encryption by S3, SQS and EventBridge
   */
  readonly payloadKey?: IKey;
  /**
   * How long payloads are kept, and so how far back a replay reaches.
   * @default 90 days
   */
  readonly payloadRetention?: Duration;
  /**
   * Most bytes of an event with its payload in it; larger ones go by reference. At most 900 KiB.
   * @default 200 KiB
   */
  readonly inlineLimit?: number;
  /**
   * Nested stacks that handlers are spread over by their names, for many of them: 20 hold 300 handlers. Another number moves handlers, and what
   * waits in their queues is lost: choose before the first deployment.
   * @default 0: they are in the stack itself
   */
  readonly handlerStacks?: number;
  /**
   * A domain of your own for the endpoint, so that the URL that is set at GitHub outlives the deployment.
   * @default none: the URL that API Gateway makes
   */
  readonly customDomain?: WebhookDomain;
  /** Where browsers and GitHub reach a local AWS, as `app-framework-local` tells it in `APP_FRAMEWORK_LOCAL_HTTPS`. @default none */
  readonly localAws?: string;
  /**
   * A firewall of AWS WAF before the endpoint, with the addresses that GitHub posts from.
   * @default none: the stage throttles, and signatures are checked
   */
  readonly firewall?: FirewallOptions;
  /**
   * Apps that people sign in to, so that handlers can act as them: several Apps, clients and hosts side by side.
   * @default what `gitHubClientId`, `oauthClientSecretArn` and `appId` say; without them nobody signs in
   */
  readonly signIn?: readonly SignInOptions[];
  /**
   * Base URL that browsers reach the API under, where that is not its own: GitHub sends people back to `auth/callback` below it.
   * @default apiEndpoint
   */
  readonly signInUrl?: string;
  /** Client id of the one App that people sign in to: with `oauthClientSecretArn` and `appId` a short form of `signIn`. */
  readonly gitHubClientId?: string;
  /** Secret of Secrets Manager that holds its client secret. */
  readonly oauthClientSecretArn?: string;
  /** The App that `gitHubClientId` is of. */
  readonly appId?: number;
  /** Instances that Lambda keeps for the receiver. @default none */
  readonly reservedConcurrency?: number;
  /** @default ARM_64 */
  readonly architecture?: Architecture;
  /** @default NODEJS_24_X */
  readonly runtime?: Runtime;
  /** @default SIX_MONTHS */
  readonly logRetention?: RetentionDays;
  /** @default RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** An App that people sign in to. */
export interface SignInOptions {
  readonly appId: number;
  /** As GitHub shows it in the settings of the App, such as `Iv23li…`. */
  readonly clientId: string;
  /** Holds the client secret as plain text, or those of several Apps as JSON by App id, as `AppSetup` keeps them. */
  readonly clientSecret: ISecret;
  /**
   * Host of the App's REST API, such as `ghe.example.com`: one that `apps` or `gitHubApiUrl` name.
   * @default that of the App in `apps`, or of `gitHubApiUrl`
   */
  readonly host?: string;
}

/** An App whose webhooks come here. */
export interface WebhookApp {
  readonly appId: number;
  /** @default the deployment's `gitHubApiUrl` */
  readonly gitHubApiUrl?: string;
}

/** The function of a handler, or what makes it in the scope that its queue is in. */
export type HandlerFunction = LambdaFunction | ((scope: Construct) => LambdaFunction);

/** Which events a handler gets. */
export interface HandlerOptions {
  /** Lower-case letters, digits and hyphens. What was handled is kept under it: a new name is a new handler. */
  readonly name: string;
  /** Such as `issues`, or several. */
  readonly event: string | readonly string[];
  /**
   * Such as `opened`, or several.
   * @default all
   */
  readonly action?: string | readonly string[];
  /**
   * Such as `octo-org/website`, or several. From its first event on a name stands for this repository, whatever it is called later, and for
   * no other that takes the name over.
   * @default all
   */
  readonly repository?: string | readonly string[];
  /**
   * Ids of Apps.
   * @default all
   */
  readonly app?: number | readonly number[];
  /**
   * True to get what the App itself caused, too.
   * @default false
   */
  readonly own?: boolean;
  /** True to get events of accounts that `accounts` does not allow, too. @default false */
  readonly everyAccount?: boolean;
  /**
   * Most events that are worked on at once, from 2 to 1000.
   * @default no limit but the account's
   */
  readonly maxConcurrency?: number;
  /**
   * Works on one event at a time for each pull request, issue or repository, or for each name of events in a repository, in order of arrival as
   * far as that is known.
   * @default none: as many at once as there are
   */
  readonly lane?: LaneKind;
  /**
   * True to leave out an event `issues` or `pull_request` whose issue or pull request has a newer one of the same action in line. Nothing that
   * ends something is left out, no comment or review, and nothing whose successor is of the same second.
   * @default false
   */
  readonly newestWins?: boolean;
  /**
   * Writes of an App to one issue or pull request in a minute, beyond which the work is parked.
   * @default 30
   */
  readonly mostEffectsPerMinute?: number;
  /**
   * True to let its code act as the person whose event it is, who signed in; needs `signIn`.
   * @default false
   */
  readonly asUser?: boolean;
  /**
   * The most that its installation tokens may reach, as `CredentialManager.connect` takes it.
   * @default what the function was connected for before; else every installation of every App
   */
  readonly ceiling?: TokenCeiling;
  /**
   * Permissions that its code needs at GitHub, by GitHub's names, besides those that its events need: an App that `AppSetup` registers gets them.
   * @default those of the ceiling
   */
  readonly permissions?: TokenCeiling['permissions'];
}

/** What a handler gets, as the receiver and the rule read it. @throws Error for a name that is none */
export function routeOf({
  name,
  event,
  action,
  repository,
  app,
  own,
  everyAccount,
  ceiling,
  permissions,
}: HandlerOptions): EventRoute {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new Error(
      `${name} is no name of a handler: give lower-case letters, digits and hyphens, 64 at most, a letter first.`,
    );
  }
  const events = [event].flat();
  for (const one of events) checkEventName(one);
  const needs = permissions ?? ceiling?.permissions;
  return {
    name,
    events,
    ...(action !== undefined && { actions: [action].flat() }),
    ...(repository !== undefined && { repositories: [repository].flat() }),
    ...(app !== undefined && { apps: [app].flat() }),
    ...(own !== undefined && { own }),
    ...(everyAccount !== undefined && { everyAccount }),
    ...(needs && { needs }),
  };
}

/** How the events of a handler are put in line; absent where they are not. @throws Error for options that do not go together */
export function laneOf({ name, lane, newestWins = false }: HandlerOptions): Lane | undefined {
  if (newestWins && (lane === undefined || lane === 'repository')) {
    throw new Error(
      `The handler ${name} has newestWins and no lane by issue or pull request: nothing tells what overtakes an event. ` +
        "Add lane: 'issue' or lane: 'pull-request', or leave newestWins out.",
    );
  }
  return lane && { by: lane, newestWins };
}

/** Writes that a handler's App may make to one issue or pull request in a minute. @throws Error for a number that is none */
export function mostEffectsOf({ name, mostEffectsPerMinute }: HandlerOptions): number | undefined {
  if (mostEffectsPerMinute === undefined || (Number.isInteger(mostEffectsPerMinute) && mostEffectsPerMinute > 0)) {
    return mostEffectsPerMinute;
  }
  throw new Error(`The handler ${name} has mostEffectsPerMinute ${mostEffectsPerMinute}: give a whole number from 1.`);
}

/** Host by App. @throws Error for an id or a URL that is none */
export function appHosts({
  apps,
  gitHubApiUrl = 'https://api.github.com',
}: WebhookIngestionProps): Record<string, string> {
  const host = (url: string) => new URL(url).host;
  if (!apps) return { default: host(gitHubApiUrl) };
  const odd = apps.find(({ appId }) => !(Number.isSafeInteger(appId) && appId > 0));
  if (odd) throw new Error(`${odd.appId} is no id of an App: give the number that GitHub shows as App ID.`);
  return Object.fromEntries(apps.map((app) => [String(app.appId), host(app.gitHubApiUrl ?? gitHubApiUrl)]));
}

/** Room for the event without its payload; and what the bus takes, with a margin for what stands around it. */
const inlineBounds = { least: 0, most: 900 * 1024 };

/** Most bytes of an event with its payload. @throws Error outside of what the bus takes */
export function inlineLimitOf({ inlineLimit = 200 * 1024 }: WebhookIngestionProps): number {
  const { least, most } = inlineBounds;
  if (Number.isInteger(inlineLimit) && inlineLimit >= least && inlineLimit <= most) return inlineLimit;
  throw new Error(`inlineLimit is ${inlineLimit}: give whole bytes from ${least} (always by reference) to ${most}.`);
}

/** Where the API of each host is: a handler's token goes to the host that it is of. */
export function apiUrls({
  apps = [],
  gitHubApiUrl = 'https://api.github.com',
}: WebhookIngestionProps): Record<string, string> {
  const urls = [gitHubApiUrl, ...apps.flatMap((app) => app.gitHubApiUrl ?? [])];
  return Object.fromEntries(urls.map((url) => [new URL(url).host, url.replace(/\/+$/, '')]));
}

/** Base URL of the API by App; `default` where Apps are not listed. */
export function appUrls({
  apps,
  gitHubApiUrl = 'https://api.github.com',
}: WebhookIngestionProps): Record<string, string> {
  if (!apps) return { default: gitHubApiUrl };
  return Object.fromEntries(apps.map((app) => [String(app.appId), app.gitHubApiUrl ?? gitHubApiUrl]));
}
