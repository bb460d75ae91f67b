import { join } from 'node:path';
import type { CredentialManager } from '@aws/app-framework-for-github-apps-on-aws';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface ConnectedSampleProps {
  readonly credentials: CredentialManager;
  /** GitHub's when absent. */
  readonly gitHubApiUrl: string | undefined;
}

/** A function of somebody's GitHub App: no key, no token in its code, and no more rights at GitHub than its ceiling names. */
export class ConnectedSample extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { credentials, gitHubApiUrl }: ConnectedSampleProps) {
    super(scope, id);
    this.handler = new LambdaFunction(this, 'ReadRepositories', {
      description: 'Lists the repositories of an installation, as that installation',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      // The same depth from src (tests) and from lib.
      code: Code.fromAsset(join(__dirname, '..', 'assets', 'read-repositories')),
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: gitHubApiUrl === undefined ? {} : { GITHUB_API_URL: gitHubApiUrl },
      logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY }),
    });
    credentials.connect(this.handler, { ceiling: { permissions: { contents: 'read', metadata: 'read' } } });
  }
}
