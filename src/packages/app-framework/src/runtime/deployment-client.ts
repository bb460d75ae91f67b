import {
  AppFrameworkClient,
  GetAppTokenCommand,
  type GetAppTokenOutput,
  GetInstallationTokenCommand,
  type GetInstallationTokenInput,
  type GetInstallationTokenOutput,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import { type Connection, readConnection } from '../lambda/connection';
import { awsSettings, createAwsCaller } from './aws-clients';

/** Which deployment to ask, and how. What is absent comes from the environment that `CredentialManager.connect` wrote. */
export interface DeploymentSettings {
  /** URL of `GetInstallationToken`. */
  readonly installationAccessTokenEndpoint?: string;
  /** URL of `GetAppToken`; needed only for App tokens. */
  readonly appTokenEndpoint?: string;
  /** App that requests mean which name none. */
  readonly appId?: number;
  /** A client of one's own, for other credentials, another region or other time-outs; it brings its own endpoints. */
  readonly client?: AppFrameworkClient;
}

/** The two operations that hand out tokens. */
export interface DeploymentClient {
  readonly appId: number | undefined;
  getInstallationToken(input: GetInstallationTokenInput): Promise<GetInstallationTokenOutput>;
  getAppToken(appId: number): Promise<GetAppTokenOutput>;
}

/** A try takes at most a little longer than the function itself may. */
const requestTimeoutMilliseconds = 65_000;

/** The environment is read, and a client made, when the first token is asked for. */
export function createDeploymentClient(settings: DeploymentSettings): DeploymentClient {
  let connection: Connection | undefined;
  const callers = new Map<string, Caller>();
  const connected = (): Connection => {
    connection ??= { ...readConnection(), ...definedOf(settings) };
    return connection;
  };
  const callerFor = (endpoint: string | undefined, missing: string): Caller => {
    const { client } = settings;
    if (client) return (run) => run(client);
    if (!endpoint) throw new Error(missing);
    const known = callers.get(endpoint);
    if (known) return known;
    const made = createAwsCaller(() => clientOf(endpoint));
    callers.set(endpoint, made);
    return made;
  };

  return {
    get appId() {
      return connected().appId;
    },
    async getInstallationToken(input) {
      const call = callerFor(connected().installationAccessTokenEndpoint, notConnected('installation tokens'));
      return call((client) => client.send(new GetInstallationTokenCommand(input)));
    },
    async getAppToken(appId) {
      const call = callerFor(connected().appTokenEndpoint, notConnected('App tokens'));
      return call((client) => client.send(new GetAppTokenCommand({ appId })));
    },
  };
}

type Caller = <Answer>(run: (client: AppFrameworkClient) => Promise<Answer>) => Promise<Answer>;

function clientOf(endpoint: string): AppFrameworkClient {
  const { httpsAgent, ...settings } = awsSettings(endpoint);
  return new AppFrameworkClient({
    ...settings,
    endpoint: endpoint.replace(/\/+$/, ''),
    requestHandler: {
      httpsAgent,
      connectionTimeout: 5_000,
      requestTimeout: requestTimeoutMilliseconds,
      throwOnRequestTimeout: true,
    },
  });
}

function definedOf({ installationAccessTokenEndpoint, appTokenEndpoint, appId }: DeploymentSettings): Connection {
  return {
    ...(installationAccessTokenEndpoint && { installationAccessTokenEndpoint }),
    ...(appTokenEndpoint && { appTokenEndpoint }),
    ...(appId && { appId }),
  };
}

function notConnected(what: 'installation tokens' | 'App tokens'): string {
  const [setting, variable, option] =
    what === 'installation tokens'
      ? ['installationAccessTokenEndpoint', 'APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT', '']
      : ['appTokenEndpoint', 'APP_FRAMEWORK_APP_TOKEN_ENDPOINT', ", { tokens: ['installation', 'app'] }"];
  return `Nothing says where to ask for ${what}: ${variable} is not set. Connect the function with credentialManager.connect(fn${option}) in the stack, or pass ${setting}.`;
}
