import { Duration, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { deploymentName } from '../aws/deployment-name.construct';

const ending = { name: 'Expiry', type: AttributeType.NUMBER };
const indexes = {
  AppInstallation: { name: 'AppInstallation', type: AttributeType.STRING },
  App: { name: 'AppId', type: AttributeType.NUMBER },
};

/** What a function does with the table, beside unwrapping the data key that stands in it. */
export interface TokenTableUse {
  readonly table: readonly ('GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[];
  /** The indexes that it queries. */
  readonly indexes?: readonly (keyof typeof indexes)[];
  readonly dataKeys: 'make and unwrap' | 'unwrap';
  /** What it does with the note that tokens live of which the table knows nothing. */
  readonly unrecorded?: 'note' | 'read';
}

/**
 * Live installation tokens, sealed: those that are shared, and a row for each one by which it can be revoked; and the KMS key that
 * wraps the data keys they are sealed with.
 *
 * All of it can be lost at any time: then tokens are minted anew, and those that live cannot be revoked here. So it goes with the
 * stack, whatever becomes of the other tables, and there are no backups, in which tokens would outlive their rows.
 */
export class TokenTable extends Table {
  readonly wrappingKey: Key;
  /** Name of the parameter that says until when tokens may live which the table could not take. */
  readonly unrecordedTokensParameter: string;

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: 'Key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ExpiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [indexName, partitionKey] of Object.entries(indexes)) {
      this.addGlobalSecondaryIndex({ indexName, partitionKey, sortKey: ending });
    }
    Tags.of(this).add('CredentialManager', 'InstallationTokenTable');
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'A cache of tokens that live an hour: a backup would keep them longer, and restore none that is of use.',
    });
    this.wrappingKey = new Key(this, 'TokenKey', {
      description: 'Wraps the data keys that cached installation tokens are encrypted with',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.unrecordedTokensParameter = `/app-framework/${deploymentName(Stack.of(this))}/unrecorded-tokens`;
    new CfnParameter(this, 'UnrecordedTokens', {
      name: this.unrecordedTokensParameter,
      type: 'String',
      value: '{}',
      description:
        'Until when installation tokens of which App may live that nobody can revoke; {} when there were none.',
    });
  }

  /** What functions read of it in their environment. */
  get variables(): { readonly TOKEN_TABLE_NAME: string; readonly TOKEN_KEY_ARN: string } {
    return { TOKEN_TABLE_NAME: this.tableName, TOKEN_KEY_ARN: this.wrappingKey.keyArn };
  }

  /** Lets `grantee` do what it names and nothing else, and use the wrapping key for data keys of this table only. */
  grantUse(grantee: IGrantable, use: TokenTableUse): void {
    const { table, indexes: queried = [], dataKeys, unrecorded } = use;
    Grant.addToPrincipal({
      grantee,
      actions: table.map((action) => `dynamodb:${action}`),
      resourceArns: [this.tableArn],
    });
    if (queried.length > 0) {
      const resourceArns = queried.map((name) => `${this.tableArn}/index/${name}`);
      Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
    }
    Grant.addToPrincipal({
      grantee,
      actions: dataKeys === 'unwrap' ? ['kms:Decrypt'] : ['kms:GenerateDataKey', 'kms:Decrypt'],
      resourceArns: [this.wrappingKey.keyArn],
      conditions: { StringEquals: { 'kms:EncryptionContext:table': this.tableName } },
    });
    if (!unrecorded) return;
    // The name begins with the slash that stands between.
    const parameter = Stack.of(this).formatArn({
      service: 'ssm',
      resource: `parameter${this.unrecordedTokensParameter}`,
    });
    const actions = ['ssm:GetParameter', ...(unrecorded === 'note' ? ['ssm:PutParameter'] : [])];
    Grant.addToPrincipal({ grantee, actions, resourceArns: [parameter] });
  }
}
