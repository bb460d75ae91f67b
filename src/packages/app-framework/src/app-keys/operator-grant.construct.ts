import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { OperationFunction } from '../api/operation-function.construct';
import { keysOf } from '../app-tokens/app-tokens.construct';

const managed = 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged';
const asksForManaged = 'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged';
const belongsTo = 'aws:ResourceTag/AppTable';
const asksFor = 'aws:RequestTag/AppTable';

// What an import makes. The values are also those of keys that an adoption may take over.
const signingKey = {
  'kms:KeyOrigin': 'EXTERNAL',
  'kms:KeySpec': ['RSA_2048', 'RSA_3072', 'RSA_4096'],
  'kms:KeyUsage': 'SIGN_VERIFY',
};

// The tags that import, rotation and adoption write, and no others.
const tagKeys = [
  'FrameworkForGitHubAppOnAwsManaged',
  'AppTable',
  'AppId',
  'Status',
  'CreatedOn',
  'ReplacedBy',
  'ReplacedOn',
  'Failed At',
  'Fingerprint',
];

interface Allowed {
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

export interface OperatorScope {
  readonly appTable: ITable;
  readonly operations: readonly OperationFunction[];
}

/**
 * Lets `grantee` run every command of the operations tool against this deployment.
 *
 * It may call all five operations; read, add and change App rows; create, fill, sign with, look at, retire, disable and
 * schedule for deletion the signing keys of this deployment; and tag an imported RSA signing key of the account for this deployment,
 * which is what `adopt-keys` does after a restore. It can delete no row and reach no installation but through the API.
 */
export function grantOperator(grantee: IGrantable, { appTable, operations }: OperatorScope): Grant {
  const allow = (statement: Allowed) => Grant.addToPrincipal({ grantee, ...statement });
  const keys = [keysOf(appTable)];
  const table = appTable.tableName;
  const onlyOurTags = { 'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys } };

  const grants = [
    // Find the table and the functions by their tags. The Tagging API takes no resource in a policy.
    allow({ actions: ['tag:GetResources'], resourceArns: ['*'] }),
    allow({
      actions: ['lambda:GetFunctionUrlConfig'],
      resourceArns: operations.map((operation) => operation.handler.functionArn),
    }),
    allow({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
      resourceArns: [appTable.tableArn],
    }),

    // Import: a key that belongs to this deployment from its first moment.
    allow({
      actions: ['kms:CreateKey'],
      resourceArns: ['*'],
      conditions: { StringEquals: { [asksForManaged]: 'true', [asksFor]: table, ...signingKey }, ...onlyOurTags },
    }),
    // Import and adoption. KMS checks this when a key is made, too, and has no key to look at then, hence IfExists.
    allow({
      actions: ['kms:TagResource'],
      resourceArns: keys,
      conditions: {
        StringEquals: { [asksForManaged]: 'true', [asksFor]: table },
        StringEqualsIfExists: signingKey,
        ...onlyOurTags,
      },
    }),
    // Not bound to Status: the tag of a key that failed takes minutes to count, and it is to be deleted at once.
    allow({
      actions: ['kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:DisableKey', 'kms:ScheduleKeyDeletion'],
      resourceArns: keys,
      conditions: { StringEquals: { [managed]: 'true', [belongsTo]: table } },
    }),
    // Proof that KMS signs as the App does.
    allow({
      actions: ['kms:Sign'],
      resourceArns: keys,
      conditions: {
        StringEquals: { [managed]: 'true', [belongsTo]: table, 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' },
      },
    }),
    // Retiring. IfExists lets go of keys from before keys were tagged with their table.
    allow({
      actions: ['kms:TagResource'],
      resourceArns: keys,
      conditions: {
        StringEquals: { [managed]: 'true' },
        StringEqualsIfExists: { [belongsTo]: table, [asksFor]: table, [asksForManaged]: 'true' },
        ...onlyOurTags,
      },
    }),
    // Adoption looks at a key before it takes it over, retirement and the list of keys at its state, its fingerprint and its last use.
    allow({
      actions: ['kms:ListResourceTags', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:GetKeyLastUsage'],
      resourceArns: keys,
      conditions: { StringEquals: { [managed]: 'true' } },
    }),
  ];
  const calls = operations.map((operation) => operation.grantCall(grantee));
  return [...grants, ...calls].reduce((all, grant) => all.combine(grant));
}
