import { type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface InstallationTableProps {
  readonly removalPolicy: RemovalPolicy;
}

const appId = { name: 'AppId', type: AttributeType.NUMBER };

// A target (account) is found by its node id, its installation id or its login in lower case.
const indexes = {
  NodeID: { name: 'NodeId', type: AttributeType.STRING },
  InstallationID: { name: 'InstallationId', type: AttributeType.NUMBER },
  Login: { name: 'Login', type: AttributeType.STRING },
};

/** What a function does with the table; every action is named, and an index is a resource of its own. */
export interface InstallationTableUse {
  readonly table?: readonly ('GetItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan')[];
  /** The indexes that it queries. */
  readonly indexes?: readonly (keyof typeof indexes)[];
}

/** One row for each place where an App is installed, with three indexes to find it by. */
export class InstallationTable extends Table {
  constructor(scope: Construct, id: string, props: InstallationTableProps) {
    super(scope, id, {
      partitionKey: appId,
      sortKey: { name: 'NodeId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy,
    });
    for (const [indexName, partitionKey] of Object.entries(indexes)) {
      this.addGlobalSecondaryIndex({ indexName, partitionKey, sortKey: appId });
    }
    Tags.of(this).add('CredentialManager', 'AppInstallationTable');
  }

  /** Lets `grantee` do what it names, and nothing else, with the table and its indexes. */
  grantUse(grantee: IGrantable, use: InstallationTableUse): void {
    const { table = [], indexes: queried = [] } = use;
    if (table.length > 0) {
      const actions = table.map((action) => `dynamodb:${action}`);
      Grant.addToPrincipal({ grantee, actions, resourceArns: [this.tableArn] });
    }
    if (queried.length > 0) {
      const resourceArns = queried.map((name) => `${this.tableArn}/index/${name}`);
      Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
    }
  }
}
