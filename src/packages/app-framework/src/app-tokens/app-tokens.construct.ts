import { Duration, type RemovalPolicy, Stack, Tags, Token, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import type { BundledFunction, FunctionSettings } from '../lambda/bundled-function.construct';
import type { GetAppTokenEnvironment } from './get-app-token.lambda';

export interface AppTableProps {
  readonly removalPolicy: RemovalPolicy;
  /** Host of Apps whose row names none; imports read it from the table's tag. */
  readonly gitHubApiUrl: string;
}

/**
 * One row for each GitHub App: which KMS key signs for it, and at which GitHub host.
 *
 * Only the operations tool writes here. A row that points at the wrong key stops its App, so no function may.
 */
export class AppTable extends Table {
  constructor(scope: Construct, id: string, props: AppTableProps) {
    super(scope, id, {
      partitionKey: { name: 'AppId', type: AttributeType.NUMBER },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy,
    });
    Tags.of(this).add('CredentialManager', 'AppTable');
    Tags.of(this).add('GitHubApiUrl', props.gitHubApiUrl);
  }
}

export interface AppTokenFunctionProps {
  readonly appTable: ITable;
  readonly settings: FunctionSettings;
}

/** `GetAppToken`: reads which key is the App's and signs with it. */
export class AppTokenFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: AppTokenFunctionProps) {
    const { appTable, settings } = props;
    super(scope, id, {
      operation: 'GetAppToken',
      description: 'GetAppToken: a JWT of a GitHub App, signed in KMS',
      appTableName: appTable.tableName,
      environment: { APP_TABLE_NAME: appTable.tableName } satisfies GetAppTokenEnvironment,
      timeout: Duration.seconds(15),
      memorySize: 512,
      settings,
    });
    grantAppLookup(this.handler, appTable);
    grantSign(this.handler, appTable);
  }
}

/** Lets `grantee` look up an App by its id. */
export function grantAppLookup(grantee: IGrantable, appTable: ITable): Grant {
  return Grant.addToPrincipal({ grantee, actions: ['dynamodb:GetItem'], resourceArns: [appTable.tableArn] });
}

/**
 * Lets a function sign with the keys of this deployment that are in use.
 *
 * Keys are imported after the deployment, so they are named by the tags that the import gives them: managed, Active, and
 * belonging to this App table. Two deployments in one account cannot sign with each other's keys. Tokens of Apps are signed by the algorithm
 * that it is by default: with another one a function can show that a key signs, and act as no App.
 */
export function grantSign(handler: BundledFunction, appTable: ITable, algorithm = 'RSASSA_PKCS1_V1_5_SHA_256'): Grant {
  explainKeys(handler, appTable);
  return Grant.addToPrincipal({
    grantee: handler,
    actions: ['kms:Sign'],
    resourceArns: [keysOf(appTable)],
    conditions: {
      StringEquals: {
        'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true',
        'aws:ResourceTag/Status': 'Active',
        'aws:ResourceTag/AppTable': appTable.tableName,
        'kms:SigningAlgorithm': algorithm,
      },
    },
  });
}

/** Gives the reason for statements about all keys to checks of templates. */
export function explainKeys(handler: BundledFunction, appTable: ITable): void {
  const { partition, region, account } = Stack.of(appTable);
  const named = (value: string, token: string) => (Token.isUnresolved(value) ? `<AWS::${token}>` : value);
  const finding = `arn:${named(partition, 'Partition')}:kms:${named(region, 'Region')}:${named(account, 'AccountId')}:key/*`;
  Validations.of(handler.executionRole).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${finding}]`,
    reason: 'Keys are imported after the deployment; the conditions name them by their tags.',
  });
}

/** Every KMS key of the account and region that the table is in; only for statements whose conditions narrow it. */
export function keysOf(appTable: ITable): string {
  return Stack.of(appTable).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
}
