import { Duration, Tags, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BundledFunction, type BundledFunctionProps } from '../lambda/bundled-function.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { JobsEnvironment, ReportEnvironment } from './run-workflows.lambda';

/** Which function of the workflows' code it is, and what sets it apart. */
export type WorkflowFunction = Pick<BundledFunctionProps, 'exportName' | 'description' | 'environment'>;

const timeout = Duration.seconds(60);
const visibilityTimeout = Duration.seconds(6 * timeout.toSeconds());
/** GitHub may be away for hours: so long what is to be shown waits. */
const longestRetention = Duration.days(14);
const mostReceives = 100;

/**
 * The jobs of workflows: their table, and two functions. One brings a job up to date with what Step Functions tells of its execution, the other
 * shows at GitHub what has become of it, one at a time for each installation.
 */
export class Jobs extends Construct {
  readonly table: Table;
  /** What Step Functions tells of executions. */
  readonly statuses: Queue;
  /** Where the bus puts what it could not bring. */
  readonly undelivered: Queue;
  private readonly reports: Queue;
  private readonly foundation: WebhookFoundation;

  constructor(scope: Construct, id: string, foundation: WebhookFoundation) {
    super(scope, id);
    this.foundation = foundation;
    this.table = this.jobsTable();
    const queue = { enforceSSL: true, retentionPeriod: longestRetention };
    this.undelivered = new Queue(this, 'Undelivered', queue);
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself a dead-letter queue: that of the rule, which the check does not look at.',
    });
    this.statuses = new Queue(this, 'Statuses', {
      ...queue,
      visibilityTimeout,
      deadLetterQueue: { queue: new Queue(this, 'ParkedStatuses', queue), maxReceiveCount: mostReceives },
    });
    this.reports = new Queue(this, 'Reports', {
      ...queue,
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout,
      deadLetterQueue: {
        queue: new Queue(this, 'ParkedReports', { ...queue, fifo: true }),
        maxReceiveCount: mostReceives,
      },
    });
    this.follow();
    this.show();
  }

  /** A function of the workflows' code, that writes jobs and asks for them to be shown. */
  function(id: string, given: WorkflowFunction, actions: readonly string[]): BundledFunction {
    const made = new BundledFunction(this, id, {
      handlerName: 'run-workflows',
      timeout,
      memorySize: 512,
      settings: this.foundation.settings,
      ...given,
    });
    this.grant(made, ['GetItem', ...actions]);
    return made;
  }

  /** What a function that asks for jobs to be shown is told. */
  get environment(): Readonly<Record<string, string>> {
    return {
      JOBS_TABLE_NAME: this.table.tableName,
      REPORT_QUEUE_URL: this.reports.queueUrl,
      STATUS_QUEUE_URL: this.statuses.queueUrl,
    } satisfies JobsEnvironment;
  }

  grantReport(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.reports.queueArn] });
  }

  private follow(): void {
    const description = 'Brings jobs up to date with their executions';
    const { environment } = this;
    const follower = this.function('Follower', { exportName: 'follow', description, environment }, ['UpdateItem']);
    this.grantReport(follower);
    follower.addEventSource(new SqsEventSource(this.statuses, { batchSize: 10, reportBatchItemFailures: true }));
  }

  private show(): void {
    const { credentials, gitHubApiUrls } = this.foundation;
    if (!credentials)
      throw new Error('Workflows show their jobs at GitHub: give the WebhookIngestion a credentialManager.');
    const environment: Omit<ReportEnvironment, 'APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'> = {
      JOBS_TABLE_NAME: this.table.tableName,
      REPORT_QUEUE_URL: this.reports.queueUrl,
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(gitHubApiUrls),
    };
    const shower = this.function(
      'Shower',
      { exportName: 'show', description: 'Shows jobs at GitHub', environment: { ...environment } },
      ['UpdateItem'],
    );
    credentials.connect(shower, { ceiling: { permissions: { checks: 'write' } } });
    shower.addEventSource(new SqsEventSource(this.reports, { batchSize: 10, reportBatchItemFailures: true }));
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    const resourceArns = [this.table.tableArn];
    Grant.addToPrincipal({ grantee, actions: actions.map((action) => `dynamodb:${action}`), resourceArns });
  }

  private jobsTable(): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'JobId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ExpiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: this.foundation.removalPolicy,
    });
    table.addGlobalSecondaryIndex({
      indexName: 'RepoStatusIndex',
      partitionKey: { name: 'RepoFullName', type: AttributeType.STRING },
      sortKey: { name: 'Status', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    table.addGlobalSecondaryIndex({
      indexName: 'UserCreatedIndex',
      partitionKey: { name: 'UserId', type: AttributeType.NUMBER },
      sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    Tags.of(table).add('WebhookIngestion', 'Jobs');
    return table;
  }
}
