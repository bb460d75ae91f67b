import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Statement } from '../lambda/policy-statements.test.support';
import { CredentialManager } from './credential-manager.construct';

const app = new App();
const parent = new Stack(app, 'Parent');
const credentials = new CredentialManager(parent, 'CredentialManager');
const callers = {
  AppTokenCaller: caller('AppTokenCaller'),
  InstallationTokenCaller: caller('InstallationTokenCaller'),
  RefreshCaller: caller('RefreshCaller'),
  RecordCaller: caller('RecordCaller'),
  InstallationsCaller: caller('InstallationsCaller'),
  RevokeCaller: caller('RevokeCaller'),
};
const granted = [
  credentials.grantGetAppToken(callers.AppTokenCaller),
  credentials.grantGetInstallationAccessToken(callers.InstallationTokenCaller),
  credentials.grantRefreshCachedData(callers.RefreshCaller),
  credentials.grantGetInstallationRecord(callers.RecordCaller),
  credentials.grantGetInstallations(callers.InstallationsCaller),
  credentials.grantRevokeInstallationTokens(callers.RevokeCaller),
];
const inside = Template.fromStack(credentials);
const outside = Template.fromStack(parent);

const everyKey = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*';
const traces = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
};
const sign = {
  Effect: 'Allow',
  Action: 'kms:Sign',
  Resource: everyKey,
  Condition: {
    StringEquals: {
      'aws:ResourceTag/FrameworkForGitHubAppOnAwsManaged': 'true',
      'aws:ResourceTag/Status': 'Active',
      'aws:ResourceTag/AppTable': '<AppTable>',
      'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256',
    },
  },
};
const dataKeys = (actions: string[]) => ({
  ...allow(actions, '<TokenTableTokenKey.Arn>'),
  Condition: { StringEquals: { 'kms:EncryptionContext:table': '<TokenTable>' } },
});
const ceilingRecords = expect.stringMatching(
  /^arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter\/app-framework\/Parent\.CredentialManager-\w{8}\/ceilings\/\*$/,
);
const syncPlace = expect.stringMatching(
  /^arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter\/app-framework\/Parent\.CredentialManager-\w{8}\/sync-place$/,
);
const unrecordedTokens = expect.stringMatching(
  /^arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter\/app-framework\/Parent\.CredentialManager-\w{8}\/unrecorded-tokens$/,
);
const nodeIdIndex = '<AppInstallationTable.Arn>/index/NodeID';
const otherIndexes = ['InstallationID', 'Login'].map((name) => `<AppInstallationTable.Arn>/index/${name}`);

