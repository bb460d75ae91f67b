import { join } from 'node:path';
import { type Credentials, localRegion } from './aws/identities';

export interface LocalEnvironmentOptions {
  readonly awsEndpoint: string;
  /** Where browsers reach it. */
  readonly awsHttpsUrl: string;
  readonly gitHubUrl: string;
  readonly administrator: Credentials;
  readonly stateDirectory: string;
  /** The environment that this one is added to. */
  readonly caller: NodeJS.ProcessEnv;
}

const loopback = ['localhost', '127.0.0.1', '::1'];

/**
 * What a process needs in its environment to work on the deployment as its administrator, and nothing that could lead it
 * to a real account: no profile is read, and the CDK CLI keeps its account cache in the state directory.
 */
export function localEnvironment(options: LocalEnvironmentOptions): Record<string, string> {
  const { awsEndpoint, awsHttpsUrl, gitHubUrl, administrator, stateDirectory, caller } = options;
  const noProxy = withLoopback(caller.NO_PROXY || caller.no_proxy || '');
  return {
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_S3: awsEndpoint,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: administrator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(stateDirectory, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(stateDirectory, 'no-aws-credentials'),
    CDK_HOME: join(stateDirectory, 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    // Programs differ in which of the two they read; a proxy would look for this machine's ports on its own.
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    APP_FRAMEWORK_LOCAL_GITHUB: gitHubUrl,
    APP_FRAMEWORK_LOCAL_HTTPS: awsHttpsUrl,
    APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID: administrator.accessKeyId,
  };
}

function withLoopback(hosts: string): string {
  const named = hosts.split(/[\s,]+/).filter((host) => host !== '');
  return named.includes('*') ? '*' : [...new Set([...named, ...loopback])].join(',');
}
