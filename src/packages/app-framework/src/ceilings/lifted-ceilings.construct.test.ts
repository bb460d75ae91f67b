import { type App, Aws, NestedStack, Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  CfnManagedPolicy,
  CfnPolicy,
  CfnRolePolicy,
  Effect,
  Group,
  ManagedPolicy,
  Policy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { deploymentName } from '../aws/deployment-name.construct';
import { account, arrangeBare, region } from './bare-deployment.test.support';

type Arranged = ReturnType<typeof arrangeBare>;

const allow = (actions: string | string[], resources: string | string[] = '*') =>
  new PolicyStatement({ actions: [actions].flat(), resources: [resources].flat() });
const signs = allow('kms:Sign');
const document = { Statement: [{ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' }] };
const assumedBy = new AccountPrincipal(account);

/** Gives the role a ceiling and something else, and synthesizes. */
function synth(give: (arranged: Arranged) => void): () => void {
  const arranged = arrangeBare();
  arranged.grantWithin(arranged.role);
  give(arranged);
  return () => void arranged.app.synth();
}

describe('a right that lifts the ceiling of a role', () => {
  const holding: [string, (arranged: Arranged) => void][] = [
    ['its own policy', ({ role }) => role.addToPrincipalPolicy(signs)],
    ['a policy beside it', ({ callers, role }) => new Policy(callers, 'P', { roles: [role], statements: [signs] })],
    [
      'a policy of another stack',
      ({ app, role }) => new Policy(third(app), 'P', { roles: [role], statements: [signs] }),
    ],
    [
      'a managed policy',
      ({ callers, role }) => new ManagedPolicy(callers, 'P', { roles: [role], statements: [signs] }),
    ],
    [
      'a managed policy that the role names',
      ({ main, role }) => role.addManagedPolicy(new ManagedPolicy(main, 'P', { statements: [signs] })),
    ],
    [
      'a CfnPolicy',
      ({ callers, role }) =>
        new CfnPolicy(callers, 'P', { policyName: 'p', roles: [role.roleName], policyDocument: document }),
    ],
    [
      'a CfnManagedPolicy',
      ({ app, role }) => new CfnManagedPolicy(third(app), 'P', { roles: [role.roleName], policyDocument: document }),
    ],
    [
      'a CfnRolePolicy',
      ({ callers, role }) =>
        new CfnRolePolicy(callers, 'P', { policyName: 'p', roleName: role.roleName, policyDocument: document }),
    ],
  ];
  it.each(holding)('fails synth where it comes by %s', (_what, give) => {
    expect(synth(give)).toThrow('its policy allows kms:Sign');
  });

  it.each(['AdministratorAccess', 'PowerUserAccess', 'AWSLambda_FullAccess', 'AmazonSSMFullAccess', 'IAMFullAccess'])(
    'fails synth where it comes by AWS’s %s',
    (name) => {
      const give = ({ role }: Arranged) => role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(name));
      expect(synth(give)).toThrow(`AWS's ${name}`);
    },
  );

  const named: [string, (arranged: Arranged) => Role][] = [
    ['a name of its own', ({ callers }) => new Role(callers, 'Named', { assumedBy, roleName: 'ci' })],
    [
      'a name of its own, and is known to another stack by that',
      ({ callers, main }) => {
        const role = new Role(callers, 'Named', { assumedBy, roleName: 'ci' });
        Role.fromRoleArn(main, 'Same', `arn:aws:iam::${account}:role/CI`).addToPrincipalPolicy(signs);
        return role;
      },
    ],
    [
      'the right in line',
      ({ callers }) =>
        new Role(callers, 'Inline', {
          assumedBy,
          inlinePolicies: { sign: new PolicyDocument({ statements: [signs] }) },
        }),
    ],
  ];
  it.each(named)('fails synth for a role with %s', (_what, roleIn) => {
    const arranged = arrangeBare();
    const role = roleIn(arranged);
    arranged.grantWithin(role);
    if (role.node.id === 'Named') role.addToPrincipalPolicy(signs);
    expect(() => arranged.app.synth()).toThrow('its policy allows kms:Sign');
  });

  it.each([
    ['itself', (user: User) => user.addToPrincipalPolicy(signs)],
    ['a group', (user: User, group: Group) => user.addToGroup(group)],
    ['a group that adds it', (user: User, group: Group) => group.addUser(user)],
  ])('fails synth for a user by %s', (_what, give) => {
    const { app, callers, main, grantWithin } = arrangeBare();
    const user = new User(callers, 'Ann', { userName: 'ann' });
    const group = new Group(main, 'Admins');
    group.addToPolicy(signs);
    grantWithin(user);
    expect(() => app.synth()).not.toThrow();
    give(user, group);
    expect(() => app.synth({ force: true })).toThrow('its policy allows kms:Sign');
  });

  const here = `${region}:${account}`;
  const lifting: [string, (parts: Arranged['parts']) => PolicyStatement[]][] = [
    ...['kms:Sign', 'kms:*', 'kms:S*', 'KMS:sign', '*', 'kms:CreateGrant'].map(
      (action): [string, () => PolicyStatement[]] => [action, () => [allow(action)]],
    ),
    ['kms:Sign on the keys of a region', () => [allow('kms:Sign', `arn:aws:kms:${here}:key/*`)]],
    ['all but some', () => [new PolicyStatement({ notActions: ['iam:*', 's3:*'], resources: ['*'] })]],
    ['all on all but some', () => [new PolicyStatement({ actions: ['kms:*'], notResources: ['arn:aws:s3:::b'] })]],
    ['lambda:InvokeFunction', () => [allow('lambda:InvokeFunction')]],
    ['direct calls of the function', (parts) => [allow('lambda:Invoke*', parts.installationTokenFunction.functionArn)]],
    ['direct calls of a version', (parts) => [allow('lambda:*', `${parts.appTokenFunction.functionArn}:*`)]],
    ['direct calls by name', () => [allow('lambda:InvokeFunction', `arn:aws:lambda:${here}:function:Main-*`)]],
    ['App tokens', (parts) => [allow('lambda:InvokeFunctionUrl', parts.appTokenFunction.functionArn)]],
    ['other code', (parts) => [allow('lambda:UpdateFunctionCode', parts.appTokenFunction.functionArn)]],
    ['ssm:DeleteParameter', () => [allow('ssm:DeleteParameter', `arn:aws:ssm:${here}:parameter/app-framework/*`)]],
    ['ssm:PutParameter', () => [allow('ssm:Put*', `arn:aws:ssm:*:*:parameter/*`)]],
    ['the budget', (parts) => [allow('dynamodb:DeleteItem', parts.tokenTable.tableArn)]],
    [
      'the tokens of others',
      ({ tokenTable, tokenKey }) => [
        allow('dynamodb:Query', `${tokenTable.tableArn}/index/*`),
        allow('kms:Decrypt', tokenKey.keyArn),
      ],
    ],
    ['iam:*', () => [allow('iam:*')]],
    ['iam:AttachRolePolicy', () => [allow('iam:AttachRolePolicy', `arn:aws:iam::${account}:role/*`)]],
    ['iam:PassRole', () => [allow('iam:PassRole')]],
  ];
  it.each(lifting)('fails synth for %s', (_what, statementsOf) => {
    const give = ({ role, parts }: Arranged) => {
      for (const statement of statementsOf(parts)) role.addToPrincipalPolicy(statement);
    };
    expect(synth(give)).toThrow('would not hold: its policy allows');
  });

  it('fails synth for the right to change itself, however it is named', () => {
    const own = ({ role }: Arranged) => role.addToPolicy(allow('iam:PutRolePolicy', role.roleArn));
    expect(synth(own)).toThrow('it may give itself whatever right it lacks');
    const arranged = arrangeBare();
    const role = new Role(arranged.callers, 'Named', { assumedBy, roleName: 'ci' });
    arranged.grantWithin(role);
    role.addToPolicy(allow('iam:AttachRolePolicy', `arn:aws:iam::${account}:role/ci`));
    expect(() => arranged.app.synth()).toThrow('it may give itself whatever right it lacks');
  });

  it('fails synth for the right to write one ceiling by its name', () => {
    const give = ({ main, role }: Arranged) => {
      const records = main.node.findAll().flatMap((one) => (one instanceof NestedStack ? [deploymentName(one)] : []));
      for (const name of records) {
        const record = `parameter/app-framework/${name}/ceilings/${account}/role/ci`;
        role.addToPolicy(allow('ssm:PutParameter', `arn:aws:ssm:${here}:${record}`));
      }
    };
    expect(synth(give)).toThrow('ceilings are kept in these parameters');
  });

  it('fails synth where the function’s own policy opens it to the role directly', () => {
    const { app, main, parts, grantWithin } = arrangeBare();
    const role = new Role(main, 'Beside', { assumedBy });
    grantWithin(role);
    parts.installationTokenFunction.addPermission('Direct', { principal: role.grantPrincipal });
    expect(() => app.synth()).toThrow('without its URL');
  });
});

describe('a ceiling', () => {
  const harmless: [string, (arranged: Arranged) => void][] = [
    [
      'another role signs',
      ({ callers }) =>
        new Role(callers, 'Other', { assumedBy: new AccountPrincipal(Aws.ACCOUNT_ID) }).addToPolicy(signs),
    ],
    [
      'a role of the same id in another stack signs',
      ({ app }) => new Role(new Stack(app, 'Third'), 'Deployer', { assumedBy }).addToPolicy(signs),
    ],
    ['it decrypts', ({ role }) => role.addToPolicy(allow('kms:Decrypt'))],
    [
      'it may change another role, and make access keys of a user',
      ({ role }) =>
        role.addToPolicy(
          allow(
            ['iam:PutRolePolicy', 'iam:CreateAccessKey'],
            [`arn:aws:iam::${account}:role/jobs`, `arn:aws:iam::${account}:user/jobs`],
          ),
        ),
    ],
    ['it reads the table alone', ({ role, parts }) => parts.tokenTable.grantReadData(role)],
    ['it signs with a key of the app', ({ callers, role }) => new Key(callers, 'Key').grant(role, 'kms:Sign')],
    [
      'it is denied what it is allowed',
      ({ role }) => {
        role.addToPolicy(allow('kms:*'));
        role.addToPolicy(
          new PolicyStatement({
            effect: Effect.DENY,
            actions: ['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy'],
            resources: ['*'],
          }),
        );
      },
    ],
    [
      'it invokes a function of its own',
      ({ callers, role }) =>
        new LambdaFunction(callers, 'Own', {
          code: Code.fromInline('0'),
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
        }).grantInvoke(role),
    ],
    [
      'it invokes others by name',
      ({ role }) => role.addToPolicy(allow('lambda:*', `arn:aws:lambda:${here()}:function:jobs-*`)),
    ],
    [
      'it writes other parameters',
      ({ role }) => role.addToPolicy(allow('ssm:PutParameter', `arn:aws:ssm:${here()}:parameter/jobs/*`)),
    ],
    [
      'it passes roles to another service',
      ({ role }) =>
        role.addToPolicy(
          new PolicyStatement({
            actions: ['iam:PassRole'],
            resources: ['*'],
            conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ),
    ],
    [
      'it has a managed policy of AWS’s for logs',
      ({ role }) =>
        role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')),
    ],
    [
      'a service may invoke the function',
      ({ parts }) =>
        parts.appTokenFunction.addPermission('S3', { principal: new ServicePrincipal('s3.amazonaws.com') }),
    ],
  ];
  it.each(harmless)('stays where %s', (_what, give) => {
    expect(synth(give)).not.toThrow();
  });
});

function third(app: App): Stack {
  return new Stack(app, 'Third', { env: { account, region } });
}

function here(): string {
  return `${region}:${account}`;
}
