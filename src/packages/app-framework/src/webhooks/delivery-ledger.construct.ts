import { type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface DeliveryLedgerProps {
  readonly removalPolicy: RemovalPolicy;
}

/** An index of the ledger: all rows of an hour, deliveries of an event and day, what is unfinished, or the keys of a delivery id. */
export type LedgerIndex = 'Hour' | 'EventDay' | 'Open' | 'DeliveryId';

/** What is known of each delivery, for 90 days: a row of its own, and one for each handler. */
export class DeliveryLedgerTable extends Table {
  constructor(scope: Construct, id: string, { removalPolicy }: DeliveryLedgerProps) {
    super(scope, id, {
      partitionKey: { name: 'Delivery', type: AttributeType.STRING },
      sortKey: { name: 'Part', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ExpiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    for (const index of ['Hour', 'EventDay', 'Open'] satisfies LedgerIndex[]) {
      this.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: index, type: AttributeType.STRING },
        sortKey: { name: 'ReceivedAt', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
    this.addGlobalSecondaryIndex({
      indexName: 'DeliveryId' satisfies LedgerIndex,
      partitionKey: { name: 'DeliveryId', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    Tags.of(this).add('WebhookIngestion', 'DeliveryLedger');
  }

  /** Lets `grantee` do these with rows, and query these indexes. */
  grantUse(
    grantee: IGrantable,
    { rows = [], indexes = [] }: { readonly rows?: readonly string[]; readonly indexes?: readonly LedgerIndex[] },
  ): void {
    if (rows.length > 0) {
      const actions = rows.map((action) => `dynamodb:${action}`);
      Grant.addToPrincipal({ grantee, actions, resourceArns: [this.tableArn] });
    }
    if (indexes.length > 0) {
      const resourceArns = indexes.map((index) => `${this.tableArn}/index/${index}`);
      Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
    }
  }

  /** Lets a handler read what is newest in its lanes, and nothing of deliveries. */
  grantReadLanes(grantee: IGrantable, handler: string): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem'],
      resourceArns: [this.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`lane#${handler}#*`] } },
    });
  }

  /** Lets `grantee` read who must see which events, and nothing of deliveries. */
  grantReadRouting(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem'],
      resourceArns: [this.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['deployment'] } },
    });
  }
}
