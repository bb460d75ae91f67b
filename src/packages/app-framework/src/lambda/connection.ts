/** The environment that `CredentialManager.connect` gives a function, and that the runtime door reads. */
export interface ConnectionEnvironment {
  /** URL of `GetInstallationToken`. */
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT?: string;
  /** URL of `GetAppToken`. */
  readonly APP_FRAMEWORK_APP_TOKEN_ENDPOINT?: string;
  /** App that the function speaks for, in digits. */
  readonly APP_FRAMEWORK_APP_ID?: string;
  /** Name of the deployment, under which its metrics stand. */
  readonly APP_FRAMEWORK_DEPLOYMENT?: string;
  /** How fine it counts rate limits. */
  readonly APP_FRAMEWORK_RATE_LIMIT_METRICS?: string;
}

/** How a deployment is reached, as far as the environment says. */
export interface Connection {
  readonly installationAccessTokenEndpoint?: string;
  readonly appTokenEndpoint?: string;
  readonly appId?: number;
}

/** @throws Error when the App id is no whole number above 0 */
export function readConnection(environment: ConnectionEnvironment = process.env): Connection {
  const {
    APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: installationAccessTokenEndpoint,
    APP_FRAMEWORK_APP_TOKEN_ENDPOINT: appTokenEndpoint,
    APP_FRAMEWORK_APP_ID: appId,
  } = environment;
  return {
    ...(installationAccessTokenEndpoint && { installationAccessTokenEndpoint }),
    ...(appTokenEndpoint && { appTokenEndpoint }),
    ...(appId && { appId: parseAppId(appId) }),
  };
}

/** A deployment that counts what its Apps have left of GitHub's limits. */
export interface MeasuredDeployment {
  readonly deployment: string;
  readonly metrics: string;
}

/** The deployment that the function is connected to; absent where it is to none. */
export function readMeasuredDeployment(
  environment: ConnectionEnvironment = process.env,
): MeasuredDeployment | undefined {
  const { APP_FRAMEWORK_DEPLOYMENT: deployment, APP_FRAMEWORK_RATE_LIMIT_METRICS: metrics = '' } = environment;
  return deployment ? { deployment, metrics } : undefined;
}

function parseAppId(text: string): number {
  const appId = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(appId) && appId > 0) return appId;
  throw new Error(`APP_FRAMEWORK_APP_ID is ${JSON.stringify(text)}. It must be the id of an App, in digits.`);
}
