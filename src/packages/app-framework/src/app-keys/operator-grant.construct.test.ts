import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, type Grant, Group, type IGrantable, Role, User } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OperationFunction } from '../api/operation-function.construct';
import { AppTable } from '../app-tokens/app-tokens.construct';
import type { Statement } from '../lambda/policy-statements.test.support';
import { grantKeyAdoption, grantOperator } from './operator-grant.construct';

const statements = statementsOf(({ stack, scope }) => grantOperator(roleIn(stack), scope));
const table = { Ref: 'AppTable815C50BC' };
const tableArn = { 'Fn::GetAtt': ['AppTable815C50BC', 'Arn'] };
const functions = ['First', 'Second'].map((id) => ({
  'Fn::GetAtt': [expect.stringMatching(`^${id}handler`), 'Arn'],
}));
const everyKey = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:111122223333:key/*']] };
const onlyOurTags = {
  'ForAllValues:StringEquals': {
    'aws:TagKeys':
      'FrameworkForGitHubAppOnAwsManaged,AppTable,AppId,Status,CreatedOn,ReplacedBy,ReplacedOn,Failed At,Fingerprint'.split(
        ',',
      ),
  },
};
const signingKey = {
  'kms:KeyOrigin': 'EXTERNAL',
  'kms:KeySpec': ['RSA_2048', 'RSA_3072', 'RSA_4096'],
  'kms:KeyUsage': 'SIGN_VERIFY',
};

const rowActions = [
  'dynamodb:GetItem',
  'dynamodb:UpdateItem',
  'dynamodb:Scan',
  'dynamodb:DescribeTable',
  'dynamodb:ListTagsOfResource',
  'dynamodb:DescribeContinuousBackups',
];

describe('grantOperator', () => {
  it('finds tables, functions and their URLs', () => {
    expect(allowing('tag:GetResources')).toEqual([{ Resource: '*' }]);
    expect(allowing('lambda:GetFunctionUrlConfig')).toEqual([{ Resource: functions }]);
  });

  it('reads, adds and changes App rows and deletes none', () => {
    expect(allowing('dynamodb:')).toEqual([{ Resource: tableArn }]);
    expect(actions('dynamodb:')).toEqual(rowActions);
  });

  it('calls every operation through its URL', () => {
    expect(allowing('lambda:Invoke')).toEqual([
      { Resource: functions, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } },
      { Resource: functions, Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
    ]);
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

  it('tags keys while they are made and keys of this App table, never keys that are there already', () => {
    const asksForOurs = {
      'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged': 'true',
      'aws:RequestTag/AppTable': table,
    };
    const isManaged = 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged';
    const newKey = (conditions: object) => ({
      Resource: everyKey,
      Condition: { StringEquals: asksForOurs, ...conditions, ...onlyOurTags },
    });
    expect(allowing('kms:TagResource')).toEqual([
      newKey({
        // Comes with CreateKey and PutKeyPolicy only.
        Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' },
        Null: { [isManaged]: 'true' },
      }),
      // Comes with every request about a key that is there.
      newKey({ Null: { [isManaged]: 'true', 'kms:KeyOrigin': 'true' } }),
      {
        Resource: everyKey,
        Condition: {
          StringEquals: { [isManaged]: 'true', 'aws:ResourceTag/AppTable': table },
          StringEqualsIfExists: asksForOurs,
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
      'lambda:GetFunctionUrlConfig',
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
      'tag:GetResources',
      ...rowActions,
      'kms:CreateKey',
      'kms:TagResource',
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
    ]);
  });
});

describe('grantOperator to a user or a group', () => {
  it.each<[string, (stack: Stack) => IGrantable, string]>([
    ['role', roleIn, 'Roles'],
    ['user', (stack) => new User(stack, 'Operator'), 'Users'],
    ['group', (stack) => new Group(stack, 'Operator'), 'Groups'],
  ])('gives a %s a managed policy, which IAM takes, and nothing inline', (_, make, member) => {
    const given = deployment();
    const grantee = make(given.stack);
    grantOperator(grantee, given.scope).assertSuccess();
    grantOperator(grantee, given.scope).assertSuccess();
    const template = Template.fromStack(given.stack);
    expect(inlineOf(template)).toEqual([]);
    const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const attached = [{ Ref: expect.stringMatching(/^Operator/) }];
    expect(policies.map(({ Properties }) => Properties[member])).toEqual([attached, attached]);
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toHaveLength(statements.length);
  });
});

describe('grantKeyAdoption', () => {
  const adoption = statementsOf(({ stack, scope }) => grantKeyAdoption(roleIn(stack), scope));
  const managed = { 'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true' };

  it('reads the rows, looks at the tags of managed keys, and tags those for this App table', () => {
    expect(adoption).toEqual([
      { Effect: 'Allow', Action: 'tag:GetResources', Resource: '*' },
      { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: tableArn },
      { Effect: 'Allow', Action: 'kms:ListResourceTags', Resource: everyKey, Condition: { StringEquals: managed } },
      {
        Effect: 'Allow',
        Action: 'kms:TagResource',
        Resource: everyKey,
        Condition: {
          StringEquals: {
            ...managed,
            'aws:RequestTag/FrameworkForGitHubAppOnAwsManaged': 'true',
            'aws:RequestTag/AppTable': table,
            ...signingKey,
          },
          'ForAllValues:StringEquals': {
            'aws:TagKeys': ['FrameworkForGitHubAppOnAwsManaged', 'AppTable', 'Status'],
          },
        },
      },
    ]);
  });
});

type Deployment = ReturnType<typeof deployment>;

function deployment() {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const settings = {
    architecture: Architecture.ARM_64,
    runtime: Runtime.NODEJS_24_X,
    logRetention: RetentionDays.SIX_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const appTable = new AppTable(stack, 'AppTable', {
    removalPolicy: RemovalPolicy.RETAIN,
    gitHubApiUrl: 'https://api.github.com',
  });
  const operations = ['First', 'Second'].map(
    (id) =>
      new OperationFunction(stack, id, {
        operation: 'GetAppToken',
        description: id,
        appTableName: appTable.tableName,
        environment: {},
        timeout: Duration.seconds(15),
        memorySize: 512,
        settings,
      }),
  );
  return { stack, scope: { appTable, operations } };
}

function roleIn(stack: Stack): Role {
  return new Role(stack, 'Operator', { assumedBy: new AccountPrincipal('111122223333') });
}

function statementsOf(grant: (given: Deployment) => Grant): Statement[] {
  const given = deployment();
  grant(given).assertSuccess();
  const policies = Object.values(Template.fromStack(given.stack).findResources('AWS::IAM::ManagedPolicy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Policies of the grantee that are not managed ones. */
function inlineOf(template: Template): string[] {
  return Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.startsWith('Operator'));
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
