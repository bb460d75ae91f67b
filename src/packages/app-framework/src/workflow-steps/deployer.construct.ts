import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import type { ReportEnvironment } from '../progress/show-jobs.lambda';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { StepsEnvironment } from './run-steps.lambda';

/** What of the jobs of workflows steps stand on. */
export interface JobsOfSteps {
  readonly table: ITable;
  readonly environment: Readonly<Record<string, string>>;
  /** Lets it have jobs shown. */
  grantReport(grantee: BundledFunction): void;
  /** A function that reads jobs, and may do this to their table besides. */
  function(
    id: string,
    given: {
      readonly handlerName: 'show-jobs';
      readonly exportName: string;
      readonly description: string;
      readonly environment: Readonly<Record<string, string>>;
    },
    actions: readonly string[],
  ): BundledFunction;
}

export interface DeployerProps {
  readonly jobs: JobsOfSteps;
  readonly webhooks: WebhookIngestion;
}

const permissions = { deployments: 'write', pull_requests: 'read' } as const;

/** Lets a function of steps note in the rows of jobs what is to be shown of them, and have it shown. */
export function letHaveShown(fn: BundledFunction, jobs: JobsOfSteps): void {
  const variable: keyof StepsEnvironment = 'REPORT_QUEUE_URL';
  fn.addEnvironment(variable, jobs.environment[variable] ?? '');
  jobs.grantReport(fn);
  // Which job it is of is in its row: IAM tells rows apart by their keys only.
  Grant.addToPrincipal({ grantee: fn, actions: ['dynamodb:UpdateItem'], resourceArns: [jobs.table.tableArn] });
}

/** Lets a function of steps note deployments with their jobs, and has the environments of pull requests go with these. */
export class Deployer extends Construct {
  private readonly props: DeployerProps;
  private isRetiring = false;

  constructor(scope: Construct, id: string, props: DeployerProps) {
    super(scope, id);
    this.props = props;
  }

  letDeploy(fn: BundledFunction): void {
    const { jobs } = this.props;
    letHaveShown(fn, jobs);
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [jobs.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['environment#*'] } },
      }),
    );
  }

  /** Has what was deployed for a pull request retired when that is closed. */
  retireWhenClosed(): void {
    if (this.isRetiring) return;
    this.isRetiring = true;
    const { jobs, webhooks } = this.props;
    const variable: keyof ReportEnvironment = 'JOBS_TABLE_NAME';
    const retirer = jobs.function(
      'EnvironmentRetirer',
      {
        handlerName: 'show-jobs',
        exportName: 'retire',
        description: 'Retires the environments of pull requests that are closed',
        environment: {
          [variable]: jobs.table.tableName,
          APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(webhooks.foundation.gitHubApiUrls),
        },
      },
      [],
    );
    webhooks.on(
      { name: 'environments', event: 'pull_request', action: 'closed', own: true, ceiling: { permissions } },
      retirer,
    );
    webhooks.foundation.payloads.explainObjects(retirer.executionRole);
  }
}
