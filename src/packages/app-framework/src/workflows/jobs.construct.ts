import { Duration, Lazy, Tags, Validations } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { approvalsFunctionVariable } from '../commands/approval-commands';
import type { JobsEnvironment, OperateEnvironment } from '../job-keeping/keep-jobs.lambda';
import { BundledFunction, type BundledFunctionProps } from '../lambda/bundled-function.construct';
import type { ReportEnvironment } from '../progress/show-jobs.lambda';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { Approvals } from './approvals.construct';
import { alarmsOfJobs } from './jobs-alarms.construct';
import { entriesIndexName, jobsTable, namesIndexName, unsettledIndexName } from './jobs-table.construct';
import { explainExecutions } from './workflow-machine.construct';

/** Which function of the workflows' code it is, and what sets it apart. */
export type WorkflowFunction = Pick<BundledFunctionProps, 'exportName' | 'description' | 'environment'> & {
  readonly handlerName?: 'keep-jobs' | 'change-jobs' | 'trigger-operations' | 'decide-on-jobs' | 'show-jobs';
};

const timeout = Duration.seconds(60);
const visibilityTimeout = Duration.seconds(6 * timeout.toSeconds());
/** GitHub may be away for hours: so long what is to be shown waits. */
const longestRetention = Duration.days(14);
const mostReceives = 100;

