import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { UrlFunction } from '../api/url-function.construct';
import { grantSign } from '../app-tokens/app-tokens.construct';
import { BundledFunction } from '../lambda/bundled-function.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { CheckHealthEnvironment, ShowHealthEnvironment } from './open-health';
import type { ProvingAlgorithm } from './proving-keys';

/** How often the deployment is looked at. */
export const healthInterval = Duration.minutes(15);
const bundle = 'check-health';
const path = 'health';

/**
 * Looks every 15 minutes at what a deployment stands on, and answers who asks how it is. It is no part of what it looks at: a function of its own
 * looks, another one answers from what that found.
 */
export class Health extends Construct {
  /** What looks. */
  readonly handler: BundledFunction;
  /** `GET` it without a signature: 200 or 503, and no more. */
  readonly publicUrl: string;
  /** Answers callers with the grant with what was looked at and found. */
  readonly details: UrlFunction;

  constructor(scope: Construct, id: string, foundation: WebhookFoundation) {
    super(scope, id);
    const { credentials, deployment, endpoint, ledger, settings } = foundation;
    const parameterName = `/app-framework/${deployment}/health`;
    new CfnParameter(this, 'Parameter', {
      name: parameterName,
      type: 'String',
      value: '{}',
      description: 'What the last look at the health of the deployment came to; {} before the first.',
    });
    const parameterArn = Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${parameterName}` });
    const shown: ShowHealthEnvironment = { HEALTH_PARAMETER: parameterName };
    const environment: CheckHealthEnvironment = {
      ...shown,
      WEBHOOK_DEPLOYMENT: deployment,
      LEDGER_TABLE_NAME: ledger.tableName,
      ...(credentials && { HEALTH_APP_TABLE: credentials.appTable.tableName }),
    };
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: bundle,
      description: 'Looks whether the deployment is well',
      environment: { ...environment },
      timeout: Duration.minutes(1),
      memorySize: 512,
      settings,
    });
    const allow = (grantee: IGrantable, action: string, arn: string) =>
      Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [arn] });
    allow(this.handler, 'ssm:PutParameter', parameterArn);
    const rows = ['GetItem', 'Query'];
    ledger.grantUse(this.handler, { rows, of: ['deliveries', 'deployment'], indexes: ['Open'] });
    allow(this.handler, 'cloudwatch:GetMetricStatistics', '*');
    Validations.of(this.handler.executionRole).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics have no ARN: AWS takes no resource for GetMetricStatistics.',
    });
    if (credentials) {
      allow(this.handler, 'dynamodb:Scan', credentials.appTable.tableArn);
      grantSign(this.handler, credentials.appTable, 'RSASSA_PSS_SHA_256' satisfies ProvingAlgorithm);
    }
    // The next one comes by the schedule.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'schedule', {
      description: 'Starts the look whether the deployment is well',
      schedule: Schedule.rate(healthInterval),
      targets: [new LambdaTarget(this.handler, { retryAttempts: 0 })],
    });

    this.details = new UrlFunction(this, 'Show', {
      handlerName: bundle,
      exportName: 'show',
      description: 'GET /health: says whether the deployment is well',
      environment: { ...shown },
      timeout: Duration.seconds(10),
      memorySize: 256,
      settings,
    });
    allow(this.details.handler, 'ssm:GetParameter', parameterArn);
    endpoint.api.serve([`GET ${path}`], this.details.handler);
    this.publicUrl = `${endpoint.api.baseUrl}${path}`;
  }
}
