import { App, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  Group,
  type IGrantable,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { account, arrangeBare, ceiling, region } from './bare-deployment.test.support';
import { parseCeiling } from './ceiling';
import { CeilingGrants } from './ceiling-grants.construct';
import { recordName, recordNames } from './record-name';

function arrange(env: { account: string; region: string } | undefined = { account, region }) {
  const app = new App();
  const stack = new Stack(app, 'Main', env && { env });
  const credentials = new CredentialManager(stack, 'CredentialManager');
  const callers = new Stack(app, 'Callers', env && { env });
  const role = new Role(callers, 'Deployer', { assumedBy: new AccountPrincipal(account) });
  return { app, stack, credentials, callers, role };
}

const records = (stack: Stack) =>
  Object.entries(Template.fromStack(stack).findResources('AWS::SSM::Parameter')).filter(([id]) => /Ceiling/.test(id));
const path = '/app-framework/Main.CredentialManager-56a77307/ceilings';

describe('grantGetInstallationAccessToken with a ceiling', () => {
  it('keeps a record of the role in its own stack, without which its right does not exist', () => {
    const { credentials, callers, role } = arrange();
    const grant = credentials.grantGetInstallationAccessToken(role, ceiling);
    expect(grant.success).toBe(true);

    const [[id, parameter] = ['', undefined], ...more] = records(callers);
    expect(more).toEqual([]);
    expect(parameter?.Properties).toMatchObject({
      Type: 'String',
      Name: {
        'Fn::Join': [
          '',
          [
            expect.stringMatching(
              /^\/app-framework\/Main\.CredentialManager-[0-9a-f]{8}\/ceilings\/111122223333\/role\/$/,
            ),
            { Ref: expect.stringMatching(/^Deployer/) },
          ],
        ],
      },
    });
    expect(parseCeiling(parameter?.Properties.Value)).toEqual(ceiling);
    Template.fromStack(callers).hasResource('AWS::IAM::Policy', {
      DependsOn: [id],
      Properties: {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunctionUrl' })]) },
      },
    });
  });

  it('makes no cycle of stacks, in one stack, in two and in an account that is not known', () => {
    for (const env of [{ account, region }, undefined]) {
      const { app, stack, credentials, role } = arrange(env);
      credentials.grantGetInstallationAccessToken(role, ceiling);
      const beside = new Role(stack, 'Beside', { assumedBy: new AccountPrincipal(account) });
      credentials.grantGetInstallationAccessToken(beside, ceiling);
      expect(() => app.synth()).not.toThrow();
      expect(records(stack)).toHaveLength(1);
    }
  });

  it('lets the token function read the records of this deployment, and no function anything else there', () => {
    const { credentials } = arrange();
    const statements = Object.entries(Template.fromStack(credentials).findResources('AWS::IAM::Policy')).flatMap(
      ([id, { Properties }]) =>
        Properties.PolicyDocument.Statement.filter(({ Resource }: { Resource: unknown }) =>
          /parameter.*ceilings/.test(JSON.stringify(Resource)),
        ).map((statement: object) => ({ id, statement })),
    );
    expect(statements).toEqual([
      {
        id: expect.stringMatching(/^InstallationAccessTokenGenerator/),
        statement: {
          Effect: 'Allow',
          Action: 'ssm:GetParameter',
          Resource: {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:${region}:${account}:parameter${path}/*`]],
          },
        },
      },
      {
        id: expect.stringMatching(/^InstallationAccessTokenGenerator/),
        statement: expect.objectContaining({ Action: 'ssm:GetParametersByPath' }),
      },
    ]);
    Template.fromStack(credentials).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ CEILING_PATH: path, CALLERS_WITHOUT_CEILING: 'allowed', CEILINGS: 'none' }),
      },
    });
  });

  it('keeps apart two deployments of one app, and of one class under two stack names', () => {
    const paths = ['one', 'two'].flatMap((stackName) => {
      const stack = new Stack(new App(), 'Stack', { stackName });
      const inner = new NestedStack(stack, 'Nested');
      const deployments = [new NestedStack(stack, 'A'), new NestedStack(stack, 'B'), new NestedStack(inner, 'A')];
      return deployments.map((deployment) => new CeilingGrants(deployment, unasked).path);
    });
    expect(new Set(paths).size).toBe(6);
  });

  it.each([
    ['a user', (stack: Stack) => new User(stack, 'Ann', { userName: 'ann' }), 'user/ann'],
    [
      'a user whose name Parameter Store does not take',
      (stack: Stack) => new User(stack, 'Ann', { userName: 'ann@example.com' }),
      `user.hex/${Buffer.from('ann@example.com').toString('hex')}`,
    ],
    [
      'an imported role with a path',
      (stack: Stack) => Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${account}:role/team/ci`),
      'role/ci',
    ],
    ['an imported role by name', (stack: Stack) => Role.fromRoleName(stack, 'Imported', 'ci'), 'role/ci'],
    [
      'an imported user',
      (stack: Stack) => User.fromUserArn(stack, 'Imported', `arn:aws:iam::${account}:user/team/ann`),
      'user/ann',
    ],
    [
      'a role with a name that is not to be changed',
      (stack: Stack) => Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${account}:role/ci`, { mutable: false }),
      'role/ci',
    ],
  ])('finds the name of %s as the function will', (_what, granteeIn, file) => {
    const { ceilings, callers, grantWithin } = arrangeBare();
    grantWithin(granteeIn(callers));
    expect(records(callers).map(([, { Properties }]) => Properties.Name)).toEqual([
      `${ceilings.path}/${account}/${file}`,
    ]);
    const [kind = '', name = ''] = file.split('/');
    const plain = kind.endsWith('.hex') ? Buffer.from(name, 'hex').toString() : name;
    const caller = { account, kind: kind.startsWith('user') ? 'user' : 'role', name: plain } as const;
    expect(recordName(caller)).toBe(`${account}/${file}`);
  });

  it.each([
    [
      'a role by its ARN',
      (stack: Stack) => Role.fromRoleArn(stack, 'It', `arn:aws:iam::${account}:role/team/CI`),
      'role',
    ],
    ['a role by its name', (stack: Stack) => Role.fromRoleName(stack, 'It', 'CI'), 'role'],
    ['a user', (stack: Stack) => User.fromUserName(stack, 'It', 'CI'), 'user'],
  ])(
    'keeps the record of %s that is imported also where the real name is in another case',
    (_what, granteeIn, kind) => {
      const { ceilings, callers, grantWithin } = arrangeBare();
      grantWithin(granteeIn(callers));
      const kept = records(callers);
      const place = `${ceilings.path}/${account}/${kind}`;
      expect(kept.map(([, { Properties }]) => Properties.Name).sort()).toEqual([`${place}/CI`, `${place}/ci`]);
      expect(recordNames({ account, kind: kind === 'role' ? 'role' : 'user', name: 'cI' })).toContain(
        `${account}/${kind}/ci`,
      );
      Template.fromStack(callers).hasResource('AWS::IAM::Policy', { DependsOn: kept.map(([id]) => id).sort() });
    },
  );

  it('keeps the parameter in lower case where the import is spelt in lower case afterwards', () => {
    const idOf = (name: string) => {
      const { callers, grantWithin } = arrangeBare();
      grantWithin(Role.fromRoleName(callers, 'It', name));
      return records(callers).find(([, { Properties }]) => Properties.Name.endsWith('/ci'))?.[0];
    };
    expect(idOf('CI')).toBe(idOf('ci'));
  });

  it('keeps one record of a role of the app, which has the name that it was given', () => {
    const { callers, grantWithin } = arrangeBare();
    grantWithin(new Role(callers, 'Named', { assumedBy: new AccountPrincipal(account), roleName: 'CI' }));
    expect(records(callers).map(([, { Properties }]) => Properties.Name.split('/').at(-1))).toEqual(['CI']);
  });

  it('takes the role of a function for the function', () => {
    const { credentials, callers } = arrange();
    const code = { code: Code.fromInline('0'), handler: 'index.handler', runtime: Runtime.NODEJS_24_X };
    const fn = new LambdaFunction(callers, 'Fn', code);
    credentials.grantGetInstallationAccessToken(fn, ceiling);
    expect(JSON.stringify(records(callers))).toContain('"FnServiceRole');
    expect(() => credentials.grantGetAppToken(fn.role ?? fn)).toThrow('would not hold');
  });

  it('keeps the record of another account’s role with the deployment, and opens the function to that role', () => {
    const { credentials, callers } = arrange();
    const arn = 'arn:aws:iam::444455556666:role/ci';
    credentials.grantGetInstallationAccessToken(Role.fromRoleArn(callers, 'Foreign', arn), ceiling);

    const inside = Template.fromStack(credentials);
    const [[id] = ['']] = records(credentials);
    inside.hasResourceProperties('AWS::SSM::Parameter', { Name: `${path}/444455556666/role/ci` });
    inside.resourcePropertiesCountIs('AWS::Lambda::Permission', { Principal: arn }, 2);
    inside.hasResource('AWS::Lambda::Permission', {
      DependsOn: [id],
      Properties: { Action: 'lambda:InvokeFunctionUrl', Principal: arn, FunctionUrlAuthType: 'AWS_IAM' },
    });
    inside.hasResource('AWS::Lambda::Permission', {
      DependsOn: [id],
      Properties: { Action: 'lambda:InvokeFunction', Principal: arn, InvokedViaFunctionUrl: true },
    });
    Template.fromStack(callers).resourceCountIs('AWS::IAM::Policy', 0);
  });

  it('does nothing when the same is granted again', () => {
    const { credentials, callers, role } = arrange();
    const first = credentials.grantGetInstallationAccessToken(role, ceiling);
    expect(credentials.grantGetInstallationAccessToken(role, { ...ceiling })).toBe(first);
    expect(records(callers)).toHaveLength(1);
  });
});

describe('a ceiling that would not hold', () => {
  const notKnown: [string, (stack: Stack) => IGrantable, string][] = [
    ['a group', (stack) => new Group(stack, 'Group'), 'needs a role or a user as grantee, and this is a Group'],
    ['an ARN', () => new ArnPrincipal(`arn:aws:iam::${account}:role/ci`), 'this is a ArnPrincipal'],
    ['an account', () => new AccountPrincipal(account), 'this is a AccountPrincipal'],
    ['a service', () => new ServicePrincipal('lambda.amazonaws.com'), 'this is a ServicePrincipal'],
    [
      'a role whose ARN is not known at synth',
      (stack) => Role.fromRoleArn(stack, 'Imported', Fn.importValue('role')),
      'is not known when the stack is synthesized',
    ],
    [
      'a role whose name is not known at synth',
      (stack) => Role.fromRoleName(stack, 'Imported', new CfnParameter(stack, 'Name').valueAsString),
      'is not known when the stack is synthesized',
    ],
  ];
  it.each(notKnown)('is refused for %s', (_what, granteeIn, reason) => {
    const { callers, grantWithin } = arrangeBare();
    expect(() => grantWithin(granteeIn(callers))).toThrow(reason);
  });

  const lifting: [string, (credentials: CredentialManager, role: Role) => unknown][] = [
    ['grantGetAppToken', (credentials, role) => credentials.grantGetAppToken(role)],
    ['grantOperate', (credentials, role) => credentials.grantOperate(role)],
    ['without a ceiling', (credentials, role) => credentials.grantGetInstallationAccessToken(role)],
  ];
  it.each(lifting)('is refused beside %s, in either order', (method, lift) => {
    const first = arrange();
    lift(first.credentials, first.role);
    expect(() => first.credentials.grantGetInstallationAccessToken(first.role, ceiling)).toThrow(method);
    const second = arrange();
    second.credentials.grantGetInstallationAccessToken(second.role, ceiling);
    expect(() => lift(second.credentials, second.role)).toThrow(method);
  });

  it('is refused beside another one', () => {
    const { role, grantWithin } = arrangeBare();
    grantWithin(role);
    expect(() => grantWithin(role, { apps: [8] })).toThrow('another ceiling');
  });

  it('is refused for one role under two names in the app', () => {
    const { ceilings, callers, grantWithin } = arrangeBare();
    const arn = `arn:aws:iam::${account}:role/ci`;
    grantWithin(Role.fromRoleArn(callers, 'One', arn));
    expect(() => ceilings.noteUnlimited(Role.fromRoleArn(callers, 'Two', arn), 'x')).toThrow('would not hold');
    expect(() => ceilings.noteUnlimited(new ArnPrincipal(arn), 'x')).toThrow('would not hold');
  });

  it('is refused for a role of the app that is imported as well, by its reference or its name in any case', () => {
    const { ceilings, callers, main, role, grantWithin } = arrangeBare();
    const named = new Role(callers, 'Named', { assumedBy: new AccountPrincipal(account), roleName: 'ci' });
    grantWithin(role);
    grantWithin(named);
    const same = [
      Role.fromRoleArn(main, 'ByReference', role.roleArn),
      new ArnPrincipal(role.roleArn),
      Role.fromRoleArn(main, 'ByArn', `arn:aws:iam::${account}:role/CI`),
      Role.fromRoleName(main, 'ByName', 'ci'),
      new CompositePrincipal(new ServicePrincipal('s3.amazonaws.com'), new ArnPrincipal(named.roleArn)),
    ];
    for (const grantPrincipal of same) {
      expect(() => ceilings.noteUnlimited({ grantPrincipal }, 'x')).toThrow('would not hold');
    }
    const other = Role.fromRoleArn(main, 'Other', `arn:aws:iam::444455556666:role/ci`);
    expect(() => ceilings.noteUnlimited(other, 'x')).not.toThrow();
  });
});

function unasked(): never {
  throw new Error('nothing was synthesized');
}
