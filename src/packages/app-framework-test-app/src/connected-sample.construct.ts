import { join } from 'node:path';
import type { CredentialManager } from '@aws/app-framework-for-github-apps-on-aws';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface ConnectedSampleProps {
  readonly credentials: CredentialManager;
  /** GitHub's when absent. */
  readonly gitHubApiUrl: string | undefined;
}

/** A function of somebody's GitHub App: no key, no token in its code, and no more rights at GitHub than its ceiling names. */
export class ConnectedSample extends Construct {
  readonly handler: NodejsFunction;

  constructor(scope: Construct, id: string, { credentials, gitHubApiUrl }: ConnectedSampleProps) {
    super(scope, id);
    this.handler = new NodejsFunction(this, 'ReadRepositories', {
      description: 'Lists the repositories of an installation, as that installation',
      entry: join(__dirname, '../src/handlers/read-repositories.ts'),
      runtime: Runtime.NODEJS_24_X,
      bundling: { minify: true, mainFields: ['module', 'main'] },
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: gitHubApiUrl === undefined ? {} : { GITHUB_API_URL: gitHubApiUrl },
      logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY }),
    });
    credentials.connect(this.handler, { ceiling: { permissions: { contents: 'read', metadata: 'read' } } });
  }
}