describe('CredentialManager', () => {
  it('lets the App token function look an App up and sign', () => {
    expect(statementsOf('AppTokenGenerator')).toEqual([
      logs('AppTokenGenerator'),
      traces,
      allow(['dynamodb:GetItem'], '<AppTable.Arn>'),
      sign,
    ]);
  });

  const findingInstallations = [
    allow(
      ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
      '<AppInstallationTable.Arn>',
    ),
    allow(['dynamodb:Query'], otherIndexes),
  ];

  it('lets the installation token function look an App up, sign, and find and note installations', () => {
    expect(statementsOf('InstallationAccessTokenGenerator')).toEqual([
      logs('InstallationAccessTokenGenerator'),
      traces,
      allow(['dynamodb:GetItem'], '<AppTable.Arn>'),
      sign,
      ...findingInstallations,
      allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], '<TokenTable.Arn>'),
      dataKeys(['kms:GenerateDataKey', 'kms:Decrypt']),
      allow(['ssm:GetParameter', 'ssm:PutParameter'], unrecordedTokens),
      allow(['ssm:GetParameter'], ceilingRecords),
      allow(['ssm:GetParametersByPath'], [expect.stringMatching(/\/ceilings$/), ceilingRecords]),
    ]);
  });

  it('lets the function that revokes tokens find, open and remove them, and suspend installations as the App', () => {
    expect(statementsOf('RevokeInstallationTokens')).toEqual([
      logs('RevokeInstallationTokens'),
      traces,
      allow(['dynamodb:GetItem'], '<AppTable.Arn>'),
      sign,
      ...findingInstallations,
      allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], '<TokenTable.Arn>'),
      allow(
        ['dynamodb:Query'],
        ['AppInstallation', 'App'].map((name) => `<TokenTable.Arn>/index/${name}`),
      ),
      dataKeys(['kms:Decrypt']),
      allow(['ssm:GetParameter'], unrecordedTokens),
    ]);
  });

  it('lets no other function reach the tokens or their data keys', () => {
    const holders = Object.keys(inside.findResources('AWS::IAM::Policy')).filter((id) =>
      JSON.stringify(statementsOf(id)).includes('TokenTable'),
    );
    expect(holders.map((id) => id.replace(/handler.*/, '')).sort()).toEqual([
      'InstallationAccessTokenGenerator',
      'RateLimitTracker',
      'RevokeInstallationTokens',
    ]);
  });

  it('lets the function that reads rate limits list Apps, and find and open live tokens, and neither sign nor write', () => {
    expect(statementsOf('RateLimitTracker')).toEqual([
      logs('RateLimitTracker'),
      traces,
      allow(['dynamodb:Scan'], '<AppTable.Arn>'),
      allow(['dynamodb:GetItem'], '<TokenTable.Arn>'),
      allow(['dynamodb:Query'], '<TokenTable.Arn>/index/App'),
      dataKeys(['kms:Decrypt']),
    ]);
  });

  it.each(['InstallationRefresher', 'InstallationTracker'])(
    'lets %s read all Apps, sign, read, write and delete installations, and keep its place',
    (id) => {
      expect(statementsOf(id)).toEqual([
        logs(id),
        traces,
        allow(['dynamodb:GetItem', 'dynamodb:Scan'], '<AppTable.Arn>'),
        sign,
        allow(['dynamodb:Scan', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], '<AppInstallationTable.Arn>'),
        allow(['ssm:GetParameter', 'ssm:PutParameter'], syncPlace),
      ]);
    },
  );

  it('lets the function that looks up one account query the indexes only', () => {
    expect(statementsOf('InstallationData')).toEqual([
      logs('InstallationData'),
      traces,
      allow(['dynamodb:Query'], [nodeIdIndex, ...otherIndexes]),
    ]);
  });

  it('lets the function that lists installations read that table only', () => {
    expect(statementsOf('GetInstallations')).toEqual([
      logs('GetInstallations'),
      traces,
      allow(['dynamodb:Query', 'dynamodb:Scan'], '<AppInstallationTable.Arn>'),
    ]);
  });

  it('gives no function a managed policy or any other role', () => {
    const roles = Object.values(inside.findResources('AWS::IAM::Role'));
    expect(roles).toHaveLength(8);
    for (const { Properties } of roles) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.Policies).toBeUndefined();
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
    expect(Object.keys(inside.findResources('AWS::IAM::Policy'))).toHaveLength(8);
    inside.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  it('lets no function write an App row', () => {
    const writes = Object.keys(inside.findResources('AWS::IAM::Policy'))
      .flatMap(statementsOf)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('<AppTable.Arn>'))
      .flatMap(({ Action }) => Action)
      .filter((action) => !['dynamodb:GetItem', 'dynamodb:Scan'].includes(action));
    expect(writes).toEqual([]);
  });

  it('names every action', () => {
    const wildcards = [inside, outside]
      .flatMap((template) => Object.values(template.findResources('AWS::IAM::Policy')))
      .flatMap(({ Properties }): Statement[] => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => action.includes('*'));
    expect(wildcards).toEqual([]);
  });

  it.each([
    ['AppTokenCaller', 'AppTokenGenerator'],
    ['InstallationTokenCaller', 'InstallationAccessTokenGenerator'],
    ['RefreshCaller', 'InstallationRefresher'],
    ['RecordCaller', 'InstallationData'],
    ['InstallationsCaller', 'GetInstallations'],
    ['RevokeCaller', 'RevokeInstallationTokens'],
  ])('lets %s call %s through its URL and nothing else', (role, id) => {
    const policies = Object.values(outside.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes(`"${role}`),
    );
    expect(policies).toHaveLength(1);
    const [url, direct, ...rest] = policies.flatMap(
      ({ Properties }): Statement[] => Properties.PolicyDocument.Statement,
    );
    expect(rest).toEqual([]);
    expect(url).toMatchObject({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    });
    expect(direct).toMatchObject({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    });
    for (const resource of [url?.Resource, direct?.Resource]) {
      expect(JSON.stringify(resource)).toMatch(
        new RegExp(`Outputs\\.[A-Za-z]*CredentialManager${id}handler[0-9A-F]{8}Arn"`),
      );
    }
  });

  it('answers grants that can be checked and depended on', () => {
    expect(granted.map(({ success }) => success)).toEqual([true, true, true, true, true, true]);
  });
});

function caller(id: string): Role {
  return new Role(parent, id, { assumedBy: new AccountPrincipal('111122223333') });
}

function allow(actions: string[], resources: string | string[]): Statement {
  return { Effect: 'Allow', Action: actions.length === 1 ? (actions[0] ?? '') : actions, Resource: resources };
}

function logs(id: string): Statement {
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `<${id}handlerLogs.Arn>`);
}

/** Statements of the policy of the role of one function, by the construct id of the function or of the policy. */
function statementsOf(id: string): Statement[] {
  const policies = Object.entries(inside.findResources('AWS::IAM::Policy')).filter(([name]) => name.startsWith(id));
  return policies.flatMap(([, { Properties }]) => plain(Properties.PolicyDocument.Statement));
}

/** The template with each reference as text in angle brackets, without the hash of its logical id. */
function plain(value: unknown): Statement[] {
  const text = JSON.stringify(value)
    .replace(/\{"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}","(\w+)"\]\}/g, '"<$1.$2>"')
    .replace(/\{"Ref":"(AWS::\w+)"\}/g, '"<$1>"')
    .replace(/\{"Ref":"(\w+?)[0-9A-F]{8}"\}/g, '"<$1>"')
    .replace(
      /\{"Fn::Join":\["",\[("[^\]]*")\]\]\}/g,
      (_, parts: string) => `"${parts.slice(1, -1).split('","').join('')}"`,
    );
  return JSON.parse(text);
}
