import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OperationFunction } from '../api/operation-function.construct';
import { AppTable } from '../app-tokens/app-tokens.construct';
import { grantOperator } from './operator-grant.construct';

const statements = operatorStatements();
const table = { Ref: 'AppTable815C50BC' };
const tableArn = { 'Fn::GetAtt': ['AppTable815C50BC', 'Arn'] };
const functions = ['First', 'Second'].map((id) => ({
  'Fn::GetAtt': [expect.stringMatching(`^${id}handler`), 'Arn'],
}));
const everyKey = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:111122223333:key/*']] };
const onlyOurTags = {
  'ForAllValues:StringEquals': {
    'aws:TagKeys': [
      'FrameworkForGitHubAppOnAwsManaged',
      'AppTable',
      'AppId',
      'Status',
      'CreatedOn',
      'ReplacedBy',
      'ReplacedOn',
      'Failed At',
      'Fingerprint',
    ],
  },
};
const signingKey = {
  'kms:KeyOrigin': 'EXTERNAL',
  'kms:KeySpec': ['RSA_2048', 'RSA_3072', 'RSA_4096'],
  'kms:KeyUsage': 'SIGN_VERIFY',
};

describe('grantOperator', () => {
  it('finds tables, functions and their URLs', () => {
    expect(allowing('tag:GetResources')).toEqual([{ Resource: '*' }]);
    expect(allowing('lambda:GetFunctionUrlConfig')).toEqual([{ Resource: functions }]);
  });

  it('reads, adds and changes App rows and deletes none', () => {
    expect(allowing('dynamodb:')).toEqual([{ Resource: tableArn }]);
    expect(actions('dynamodb:')).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan']);
  });

  it('calls every operation through its URL', () => {
    expect(allowing('lambda:InvokeFunctionUrl')).toEqual(
      functions.map((Resource) => ({
        Resource,
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      })),
    );
    expect(statements.filter(({ Action }) => Action === 'lambda:InvokeFunction')).toEqual(
      functions.map((Resource) => ({
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource,
        Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      })),
    );
  });

  it('creates only keys that are imported, sign, and belong to this App table from the start', () => {
    expect(allowing('kms:CreateKey')).toEqual([
      {
        Resource: '*',
        Condition: {
          StringEquals: {
            'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged': 'true',
            'aws:RequestTag/AppTable': table,
            ...signingKey,
          },
          ...onlyOurTags,
        },
      },
    ]);
  });

  it('tags a signing key for this App table, and retires keys of this App table or of none', () => {
    expect(allowing('kms:TagResource')).toEqual([
      {
        Resource: everyKey,
        Condition: {
          StringEquals: {
            'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged': 'true',
            'aws:RequestTag/AppTable': table,
          },
          StringEqualsIfExists: signingKey,
          ...onlyOurTags,
        },
      },
      {
        Resource: everyKey,
        Condition: {
          StringEquals: { 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true' },
          StringEqualsIfExists: {
            'aws:ResourceTag/AppTable': table,
            'aws:RequestTag/AppTable': table,
            'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged': 'true',
          },
          ...onlyOurTags,
        },
      },
    ]);
  });

  it('fills, signs with, disables and deletes only keys of this App table', () => {
    const ours = {
      'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true',
      'aws:ResourceTag/AppTable': table,
    };
    const expected = [{ Resource: everyKey, Condition: { StringEquals: ours } }];
    expect(allowing('kms:GetParametersForImport')).toEqual(expected);
    expect(allowing('kms:ImportKeyMaterial')).toEqual(expected);
    expect(allowing('kms:DisableKey')).toEqual(expected);
    expect(allowing('kms:ScheduleKeyDeletion')).toEqual(expected);
    expect(allowing('kms:Sign')).toEqual([
      {
        Resource: everyKey,
        Condition: { StringEquals: { ...ours, 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' } },
      },
    ]);
  });

  it.each(['kms:ListResourceTags', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:GetKeyLastUsage'])(
    'looks at managed keys only: %s',
    (action) => {
      expect(allowing(action)).toEqual([
        {
          Resource: everyKey,
          Condition: { StringEquals: { 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true' } },
        },
      ]);
    },
  );

  it('allows nothing else', () => {
    expect(actions('')).toEqual([
      'tag:GetResources',
      'lambda:GetFunctionUrlConfig',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:Scan',
      'kms:CreateKey',
      'kms:TagResource',
      'kms:GetParametersForImport',
      'kms:ImportKeyMaterial',
      'kms:DisableKey',
      'kms:ScheduleKeyDeletion',
      'kms:Sign',
      'kms:TagResource',
      'kms:ListResourceTags',
      'kms:DescribeKey',
      'kms:GetPublicKey',
      'kms:GetKeyLastUsage',
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
  });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function operatorStatements(): Statement[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const settings = {
    architecture: Architecture.ARM_64,
    runtime: Runtime.NODEJS_24_X,
    logRetention: RetentionDays.SIX_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const appTable = new AppTable(stack, 'AppTable', { removalPolicy: RemovalPolicy.RETAIN });
  const operations = ['First', 'Second'].map(
    (id) =>
      new OperationFunction(stack, id, {
        handlerName: 'get-app-token',
        description: id,
        endpointName: 'AppTokenEndpoint',
        appTableName: appTable.tableName,
        environment: {},
        timeout: Duration.seconds(15),
        memorySize: 512,
        settings,
      }),
  );
  const operator = new Role(stack, 'Operator', { assumedBy: new AccountPrincipal('111122223333') });
  const grant = grantOperator(operator, { appTable, operations });
  grant.assertSuccess();
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith('Operator'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

/** Resource and condition of each statement that allows an action beginning so. */
function allowing(prefix: string) {
  return statements
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith(prefix)))
    .map(({ Resource, Condition }) => ({ Resource, ...(Condition !== undefined && { Condition }) }));
}

function actions(prefix: string): string[] {
  return statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith(prefix));
}
