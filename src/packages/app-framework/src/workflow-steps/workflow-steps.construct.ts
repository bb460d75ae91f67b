import { Duration, Lazy, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction } from '../lambda/bundled-function.construct';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { Deployer, type JobsOfSteps, letHaveShown } from './deployer.construct';
import type { StepsEnvironment } from './run-steps.lambda';
import {
  checker,
  deployer,
  neededFor,
  person,
  raise,
  reader,
  requester,
  type StepFunction,
  writer,
} from './step-functions.construct';
import type {
  CreateCheckRunOptions,
  CreateCommentOptions,
  CreateIssueOptions,
  CreatePullRequestOptions,
  CreateReviewOptions,
  DeployOptions,
  DispatchOptions,
  GetFileOptions,
  GetPullRequestOptions,
  LabelsOptions,
  ListFilesOptions,
  MergePullRequestOptions,
  OfIssue,
  ReportCheckOptions,
  RequestOptions,
  StepPermissions,
  UpdateCheckRunOptions,
  UpdateCommentOptions,
} from './step-options';
import { type StepOptions, StepTask } from './step-task.construct';

export interface WorkflowStepsProps {
  readonly webhooks: WebhookIngestion;
  readonly jobs: JobsOfSteps;
  /** Names of the checks that workflows conclude, asked when all are there. */
  readonly checks: () => readonly string[];
}

/**
 * States for the definitions of workflows that read and write at GitHub. A function is made when the first step needs it; all are for the
 * repository of their job, and get tokens for nothing else.
 *
 * @example
 * const { steps } = workflows;
 * const definition = steps
 *   .getPullRequest(this, 'Look', { resultPath: '$.pull' })
 *   .next(steps.createComment(this, 'Say so', { body: JsonPath.format('{} files', JsonPath.stringAt('$.pull.changedFiles')) }));
 */
export class WorkflowSteps extends Construct {
  /** What an App needs for the steps that there are, by GitHub's names: known when all are there. */
  readonly needs: Record<string, 'read' | 'write'> = {};
  private readonly props: WorkflowStepsProps;
  private readonly functions = new Map<string, BundledFunction>();
  private readonly namedChecks = new Set<string>();
  private readonly deployer: Deployer;
  private isReporting = false;

  constructor(scope: Construct, id: string, props: WorkflowStepsProps) {
    super(scope, id);
    this.props = props;
    this.deployer = new Deployer(this, 'Deployments', props);
    this.node.addValidation({ validate: () => this.takenChecks() });
  }

  /** Details, diff, files and comments of a pull request, and its repository. */
  getPullRequest(scope: Construct, id: string, options: GetPullRequestOptions & StepOptions = {}): StepTask {
    return this.step(scope, id, { step: 'getPullRequest', by: reader, options });
  }

  /** Each commit of the job's push or pull request with the files that it changed, as many of the newest as there is time and room for. */
  getCommits(scope: Construct, id: string, options: StepOptions = {}): StepTask {
    return this.step(scope, id, { step: 'getCommits', by: reader, options });
  }

