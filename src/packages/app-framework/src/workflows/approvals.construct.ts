import { Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ApprovalsEnvironment } from '../approvals/decide-on-jobs.lambda';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { Jobs, WorkflowFunction } from './jobs.construct';

export interface ApprovalsProps {
  readonly jobs: Jobs;
  readonly foundation: WebhookFoundation;
  /** What it takes to ask GitHub who may decide. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
}

/** What people decide on: what steps ask them for is in a table with the tokens of those steps, which two functions alone may touch. */
export class Approvals extends Construct {
  /** Has jobs start, go on or end, as people decide who may. Nothing else may have an execution go on that waits. */
  readonly approver: BundledFunction;
  private readonly asking: BundledFunction;
  private isAsked = false;
  private readonly table: Table;

  constructor(scope: Construct, id: string, props: ApprovalsProps) {
    super(scope, id);
    const { jobs, foundation } = props;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'JobId', type: AttributeType.STRING },
      sortKey: { name: 'ApprovalName', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ExpiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: foundation.removalPolicy,
    });
    const own: Pick<ApprovalsEnvironment, 'APPROVALS_TABLE_NAME'> = { APPROVALS_TABLE_NAME: this.table.tableName };
    const common = { handlerName: 'decide-on-jobs', environment: { ...jobs.environment, ...own } } as const;
    const given: WorkflowFunction = {
      ...common,
      exportName: 'ask',
      description: 'Asks people for what a step of a workflow waits for',
    };
    this.asking = jobs.function('Asker', given, ['UpdateItem']);
    jobs.grantReport(this.asking);
    this.grantTable(this.asking, ['dynamodb:PutItem']);
    this.approver = this.approve(props, {
      ...common,
      description: 'Has jobs start, go on or end, as people decide who may',
      environment: { ...common.environment, APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(foundation.gitHubApiUrls) },
    });
  }

  /** Called by states that wait; with the first one, the approver may have executions go on. */
  asker(): BundledFunction {
    if (!this.isAsked) {
      Grant.addToPrincipal({
        grantee: this.approver,
        actions: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
        resourceArns: ['*'],
      });
      Validations.of(this.approver.executionRole).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'The token of a step says which execution goes on, and these actions know no other resource.',
      });
    }
    this.isAsked = true;
    return this.asking;
  }

  /** Who decides it asks GitHub, each time anew. */
  private approve({ jobs, permissions }: ApprovalsProps, given: WorkflowFunction): BundledFunction {
    const approver = jobs.function('Approver', given, ['UpdateItem']);
    jobs.grantOfRepository(approver);
    jobs.grantReport(approver);
    this.grantTable(approver, ['dynamodb:Query', 'dynamodb:UpdateItem']);
    jobs.credentials.connect(approver, { ceiling: { permissions } });
    return approver;
  }

  private grantTable(grantee: BundledFunction, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
  }
}