/** What functions of jobs need at GitHub. */
export const permissionsOfJobs = {
  decide: { metadata: 'read', members: 'read', pull_requests: 'read' },
  show: { checks: 'write', pull_requests: 'write', contents: 'read' },
  deploy: { deployments: 'write' },
} as const;

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
  /** Ends the jobs of workflows that a deployment takes away. */
  readonly retirer: BundledFunction;
  readonly approvals: Approvals;
  private bot = '';
  private readonly reports: Queue;
  private readonly foundation: WebhookFoundation;
  private readonly follower: BundledFunction;
  private readonly tender: BundledFunction;
  private readonly shower: BundledFunction;
  private readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, foundation: WebhookFoundation) {
    super(scope, id);
    this.foundation = foundation;
    this.table = jobsTable(this, foundation);
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
      handlerName: 'change-jobs',
      description: 'Ends jobs that lose their App, and runs again those that people want again',
    });
    this.operator = this.change('Operator', {
      handlerName: 'keep-jobs',
      description: 'Tells of jobs, stops them and runs them again',
    });
    this.grantUnsettled(this.operator, 'dynamodb:Scan');
    // Events tell a repository's id; operators know it by name.
    this.grantOfRepository(this.operator, [namesIndexName]);
    this.operator.addEnvironment('LEDGER_TABLE_NAME' satisfies keyof OperateEnvironment, foundation.ledger.tableName);
    foundation.ledger.grantReadRouting(this.operator);
    this.approvals = new Approvals(this, 'Approvals', {
      jobs: this,
      foundation,
      permissions: permissionsOfJobs.decide,
    });
    for (const one of [this.changer, this.tender]) this.letAskForDecisions(one);
    Tags.of(this.operator).add('WebhookIngestion', 'JobOperations');
    this.retirer = this.retire();
    this.shower = this.show();
    this.alarms = alarmsOfJobs(this, {
      undelivered: this.undelivered,
      parkedStatuses,
      parkedReports,
      tender: this.tender,
    });
  }

  /** Lets its code have jobs decided on, in the name of whoever it tells. */
  letAskForDecisions(asker: LambdaFunction): void {
    const variable: typeof approvalsFunctionVariable = 'APP_FRAMEWORK_APPROVALS_FUNCTION';
    const { approver } = this.approvals;
    asker.addEnvironment(variable, approver.functionName);
    const resourceArns = [approver.functionArn];
    Grant.addToPrincipal({ grantee: asker, actions: ['lambda:InvokeFunction'], resourceArns });
  }

  /** What check runs call the bot by that takes commands about jobs. */
  nameBot(name: string): void {
    this.bot = name;
  }

  /** Does this when an alarm on jobs begins. */
  act(action: IAlarmAction): void {
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  /** Lets those who look after jobs, end them, run them again and show them do so with executions of this machine. */
  letEnd(machine: StateMachine): void {
    const { approver } = this.approvals;
    for (const one of [this.tender, this.changer, this.operator, approver]) {
      machine.grantStartExecution(one);
      machine.grantExecution(one, 'states:DescribeExecution', 'states:StopExecution');
    }
    machine.grantStartExecution(this.follower);
    machine.grantExecution(this.follower, 'states:DescribeExecution', 'states:StopExecution');
    machine.grantExecution(this.shower, 'states:GetExecutionHistory');
    const { tender, changer, operator, follower, shower } = this;
    for (const { executionRole } of [tender, changer, operator, approver, follower, shower])
      explainExecutions(executionRole, machine);
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
    if (actions.includes('PutItem')) this.grantLookAtInstallations(made);
    return made;
  }

  /** What a function that asks for jobs to be shown is told. */
  get environment(): Readonly<Record<string, string>> {
    return {
      JOBS_TABLE_NAME: this.table.tableName,
      REPORT_QUEUE_URL: this.reports.queueUrl,
      STATUS_QUEUE_URL: this.statuses.queueUrl,
      INSTALLATION_TABLE_NAME: this.credentials.installationTable.tableName,
      WEBHOOK_DEPLOYMENT: this.foundation.deployment,
    } satisfies JobsEnvironment & DeliveryMetricsEnvironment;
  }

  /** Lets it have jobs shown, and ask for their turn. */
  grantReport(grantee: IGrantable): void {
    const resourceArns = [this.reports.queueArn, this.statuses.queueArn];
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns });
  }

  private follow(): BundledFunction {
    const description = 'Brings jobs up to date with their executions';
    const { environment } = this;
    const code = { handlerName: 'keep-jobs', exportName: 'follow' } as const;
    const follower = this.function('Follower', { ...code, description, environment }, ['UpdateItem']);
    this.grantReport(follower);
    this.grantUnsettled(follower, 'dynamodb:Query');
    this.grantNotes(follower, ['slots#*']);
    follower.addEventSource(new SqsEventSource(this.statuses, { batchSize: 10, reportBatchItemFailures: true }));
    return follower;
  }

  /** The next run is the retry. */
  private tend(): BundledFunction {
    const description = 'Looks after jobs that nobody told of for a while';
    const { environment } = this;
    const code = { handlerName: 'keep-jobs', exportName: 'tend' } as const;
    const tender = this.function('Tender', { ...code, description, environment }, ['UpdateItem']);
    for (const action of ['dynamodb:Scan', 'dynamodb:Query']) this.grantUnsettled(tender, action);
    this.grantReport(tender);
    this.grantNotes(tender, ['slots#*']);
    tender.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Schedule', {
      description: 'Starts the look after jobs of workflows',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(tender)],
    });
    return tender;
  }

  /** What it may do to executions is granted apart from this: it needs that of those that go. */
  private retire(): BundledFunction {
    const { environment } = this;
    const code = { handlerName: 'keep-jobs', exportName: 'retire' } as const;
    const description = 'Ends the jobs of workflows that a deployment takes away';
    const retirer = this.function('Retirer', { ...code, description, environment }, ['UpdateItem']);
    this.grantUnsettled(retirer, 'dynamodb:Scan');
    this.grantReport(retirer);
    return retirer;
  }

  private change(id: string, given: Omit<WorkflowFunction, 'environment'>): BundledFunction {
    const { environment } = this;
    const changer = this.function(id, { ...given, environment }, ['PutItem', 'UpdateItem']);
    this.grantUnsettled(changer, 'dynamodb:Query');
    this.grantOfRepository(changer);
    this.grantReport(changer);
    return changer;
  }

  get credentials() {
    const { credentials } = this.foundation;
    if (credentials) return credentials;
    throw new Error('Workflows show their jobs at GitHub: give the WebhookIngestion a credentialManager.');
  }

  private show(): BundledFunction {
    const { gitHubApiUrls } = this.foundation;
    const environment: Omit<ReportEnvironment, 'APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'> = {
      JOBS_TABLE_NAME: this.table.tableName,
      REPORT_QUEUE_URL: this.reports.queueUrl,
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(gitHubApiUrls),
      APP_FRAMEWORK_BOT_NAME: Lazy.string({ produce: () => this.bot }),
    };
    const shower = this.function(
      'Shower',
      { handlerName: 'show-jobs', description: 'Shows jobs at GitHub', environment: { ...environment } },
      ['UpdateItem'],
    );
    this.grantUnsettled(shower, 'dynamodb:Query');
    this.grantNotes(shower, ['writer#*', 'check#*']);
    // Its tokens have of these what each write needs: comments, on pull requests or else on commits, and deployments are for those workflows that want them.
    this.credentials.connect(shower, {
      ceiling: { permissions: { ...permissionsOfJobs.show, ...permissionsOfJobs.deploy } },
    });
    shower.addEventSource(new SqsEventSource(this.reports, { batchSize: 10, reportBatchItemFailures: true }));
    return shower;
  }

  /** What it notes for itself, and no job. */
  private grantNotes({ grantPrincipal }: IGrantable, keys: readonly string[]): void {
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
      }),
    );
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    const resourceArns = [this.table.tableArn];
    Grant.addToPrincipal({ grantee, actions: actions.map((action) => `dynamodb:${action}`), resourceArns });
  }

  grantOfRepository(grantee: IGrantable, indexes: readonly string[] = ['RepoStatusIndex', entriesIndexName]): void {
    const resourceArns = indexes.map((name) => `${this.table.tableArn}/index/${name}`);
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }

  /** Whoever begins a job asks whether the App is there. */
  private grantLookAtInstallations(grantee: IGrantable): void {
    const resourceArns = [`${this.credentials.installationTable.tableArn}/index/InstallationID`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }

  private grantUnsettled(grantee: IGrantable, action: string): void {
    const resourceArns = [`${this.table.tableArn}/index/${unsettledIndexName}`];
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
  }
}
