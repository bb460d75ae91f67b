import { join } from 'node:path';
import { type Credentials, localRegion } from './aws/identities';

export interface LocalEnvironmentOptions {
  readonly awsEndpoint: string;
  readonly gitHubUrl: string;
  readonly administrator: Credentials;
  readonly stateDirectory: string;
}

/**
 * What a process needs in its environment to work on the deployment as its administrator, and nothing that could lead it
 * to a real account: no profile is read, and the CDK CLI keeps its account cache in the state directory.
 */
export function localEnvironment(options: LocalEnvironmentOptions): Record<string, string> {
  const { awsEndpoint, gitHubUrl, administrator, stateDirectory } = options;
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
    APP_FRAMEWORK_LOCAL_GITHUB: gitHubUrl,
    APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID: administrator.accessKeyId,
  };
}