  /** What is at a path. */
  getFile(scope: Construct, id: string, options: GetFileOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'getFile', by: reader, options });
  }

  /** All files of a commit, with their sizes. */
  listFiles(scope: Construct, id: string, options: ListFilesOptions & StepOptions = {}): StepTask {
    return this.step(scope, id, { step: 'listFiles', by: reader, options });
  }

  /** Writes a comment on the job's pull request, or on an issue: one, however often it is tried. */
  createComment(scope: Construct, id: string, options: CreateCommentOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'createComment', by: writer, options });
  }

  /** Changes a comment that the App wrote. Once a newer job has, an older one fails with `Overtaken`. */
  updateComment(scope: Construct, id: string, options: UpdateCommentOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'updateComment', by: writer, options });
  }

  /** Those that are there already stay. */
  addLabels(scope: Construct, id: string, options: LabelsOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'addLabels', by: writer, options });
  }

  /** Those that are there. */
  removeLabels(scope: Construct, id: string, options: LabelsOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'removeLabels', by: writer, options });
  }

  /** Opens an issue: one, however often it is tried. */
  createIssue(scope: Construct, id: string, options: CreateIssueOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'createIssue', by: writer, options });
  }

  /** Closes the job's pull request, or an issue. */
  close(scope: Construct, id: string, options: OfIssue & StepOptions = {}): StepTask {
    return this.step(scope, id, { step: 'close', by: writer, options });
  }

  /** Reviews a pull request at the commit of the job: once, however often it is tried. */
  createReview(scope: Construct, id: string, options: CreateReviewOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'createReview', by: writer, options });
  }

  /**
   * Adds to what the check run of the job says: a title and a summary in the place of those of earlier reports, annotations to theirs. It concludes
   * nothing: how the execution ends does.
   */
  reportCheck(scope: Construct, id: string, options: ReportCheckOptions & ResultOptions): StepTask {
    const task = this.step(scope, id, { step: 'reportCheck', by: checker, options });
    if (!this.isReporting) letHaveShown(this.functionOf(checker), this.props.jobs);
    this.isReporting = true;
    return task;
  }

  /** Makes a check run on the commit of the job, as the App: one, however often it is tried. @throws Error for the name of a workflow's check */
  createCheckRun(scope: Construct, id: string, options: CreateCheckRunOptions & ResultOptions): StepTask {
    if (!Token.isUnresolved(options.name)) this.namedChecks.add(options.name);
    return this.step(scope, id, { step: 'createCheckRun', by: checker, options });
  }

  /** Changes a check run that a step of the same job made. */
  updateCheckRun(scope: Construct, id: string, options: UpdateCheckRunOptions & ResultOptions): StepTask {
    return this.step(scope, id, { step: 'updateCheckRun', by: checker, options });
  }

  /** Opens a pull request: one for each head and base, however often it is tried. */
  createPullRequest(scope: Construct, id: string, options: CreatePullRequestOptions & StepOptions): StepTask {
    const permissions = { contents: 'read', pull_requests: 'write' } as const;
    return this.step(scope, id, { step: 'createPullRequest', by: requester(permissions), options });
  }

  /** Merges a pull request, if its head is the commit of the job. */
  mergePullRequest(scope: Construct, id: string, options: MergePullRequestOptions & StepOptions = {}): StepTask {
    const permissions = { contents: 'write', pull_requests: 'read' } as const;
    return this.step(scope, id, { step: 'mergePullRequest', by: requester(permissions), options });
  }

  /** Sends a `repository_dispatch` event: at least once. */
  dispatch(scope: Construct, id: string, options: DispatchOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'dispatch', by: requester({ contents: 'write' }), options });
  }

  /**
   * Begins a deployment of the job's commit at GitHub. What becomes of it is told there from how the execution ends, and by nothing else. An older
   * job never deploys after a newer one: it fails with `Overtaken`. A job deploys to one environment.
   */
  deployTo(scope: Construct, id: string, options: DeployOptions & ResultOptions): StepTask {
    if (options.whenClosed !== undefined) this.deployer.retireWhenClosed();
    const named = { ...options, production: options.production ?? ['production'] };
    return this.step(scope, id, { step: 'deployTo', by: deployer, options: named });
  }

  /** Any other route of the job's repository, with a token that may do what `permissions` say. What writes may be sent more than once. */
  request(scope: Construct, id: string, { permissions, ...options }: RequestOptions & StepOptions): StepTask {
    return this.step(scope, id, { step: 'request', by: requester(permissions), options, permissions });
  }

  /** Lets `grantee` read what steps put into the archive because it is too large for a state. */
  grantReadResults(grantee: IGrantable): Grant {
    return this.props.webhooks.foundation.payloads.grantRead(grantee, 'steps');
  }

  private step(
    scope: Construct,
    id: string,
    asked: {
      readonly step: string;
      readonly by: StepFunction;
      readonly options: StepOptions & object;
      readonly permissions?: StepPermissions;
    },
  ): StepTask {
    const { step, by, options, permissions } = asked;
    raise(this.needs, neededFor(asked));
    const { as = 'app', stateName, resultPath, resultSelector, outputPath, ...given } = options;
    const isOfChecks = step === 'createCheckRun' || step === 'request';
    return new StepTask(scope, id, {
      fn: this.functionOf(as === 'app' ? by : person),
      step,
      as,
      given: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...(stateName !== undefined && { stateName }),
      ...(resultPath !== undefined && { resultPath }),
      ...(resultSelector !== undefined && { resultSelector }),
      ...(outputPath !== undefined && { outputPath }),
      ...(permissions && { permissions }),
      ...(isOfChecks && { checks: Lazy.uncachedString({ produce: () => JSON.stringify(this.props.checks()) }) }),
    });
  }

  private functionOf(wanted: StepFunction): BundledFunction {
    const known = this.functions.get(wanted.id);
    if (known) return known;
    const { jobs, webhooks } = this.props;
    const { foundation } = webhooks;
    const { table: jobsTable } = jobs;
    const { ledger, payloads, gitHubApiUrls, settings } = foundation;
    const environment: StepsEnvironment & Record<string, string> = {
      JOBS_TABLE_NAME: jobsTable.tableName,
      LEDGER_TABLE_NAME: ledger.tableName,
      ARCHIVE_BUCKET_NAME: payloads.bucket.bucketName,
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(gitHubApiUrls),
    };
    const { description, seconds = 60 } = wanted;
    const timeout = Duration.seconds(seconds);
    const made = new BundledFunction(this, wanted.id, {
      handlerName: 'run-steps',
      description,
      environment,
      timeout,
      memorySize: 512,
      settings,
    });
    this.functions.set(wanted.id, made);
    Grant.addToPrincipal({ grantee: made, actions: ['dynamodb:GetItem'], resourceArns: [jobsTable.tableArn] });
    // What steps note for themselves, and no job.
    made.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [jobsTable.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['step#*'] } },
      }),
    );
    payloads.grantKeep(made, 'steps');
    payloads.explainObjects(made.executionRole, 'steps');
    if (wanted.reads === 'identities') ledger.grantReadRouting(made);
    if (wanted.reads === 'payloads') {
      payloads.grantRead(made);
      payloads.explainObjects(made.executionRole);
    }
    this.letAsk(made, wanted);
    if (wanted === deployer) this.deployer.letDeploy(made);
    return made;
  }

  private letAsk(made: BundledFunction, { permissions }: StepFunction): void {
    const { credentials, people } = this.props.webhooks.foundation;
    if (permissions) {
      credentials?.connect(made, { ceiling: { permissions } });
      return;
    }
    if (!people)
      throw new Error(
        'A step is to act as the starter, and nobody can sign in: give WebhookIngestion signIn, or leave as out.',
      );
    const variable: keyof StepsEnvironment = 'APP_FRAMEWORK_USER_TOKEN_ENDPOINT';
    made.addEnvironment(variable, people.endpoint);
    people.grantGetUserToken(made);
  }

  private takenChecks(): string[] {
    const taken = new Set(this.props.checks().map(plain));
    return [...this.namedChecks]
      .filter((name) => taken.has(plain(name)) || isSecurityCheck(name))
      .map(
        (name) =>
          `The check run ${name} of a step has the name of a workflow's check, or of a security check, which a step concludes neither of: give it another name.`,
      );
  }
}

/** Whether security alerts report under this name, whatever their bot is called. */
export function isSecurityCheck(name: string): boolean {
  return /\/ ?security(-notes|-config)?$/.test(plain(name));
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Check runs and deployments are an App's. */
type ResultOptions = Omit<StepOptions, 'as'>;
