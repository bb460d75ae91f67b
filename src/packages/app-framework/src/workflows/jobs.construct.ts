import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { JobsEnvironment } from '../job-keeping/keep-jobs.lambda';
import type { unsettledIndex } from '../jobs/unsettled-table';
import { BundledFunction, type BundledFunctionProps } from '../lambda/bundled-function.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { ReportEnvironment } from './run-workflows.lambda';

/** Which function of the workflows' code it is, and what sets it apart. */
export type WorkflowFunction = Pick<BundledFunctionProps, 'exportName' | 'description' | 'environment'> & {
  readonly handlerName?: 'keep-jobs';
};

const timeout = Duration.seconds(60);
const visibilityTimeout = Duration.seconds(6 * timeout.toSeconds());
/** GitHub may be away for hours: so long what is to be shown waits. */
const longestRetention = Duration.days(14);
const mostReceives = 100;
const indexName: typeof unsettledIndex = 'UnsettledIndex';

/**
 * The jobs of workflows: their table, and functions. One brings a job up to date with what Step Functions tells of its execution, one shows at
 * GitHub what has become of it, one at a time for each installation, one looks after those that nobody told of, and two end jobs and run
 * them again: when GitHub tells so, and for operators.
 */
export class Jobs extends Construct {
  readonly table: Table;
  /** What Step Functions tells of executions. */
  readonly statuses: Queue;
  /** Where the bus puts what it could not bring. */
  readonly undelivered: Queue;
  /** Ends jobs and runs them again, as GitHub tells. */
  readonly changer: BundledFunction;
  /** The same for operators and commands. */
  readonly operator: BundledFunction;
  private readonly reports: Queue;
  private readonly foundation: WebhookFoundation;
  private readonly follower: BundledFunction;
  private readonly tender: BundledFunction;
  private readonly shower: BundledFunction;
  private readonly alarms: readonly Alarm[];

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
    const parkedStatuses = new Queue(this, 'ParkedStatuses', queue);
    const parkedReports = new Queue(this, 'ParkedReports', { ...queue, fifo: true });
    this.statuses = new Queue(this, 'Statuses', {
      ...queue,
      visibilityTimeout,
      deadLetterQueue: { queue: parkedStatuses, maxReceiveCount: mostReceives },
    });
    this.reports = new Queue(this, 'Reports', {
      ...queue,
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout,
      deadLetterQueue: { queue: parkedReports, maxReceiveCount: mostReceives },
    });
    this.follower = this.follow();
    this.tender = this.tend();
    this.changer = this.change('Changer', {
      exportName: 'change',
      description: 'Ends jobs that lose their App, and runs again those that people want again',
    });
    this.operator = this.change('Operator', {
      handlerName: 'keep-jobs',
      description: 'Tells of jobs, stops them and runs them again',
    });
    this.grantUnsettled(this.operator, 'dynamodb:Scan');
    Tags.of(this.operator).add('WebhookIngestion', 'JobOperations');
    this.shower = this.show();
    this.alarms = [
      this.alarmOnLying('UndeliveredStatuses', this.undelivered, 'The bus could not bring them to their queue'),
      this.alarmOnLying('LyingStatuses', parkedStatuses, 'The function Follower failed on them, or does not start'),
      this.alarmOnLying('LyingReports', parkedReports, 'The function Shower failed on them, or does not start'),
      this.alarmOn(
        'NotTended',
        this.tender.metricErrors({ period: alarmPeriod, statistic: 'Sum' }),
        'Jobs are not looked after whose end nobody told of: the log of the function Tender says why.',
      ),
    ];
  }

  /** Does this when an alarm on jobs begins. */
  act(action: IAlarmAction): void {
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  /** Lets those who look after jobs, end them, run them again and show them do so with executions of this machine. */
  letEnd(machine: StateMachine): void {
    for (const one of [this.tender, this.changer, this.operator]) {
      machine.grantStartExecution(one);
      machine.grantExecution(one, 'states:DescribeExecution', 'states:StopExecution');
    }
    machine.grantExecution(this.follower, 'states:DescribeExecution', 'states:StopExecution');
    machine.grantExecution(this.shower, 'states:GetExecutionHistory');
    const { 'Fn::GetAtt': [id = ''] = [] } = Stack.of(this).resolve(machine.stateMachineName);
    for (const { executionRole } of [this.tender, this.changer, this.operator, this.follower, this.shower])
      Validations.of(executionRole).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${id}"}]}]}:*]`,
        reason: 'Executions are named after jobs, which are not known when the stack is deployed.',
      });
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

  private follow(): BundledFunction {
    const description = 'Brings jobs up to date with their executions';
    const { environment } = this;
    const code = { handlerName: 'keep-jobs', exportName: 'follow' } as const;
    const follower = this.function('Follower', { ...code, description, environment }, ['UpdateItem']);
    this.grantReport(follower);
    this.grantUnsettled(follower, 'dynamodb:Query');
    follower.addEventSource(new SqsEventSource(this.statuses, { batchSize: 10, reportBatchItemFailures: true }));
    return follower;
  }

  /** The next run is the retry. */
  private tend(): BundledFunction {
    const description = 'Looks after jobs that nobody told of for a while';
    const { environment } = this;
    const code = { handlerName: 'keep-jobs', exportName: 'tend' } as const;
    const tender = this.function('Tender', { ...code, description, environment }, ['UpdateItem']);
    this.grantUnsettled(tender, 'dynamodb:Scan');
    this.grantReport(tender);
    tender.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Schedule', {
      description: 'Starts the look after jobs of workflows',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(tender)],
    });
    return tender;
  }

  private change(id: string, given: Omit<WorkflowFunction, 'environment'>): BundledFunction {
    const { environment } = this;
    const changer = this.function(id, { ...given, environment }, ['PutItem', 'UpdateItem']);
    this.grantUnsettled(changer, 'dynamodb:Query');
    const resourceArns = [`${this.table.tableArn}/index/RepoStatusIndex`];
    Grant.addToPrincipal({ grantee: changer, actions: ['dynamodb:Query'], resourceArns });
    this.grantReport(changer);
    return changer;
  }

  private alarmOnLying(id: string, queue: Queue, why: string): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM });
    const what = 'What became of jobs lies where nobody comes to it: their check runs may not be concluded.';
    return this.alarmOn(id, metric, `${what} ${why}; its log has the reason. They are kept for 14 days.`);
  }

  private alarmOn(id: string, metric: IMetric, description: string): Alarm {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    return new HourLongAlarm(this, id, { metric, description, threshold: 1, comparisonOperator });
  }

  private show(): BundledFunction {
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
    this.grantUnsettled(shower, 'dynamodb:Query');
    // What it notes for itself, and no job.
    const { grantPrincipal } = shower;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['writer#*', 'check#*'] } },
      }),
    );
    // Its tokens have of these what each write needs: comments, on pull requests or else on commits, are for those workflows that want them.
    credentials.connect(shower, {
      ceiling: { permissions: { checks: 'write', pull_requests: 'write', contents: 'read' } },
    });
    shower.addEventSource(new SqsEventSource(this.reports, { batchSize: 10, reportBatchItemFailures: true }));
    return shower;
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    const resourceArns = [this.table.tableArn];
    Grant.addToPrincipal({ grantee, actions: actions.map((action) => `dynamodb:${action}`), resourceArns });
  }

  private grantUnsettled(grantee: IGrantable, action: string): void {
    const resourceArns = [`${this.table.tableArn}/index/${indexName}`];
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
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
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: 'UnsettledIn', type: AttributeType.STRING },
      sortKey: { name: 'UnsettledAs', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    Tags.of(table).add('WebhookIngestion', 'Jobs');
    return table;
  }
}
