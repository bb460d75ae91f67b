import { Token, Tokenization } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { TokenCeiling } from '../ceilings/token-ceiling.construct';
import type { RateLimitDetail } from '../github/rate-limit-line';
import type { ConnectionEnvironment } from '../lambda/connection';

/** What a connected function gets. */
export interface ConnectOptions {
  /**
   * App that the function speaks for, so that its code need not name one.
   * @default its code says which App with every request
   */
  readonly appId?: number;
  /**
   * Kinds of tokens that it may get. `app`: tokens of every App in the deployment, which can do what the Apps themselves can; routes of
   * GitHub for Apps, such as the list of installations, need them.
   * @default ['installation']
   */
  readonly tokens?: readonly ('installation' | 'app')[];
  /**
   * The most that its installation tokens may reach; it excludes `app`.
   * @default every installation of every App
   */
  readonly ceiling?: TokenCeiling;
}

/** What a function is connected to. */
export interface ConnectableDeployment {
  readonly installationAccessTokenEndpoint: string;
  readonly appTokenEndpoint: string;
  readonly appTable: ITable;
  readonly rateLimitMetrics: RateLimitDetail;
  grantGetAppToken(grantee: IGrantable): Grant;
  grantGetInstallationAccessToken(grantee: IGrantable, ceiling?: TokenCeiling): Grant;
}

interface Connection {
  readonly deployment: ConnectableDeployment;
  readonly getsInstallationTokens: boolean;
}

const connections = new WeakMap<LambdaFunction, Connection>();

/** Whether a function was connected to a deployment, and gets installation tokens by that. */
export function getsInstallationTokens(fn: LambdaFunction, deployment: ConnectableDeployment): boolean {
  const known = connections.get(fn);
  return known?.deployment === deployment && known.getsInstallationTokens;
}

/** Gives a function its grants, and the settings that the runtime door reads. */
export function connectFunction(fn: LambdaFunction, deployment: ConnectableDeployment, options: ConnectOptions): Grant {
  const { appId, tokens = ['installation'], ceiling } = options;
  const known = connections.get(fn);
  if (known && known.deployment !== deployment) {
    throw new Error(
      `${fn.node.path} is connected to another credential manager, and a function knows one: pass the endpoints of the second to createTokenSource yourself.`,
    );
  }
  if (tokens.length === 0) throw new Error(`Connect ${fn.node.path} to get at least one kind of token.`);
  if (ceiling && !tokens.includes('installation')) {
    throw new Error(
      `${fn.node.path} has a ceiling, which is for installation tokens, and may get none: leave one of them out.`,
    );
  }
  if (appId !== undefined && !Token.isUnresolved(appId) && !(Number.isSafeInteger(appId) && appId > 0)) {
    throw new Error(`${appId} is no id of an App: give a whole number above 0.`);
  }
  const hasInstallation = tokens.includes('installation') || known?.getsInstallationTokens === true;
  connections.set(fn, { deployment, getsInstallationTokens: hasInstallation });

  const environment: ConnectionEnvironment = {
    ...(tokens.includes('installation') && {
      APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: deployment.installationAccessTokenEndpoint,
    }),
    ...(tokens.includes('app') && { APP_FRAMEWORK_APP_TOKEN_ENDPOINT: deployment.appTokenEndpoint }),
    ...(appId !== undefined && { APP_FRAMEWORK_APP_ID: Tokenization.stringifyNumber(appId) }),
    APP_FRAMEWORK_DEPLOYMENT: deployment.appTable.tableName,
    APP_FRAMEWORK_RATE_LIMIT_METRICS: deployment.rateLimitMetrics,
  };
  for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);

  const grants = [
    ...(tokens.includes('installation') ? [deployment.grantGetInstallationAccessToken(fn, ceiling)] : []),
    ...(tokens.includes('app') ? [deployment.grantGetAppToken(fn)] : []),
  ];
  return grants.reduce((all, grant) => all.combine(grant));
}
