import { CustomResource, Duration, Lazy, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  CfnStateMachine,
  type DefinitionBody,
  type IChainable,
  type StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { callStatements } from '../api/url-function.construct';
import { type ApprovalOptions, WaitForApproval } from '../approvals/wait-for-approval.construct';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import type { jobsFunctionVariable } from '../commands/job-commands';
import type { startsFunctionVariable } from '../commands/start-commands';
import type { Concurrency } from '../jobs/job';
import { KeptTriggers } from '../kept-triggers/kept-triggers.construct';
import type { OfferOptions } from '../kept-triggers/offered-workflow';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import type { Trigger } from '../triggers/trigger';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { WorkflowSteps } from '../workflow-steps/workflow-steps.construct';
import { Jobs, permissionsOfJobs } from './jobs.construct';
import { Retirement } from './retirement.construct';
import { Schedules } from './schedules.construct';
import { StatusRules } from './status-rules.construct';
import type { DeclaredWorkflow } from './workflow';
import { reckonHistory } from './workflow-history.construct';
import { workflowMachine } from './workflow-machine.construct';
import { refuseOdd } from './workflow-names.construct';

/** Settings of {@link Workflows}. */
export interface WorkflowsProps {
  /** What takes the events, with a `credentialManager`. */
  readonly webhooks: WebhookIngestion;
}

/** A workflow of Step Functions, and what starts it. */
export interface WorkflowOptions {
  /** What it does. Its input holds ids and references: `job`, `repository`, `sha`, `ref`, `pullRequest` and others, and no token. */
  readonly definition: IChainable | DefinitionBody;
  /**
   * `EXPRESS` costs less for what takes seconds, ends after five minutes at most, and may run its states twice where AWS repeats them; its output
   * goes nowhere.
   * `STANDARD` runs up to a year, each state once.
   */
  readonly type: 'STANDARD' | 'EXPRESS';
  /** What starts it: any of these. There may be none where it is offered. */
  readonly on: readonly Trigger[];
  /**
   * Whether triggers that are data of installations may name it, and how lax they may be: `true` is as strict as `on` for the same event.
   * @default false
   */
  readonly offered?: boolean | OfferOptions;
  /**
   * Name of its check run, as branch protection names it.
   * @default the name of the workflow
   */
  readonly check?: string;
  /**
   * After this time it has failed; for `STANDARD`, where `definition` is a chain.
   * @default a day
   */
  readonly timeout?: Duration;
  /**
   * Whether each of its jobs has a comment on its pull request, or on its commit where there is none.
   * @default false
   */
  readonly comment?: boolean;
  /**
   * How many of its jobs run at once in an installation, 1 to 100; the others wait, and have their turn in the order in which they came.
   * @default any number
   */
  readonly limit?: number;
  /**
   * Which of its jobs are stopped when a newer one of them runs.
   * @default none: all run to their end
   */
  readonly concurrency?: Concurrency;
}

const eventsOfTriggers = ['pull_request', 'push', 'merge_group', 'workflow_run', 'repository_dispatch'] as const;
/** One installation's storm leaves the account's other functions their share. */
const mostStarters = 50;
/** Each time who has a slot is looked at one by one. */
const mostAtOnce = 100;

/**
 * Runs state machines when something happens at GitHub, and shows in a check run how they fare. Each start is a job: one execution of a Standard
 * state machine, with a row in the Jobs table. It is a nested stack: what workflows are made of takes none of the 500 resources of the stack around it
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 *
 * @example
 * const workflows = new Workflows(this, 'Workflows', { webhooks });
 * workflows.add('ci', { definition, type: 'EXPRESS', on: [pullRequest(), push({ branches: ['main'] })] });
 */
export class Workflows extends NestedStack {
  /** A row for each job, for 90 days. */
  readonly jobsTable: ITable;
  /** URL that serves `PutTrigger`, `ListTriggers`, `DeleteTrigger` and `TestTrigger`, to give to the client. */
  readonly triggersEndpoint: string;
  /** States for definitions that read and write at GitHub. */
  readonly steps: WorkflowSteps;
  private readonly jobs: Jobs;
  private readonly triggers: KeptTriggers;
  private readonly webhooks: WebhookIngestion;
  private readonly offered = new Map<string, DeclaredWorkflow>();
  private readonly starter: BundledFunction;
  private readonly retirement: Retirement;
  private readonly commandStarter: BundledFunction;
  private readonly statusRules: StatusRules;
  private readonly schedules: Schedules;

  /** @throws Error where `webhooks` has no credentialManager, and where it has workflows already */
  constructor(scope: Construct, id: string, { webhooks }: WorkflowsProps) {
    super(scope, id);
    this.webhooks = webhooks;
    const { foundation } = webhooks;
    this.jobs = new Jobs(this, 'Jobs', foundation);
    this.jobsTable = this.jobs.table;
    this.statusRules = new StatusRules(this, this.jobs);
    const checks = () => [...this.offered.values()].map(({ check }) => check);
    this.steps = new WorkflowSteps(this, 'Steps', { webhooks, jobs: this.jobs, checks });
    const description = 'Starts the workflows that an event of GitHub is for';
    this.triggers = new KeptTriggers(this, 'Triggers', { foundation, jobsTable: this.jobs.table });
    this.triggersEndpoint = this.triggers.operations.endpoint;
    const environment = { ...this.jobs.environment, ...this.triggers.environment };
    this.starter = this.jobs.function('Starter', { description, environment }, ['PutItem']);
    this.triggers.grantForget(this.jobs.changer);
    for (const [name, value] of Object.entries(this.triggers.environment))
      this.jobs.changer.addEnvironment(name, value);
    this.commandStarter = this.jobs.function(
      'CommandStarter',
      {
        handlerName: 'trigger-operations',
        exportName: 'startByCommand',
        description: 'Starts the workflows that a command is for, and runs jobs again',
        environment: { ...environment, LEDGER_TABLE_NAME: foundation.ledger.tableName },
      },
      ['PutItem'],
    );
    for (const one of [this.starter, this.commandStarter]) {
      this.jobs.grantReport(one);
      this.triggers.grantReadOfEvent(one);
      foundation.ledger.grantReadRouting(one);
    }
    this.jobs.grantOfRepository(this.commandStarter);
    foundation.ledger.grantUse(this.commandStarter, { rows: ['UpdateItem'], of: ['deliveries'] });
    this.schedules = new Schedules(this, 'Schedules', { jobs: this.jobs, triggers: this.triggers, foundation });
    // It asks which files changed and which commit is a head, and nothing else.
    const ceiling = { permissions: { contents: 'read', pull_requests: 'read' } } as const;
    // What the App did itself is for the triggers to judge.
    const calm = { maxConcurrency: mostStarters };
    webhooks.on({ name: 'workflows', event: [...eventsOfTriggers], own: true, ceiling, ...calm }, this.starter);
    const event = ['installation', 'check_run', 'check_suite'];
    const gains = ['unsuspend', 'new_permissions_accepted'];
    const action = ['deleted', 'suspend', ...gains, 'rerequested', 'requested_action'];
    // It asks GitHub nothing: without a ceiling it would be let ask for everything.
    const nothing = { permissions: { metadata: 'read' } } as const;
    const permissions = Object.assign(this.steps.needs, permissionsOfJobs.decide, permissionsOfJobs.show);
    webhooks.on({ name: 'jobs', event, action, own: true, ceiling: nothing, permissions }, this.jobs.changer);
    for (const { executionRole } of [this.starter, this.jobs.changer])
      foundation.payloads.explainObjects(executionRole);
    const offered = new CustomResource(this, 'Offered', {
      serviceToken: foundation.registrar.functionArn,
      properties: {
        Workflows: Lazy.string({ produce: () => Stack.of(this).toJsonString([...this.offered.values()]) }),
      },
    });
    offered.node.addDependency(foundation.registrar);
    this.retirement = new Retirement(this, 'Retirement', { jobs: this.jobs, machines: () => this.machines() });
    this.retirement.node.addDependency(offered);
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'Workflows');
  }

  /**
   * Has a workflow start when one of its triggers matches, once for each delivery.
   * @returns the state machine that jobs are executions of; for `EXPRESS` the one around it
   * @throws Error for a name that is none, or is taken
   */
  add(
    name: string,
    {
      definition,
      type,
      on,
      check = name,
      timeout = Duration.days(1),
      concurrency,
      comment = false,
      limit,
      offered = false,
    }: WorkflowOptions,
  ): StateMachine {
    refuseOdd({ name, check, on, offered }, [...this.offered.values()]);
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= mostAtOnce))
      throw new Error(`The limit of the workflow ${name} is ${limit}: give a whole number from 1 to ${mostAtOnce}.`);
    const place = new Construct(this, `Workflow-${name}`);
    const { settings } = this.webhooks.foundation;
    const machine = workflowMachine(place, { type, definition, timeout, settings });
    if (type === 'STANDARD') reckonHistory(machine, name);
    const told = type === 'STANDARD' ? 'steps' : 'status';
    this.offered.set(name, {
      ...{ name, check, machine: machine.stateMachineArn, on, offered, concurrency, limit },
      ...(comment && { comment: told }),
    });
    for (const one of [this.starter, this.commandStarter, this.schedules.starter]) machine.grantStartExecution(one);
    this.jobs.letEnd(machine);
    this.retirement.letEnd(machine);
    this.statusRules.tellOf(machine);
    Tags.of(machine).add('Workflow', name, { includeResourceTypes: [CfnStateMachine.CFN_RESOURCE_TYPE_NAME] });
    return machine;
  }

  /**
   * A state for the definition of a `STANDARD` workflow that waits until somebody who may has approved it: the job is `WAITING` then, and its check
   * run says who decides, and how. `name` is what people read, each once.
   *
   * @throws Error for a name that is none, and for more than 13 days
   */
  waitForApproval(name: string, options: ApprovalOptions = {}): WaitForApproval {
    const scope = this.node.tryFindChild('Waits');
    const place = scope instanceof Construct ? scope : new Construct(this, 'Waits');
    return new WaitForApproval(place, name, { ...options, asker: this.jobs.approvals.asker() });
  }

  /**
   * Lets a bot start workflows, tell of jobs, stop them, run them again and have them decided on in the repository where somebody asks: `check`,
   * `deploy`, `status`, `cancel`, `rerun`, `approve` and `reject` of its commands. Its code asks functions of this construct, which do so in the name of whoever asked it. `name` is what
   * people call the bot by, as `createCommands` has it: check runs then say what to write.
   */
  answerCommands(bot: LambdaFunction, { name }: { readonly name?: string } = {}): void {
    this.jobs.letAskForDecisions(bot);
    if (name !== undefined) this.jobs.nameBot(name);
    const ofJobs: typeof jobsFunctionVariable = 'APP_FRAMEWORK_JOBS_FUNCTION';
    const ofStarts: typeof startsFunctionVariable = 'APP_FRAMEWORK_COMMAND_STARTS_FUNCTION';
    bot.addEnvironment(ofJobs, this.jobs.operator.functionName);
    bot.addEnvironment(ofStarts, this.commandStarter.functionName);
    const resourceArns = [this.jobs.operator.functionArn, this.commandStarter.functionArn];
    Grant.addToPrincipal({ grantee: bot, actions: ['lambda:InvokeFunction'], resourceArns });
  }

  /**
   * Lets `grantee` put, list, delete and test the triggers of all installations, through the URL and signed as itself: for the code of a product
   * whose users say what starts what.
   */
  grantManageTriggers(grantee: IGrantable): Grant {
    return this.triggers.operations.grantCall(grantee);
  }

  /** Lets `grantee` run the commands of the operations tool about jobs and triggers, and see whether their tables can be restored. */
  grantOperate(grantee: IGrantable): Grant {
    const { operations } = this.triggers;
    return grantByManagedPolicy({
      id: 'JobOperator',
      deployment: this,
      grantee,
      statements: [
        { actions: ['tag:GetResources'], resourceArns: ['*'] },
        { actions: ['lambda:InvokeFunction'], resourceArns: [this.jobs.operator.functionArn] },
        { actions: ['lambda:GetFunctionUrlConfig'], resourceArns: [operations.handler.functionArn] },
        {
          actions: ['dynamodb:DescribeContinuousBackups'],
          resourceArns: [this.jobs.table.tableArn, this.triggers.table.tableArn],
        },
        ...callStatements([operations]),
      ],
    });
  }

  /**
   * Alarms for jobs whose end may not be shown: what Step Functions told, or what was to be shown, lies where nobody comes to it, or jobs are not
   * looked after; and for schedules that are not started. Each with the action.
   */
  alarmOn(action: IAlarmAction): void {
    this.jobs.act(action);
    this.schedules.act(action);
  }

  private machines(): readonly string[] {
    return [...this.offered.values()].map(({ machine }) => machine);
  }
}
