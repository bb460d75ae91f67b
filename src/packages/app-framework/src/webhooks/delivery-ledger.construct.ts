import { type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface DeliveryLedgerProps {
  /** Hosts of the GitHubs whose deliveries it is for. */
  readonly hosts: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

/** An index of the ledger: all rows of an hour, deliveries of an event and day, what is unfinished, or the keys of a delivery id. */
export type LedgerIndex = 'Hour' | 'EventDay' | 'Open' | 'DeliveryId';

/** Rows of the ledger by what they are about: `lane#<handler>` are those of a handler's lanes. */
export type LedgerRows =
  | ('deliveries' | 'effects' | 'sweep' | 'replays' | 'balance' | 'deployment')
  /** What came of the times of schedules. */
  | 'schedule'
  | `lane#${string}`;

export interface LedgerUse {
  /** What may be done with rows, such as `UpdateItem`. */
  readonly rows?: readonly string[];
  /** Which rows: none where it is absent. */
  readonly of?: readonly LedgerRows[];
  /** Attributes of them that it neither reads nor writes. */
  readonly not?: readonly string[];
  readonly indexes?: readonly LedgerIndex[];
}

/** What is known of each delivery, for 90 days: a row of its own, and one for each handler. */
export class DeliveryLedgerTable extends Table {
  private readonly hosts: readonly string[];

  constructor(scope: Construct, id: string, { hosts, removalPolicy }: DeliveryLedgerProps) {
    super(scope, id, {
      partitionKey: { name: 'Delivery', type: AttributeType.STRING },
      sortKey: { name: 'Part', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ExpiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    this.hosts = hosts;
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

  /** Lets `grantee` do these with these rows, and query these indexes. */
  grantUse(grantee: IGrantable, { rows = [], of = [], not = [], indexes = [] }: LedgerUse): void {
    if (rows.length > 0) {
      Grant.addToPrincipal({
        grantee,
        actions: rows.map((action) => `dynamodb:${action}`),
        resourceArns: [this.tableArn],
        conditions: {
          ...keysLike(of.flatMap((about) => this.keysOf(about))),
          ...(not.length > 0 && { 'ForAllValues:StringNotEquals': { 'dynamodb:Attributes': not } }),
        },
      });
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
      conditions: keysLike(this.keysOf(`lane#${handler}`)),
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
  private keysOf(about: LedgerRows): string[] {
    switch (about) {
      case 'balance':
      case 'deployment':
        return [about];
      case 'replays':
        return ['replay#*'];
      case 'deliveries':
        return this.hosts.map((host) => `${host}#*`);
      case 'effects':
      case 'sweep':
        return this.hosts.map((host) => `${about}#${host}#*`);
      default:
        return [`${about}#*`];
    }
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function keysLike(keys: readonly string[]) {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
}
