import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { OperationFunction } from '../api/operation-function.construct';
import { callStatements } from '../api/url-function.construct';
import { keysOf } from '../app-tokens/app-tokens.construct';
import { type Allowed, grantByManagedPolicy, takesManagedPolicy } from '../aws/managed-policy-grant.construct';

const managed = 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged';
const asksForManaged = 'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged';
const belongsTo = 'aws:ResourceTag/AppTable';
const asksFor = 'aws:RequestTag/AppTable';

// What an import makes.
const signingKey = {
  'kms:KeyOrigin': 'EXTERNAL',
  'kms:KeySpec': ['RSA_2048', 'RSA_3072', 'RSA_4096'],
  'kms:KeyUsage': 'SIGN_VERIFY',
};

// The tags that import and rotation write, and no others.
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
const adoptionTagKeys = ['FrameworkForGitHubAppOnAwsManaged', 'AppTable', 'Status'];

export interface OperatorScope {
  readonly appTable: ITable;
  readonly operations: readonly OperationFunction[];
}

/**
 * Lets `grantee`, a principal of the deployment's account, run the commands of the operations tool against this deployment, all but `adopt-keys`.
 *
 * It may call every operation; read, add and change App rows; create keys that are tagged for this deployment, and fill, sign with, look at,
 * retire, disable and schedule for deletion those. Whether a key is this deployment's stands in tags that it cannot give to a key that exists:
 * they are given when the key is made. It can delete no row and reach no installation but through the API.
 */
export function grantOperator(grantee: IGrantable, { appTable, operations }: OperatorScope): Grant {
  const keys = [keysOf(appTable)];
  const ours = ownKeyTags(appTable);

  const calls = grantCalls(grantee, { appTable, operations });
  const keysAndRows = grantByManagedPolicy({
    id: 'Operator',
    deployment: appTable,
    grantee,
    statements: [
      ...findByTags(),
      {
        actions: [
          'dynamodb:GetItem',
          'dynamodb:UpdateItem',
          'dynamodb:Scan',
          // The host of rows without one stands in a tag of the table.
          'dynamodb:DescribeTable',
          'dynamodb:ListTagsOfResource',
          'dynamodb:DescribeContinuousBackups',
        ],
        resourceArns: [appTable.tableArn],
      },
      ...newKeyStatements(appTable),
      // Not bound to Status: the tag of a key that failed takes minutes to count, and it is to be deleted at once.
      {
        actions: ['kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:DisableKey', 'kms:ScheduleKeyDeletion'],
        resourceArns: keys,
        conditions: { StringEquals: ours },
      },
      // Proof that KMS signs as the App does.
      {
        actions: ['kms:Sign'],
        resourceArns: keys,
        conditions: { StringEquals: { ...ours, 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } },
      },
      // Retiring: says things on keys of this deployment, and cannot give one away.
      ownKeyTagging(appTable),
      // The key of a row may be another deployment's, after a restore: that is seen in its tags.
      {
        actions: ['kms:ListResourceTags', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:GetKeyLastUsage'],
        resourceArns: keys,
        conditions: { StringEquals: { [managed]: 'true' } },
      },
    ],
  });
  return calls.combine(keysAndRows);
}

/**
 * Lets `grantee` run `adopt-keys`: tag keys of this framework for this deployment, whichever deployment of the account has them now.
 *
 * Whoever may do this takes keys from other deployments. It reaches no key that no deployment ever managed, signs with none, and changes no row.
 */
export function grantKeyAdoption(grantee: IGrantable, { appTable }: Pick<OperatorScope, 'appTable'>): Grant {
  const keys = [keysOf(appTable)];
  return grantByManagedPolicy({
    id: 'KeyAdopter',
    deployment: appTable,
    grantee,
    statements: [
      ...findByTags(),
      { actions: ['dynamodb:Scan'], resourceArns: [appTable.tableArn] },
      { actions: ['kms:ListResourceTags'], resourceArns: keys, conditions: { StringEquals: { [managed]: 'true' } } },
      {
        actions: ['kms:TagResource'],
        resourceArns: keys,
        conditions: {
          StringEquals: {
            [managed]: 'true',
            [asksForManaged]: 'true',
            [asksFor]: appTable.tableName,
            ...signingKey,
          },
          'ForAllValues:StringEquals': { 'aws:TagKeys': adoptionTagKeys },
        },
      },
    ],
  });
}

/** Creating keys that belong to this deployment from their first moment, and none that are there already. */
export function newKeyStatements(appTable: ITable): Allowed[] {
  const asksForOurs = { [asksForManaged]: 'true', [asksFor]: appTable.tableName };
  const onlyOurTags = { 'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys } };
  const keys = [keysOf(appTable)];
  return [
    {
      actions: ['kms:CreateKey'],
      resourceArns: ['*'],
      conditions: { StringEquals: { ...asksForOurs, ...signingKey }, ...onlyOurTags },
    },
    // A key with tags needs the right to tag it, which must not reach keys that are there already. AWS does not say whether KMS judges this with
    // the keys of the request that creates (of which this one comes with CreateKey and PutKeyPolicy only) …
    {
      actions: ['kms:TagResource'],
      resourceArns: keys,
      conditions: {
        StringEquals: asksForOurs,
        Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' },
        Null: { [managed]: 'true' },
        ...onlyOurTags,
      },
    },
    // … or without them; and every key that is there has an origin.
    {
      actions: ['kms:TagResource'],
      resourceArns: keys,
      conditions: {
        StringEquals: asksForOurs,
        Null: { [managed]: 'true', 'kms:KeyOrigin': 'true' },
        ...onlyOurTags,
      },
    },
  ];
}

/** What is said of a key with this deployment's tags, which cannot be given away. */
export function ownKeyTagging(appTable: ITable): Allowed {
  return {
    actions: ['kms:TagResource'],
    resourceArns: [keysOf(appTable)],
    conditions: {
      StringEquals: ownKeyTags(appTable),
      StringEqualsIfExists: { [asksForManaged]: 'true', [asksFor]: appTable.tableName },
      'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys },
    },
  };
}

/** Tags by which a key is this deployment's. */
export function ownKeyTags(appTable: ITable): Record<string, string> {
  return { [managed]: 'true', [belongsTo]: appTable.tableName };
}

/** A principal of another account gets its share in the policies of the functions. */
function grantCalls(grantee: IGrantable, { appTable, operations }: OperatorScope): Grant {
  const locate = {
    actions: ['lambda:GetFunctionUrlConfig'],
    resourceArns: operations.map((operation) => operation.handler.functionArn),
  };
  if (takesManagedPolicy({ grantee, deployment: appTable })) {
    const statements = [locate, ...callStatements(operations)];
    return grantByManagedPolicy({ id: 'OperatorCalls', deployment: appTable, grantee, statements });
  }
  const calls = operations.map((operation) => operation.grantCall(grantee));
  return calls.reduce((all, call) => all.combine(call), Grant.addToPrincipal({ grantee, ...locate }));
}

/** Tables and functions are found by their tags. The Tagging API takes no resource in a policy. */
function findByTags(): Allowed[] {
  return [{ actions: ['tag:GetResources'], resourceArns: ['*'] }];
}
