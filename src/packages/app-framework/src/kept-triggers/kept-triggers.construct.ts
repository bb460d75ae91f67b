import { Duration, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { UrlFunction } from '../api/url-function.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { byDueTimeIndex, byEventIndex } from './kept-triggers-table';
import type { TriggerOperationsEnvironment, TriggersEnvironment } from './open-kept-triggers';

const indexName: typeof byEventIndex = 'ByEvent';
const dueIndexName: typeof byDueTimeIndex = 'ByDueTime';

export interface KeptTriggersProps {
  readonly foundation: WebhookFoundation;
  /** It says which installations are gone. */
  readonly jobsTable: ITable;
}

/** The triggers that are data of installations: their table, and the function that serves operations on them. */
export class KeptTriggers extends Construct {
  readonly table: Table;
  readonly operations: UrlFunction;

  constructor(scope: Construct, id: string, { foundation, jobsTable }: KeptTriggersProps) {
    super(scope, id);
    this.table = this.triggersTable(foundation);
    this.operations = this.serve(foundation, jobsTable);
  }

  /** What a function that reads them is told. */
  get environment(): Readonly<Record<string, string>> {
    return { TRIGGERS_TABLE_NAME: this.table.tableName } satisfies TriggersEnvironment;
  }

  /** Lets `grantee` read those of an event. */
  grantReadOfEvent(grantee: IGrantable): void {
    const resourceArns = [`${this.table.tableArn}/index/${indexName}`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }

  /** Lets `grantee` find those of an installation, and delete them. */
  grantForget(grantee: IGrantable): void {
    this.grant(grantee, ['Query', 'DeleteItem']);
  }

  /** Lets `grantee` find the schedules that are due, and keep those of the code. */
  grantSchedule(grantee: IGrantable): void {
    this.grant(grantee, ['Query', 'UpdateItem', 'PutItem', 'DeleteItem']);
    const resourceArns = [`${this.table.tableArn}/index/${dueIndexName}`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }

  /** Lets `grantee` read one that it knows. */
  grantReadOne(grantee: IGrantable): void {
    this.grant(grantee, ['GetItem']);
  }

  private grant(grantee: IGrantable, actions: readonly string[]): void {
    const resourceArns = [this.table.tableArn];
    Grant.addToPrincipal({ grantee, actions: actions.map((action) => `dynamodb:${action}`), resourceArns });
  }

  private serve({ ledger, payloads, gitHubApiUrls, settings }: WebhookFoundation, jobsTable: ITable): UrlFunction {
    const environment: TriggerOperationsEnvironment = {
      TRIGGERS_TABLE_NAME: this.table.tableName,
      LEDGER_TABLE_NAME: ledger.tableName,
      PAYLOAD_BUCKET_NAME: payloads.bucket.bucketName,
      JOBS_TABLE_NAME: jobsTable.tableName,
      GITHUB_HOSTS: JSON.stringify(Object.keys(gitHubApiUrls)),
    };
    const served = new UrlFunction(this, 'Operations', {
      handlerName: 'trigger-operations',
      description: 'PutTrigger, ListTriggers, DeleteTrigger and TestTrigger: what starts workflows, as data',
      environment: { ...environment },
      timeout: Duration.seconds(15),
      memorySize: 512,
      settings,
    });
    const { handler } = served;
    this.grant(handler, ['Query', 'GetItem', 'PutItem', 'DeleteItem']);
    this.grantReadOfEvent(handler);
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['lost#*'] } };
    const resourceArns = [jobsTable.tableArn];
    Grant.addToPrincipal({ grantee: handler, actions: ['dynamodb:GetItem'], resourceArns, conditions });
    ledger.grantReadRouting(handler);
    ledger.grantUse(handler, { rows: ['GetItem'], of: ['deliveries'] });
    payloads.grantFind(handler);
    payloads.explainObjects(handler.executionRole);
    Tags.of(handler).add('WebhookIngestion', 'Triggers');
    return served;
  }

  private triggersTable({ ledger, removalPolicy }: WebhookFoundation): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'Installation', type: AttributeType.STRING },
      sortKey: { name: 'TriggerId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    table.addLocalSecondaryIndex({
      indexName,
      sortKey: { name: 'ForEvent', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    table.addGlobalSecondaryIndex({
      indexName: dueIndexName,
      partitionKey: { name: 'DueIn', type: AttributeType.STRING },
      sortKey: { name: 'DueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    Tags.of(table).add('WebhookIngestion', 'Triggers');
    Tags.of(table).add('DeliveryLedger', ledger.tableName);
    return table;
  }
}
