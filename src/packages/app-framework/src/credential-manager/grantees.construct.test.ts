import { App, Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  FederatedPrincipal,
  Group,
  type IGrantable,
  ManagedPolicy,
  OrganizationPrincipal,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CredentialManager } from './credential-manager.construct';

const env = { account: '111122223333', region: 'eu-west-1' };
const works = 'synthesizes';

type Grant = (credentials: CredentialManager, grantee: IGrantable) => unknown;

const calls: readonly [string, Grant][] = [
  ['grantGetAppToken', (credentials, grantee) => credentials.grantGetAppToken(grantee)],
  ['grantGetInstallationAccessToken', (credentials, grantee) => credentials.grantGetInstallationAccessToken(grantee)],
  ['grantRefreshCachedData', (credentials, grantee) => credentials.grantRefreshCachedData(grantee)],
  ['grantGetInstallationRecord', (credentials, grantee) => credentials.grantGetInstallationRecord(grantee)],
  ['grantGetInstallations', (credentials, grantee) => credentials.grantGetInstallations(grantee)],
  ['grantRevokeInstallationTokens', (credentials, grantee) => credentials.grantRevokeInstallationTokens(grantee)],
];
const withCeiling: Grant = (credentials, grantee) =>
  credentials.grantGetInstallationAccessToken(grantee, { apps: [1] });
const operate: Grant = (credentials, grantee) => credentials.grantOperate(grantee);
const adopt: Grant = (credentials, grantee) => credentials.grantAdoptKeys(grantee);
const check: Grant = (credentials, grantee) => credentials.grantCheckCeilings(grantee);

function arrange() {
  const app = new App();
  const stack = new Stack(app, 'Main', { env });
  return { app, stack, credentials: new CredentialManager(stack, 'CredentialManager') };
}

/** What becomes of one: it was granted, or a message. */
function outcomeOf(grant: () => unknown): string {
  try {
    grant();
    return works;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const notNameable = 'Grant to a role; to each principal by itself';
const noCeiling = 'Grant to each role or user';
const noOperator = 'grant to a role, user or group of the deployment’s account';

/** What comes of a call, of a call with a ceiling, and of `grantOperate`. */
const principals: readonly [string, (stack: Stack) => IGrantable, readonly [string, string, string]][] = [
  ['an account', () => new AccountPrincipal('444455556666'), [works, noCeiling, noOperator]],
  ['a service', () => new ServicePrincipal('events.amazonaws.com'), [works, noCeiling, noOperator]],
  ['an organization', () => new OrganizationPrincipal('o-12345abcde'), [works, noCeiling, noOperator]],
  ['an ARN', () => new ArnPrincipal('arn:aws:iam::444455556666:role/ci'), [works, noCeiling, noOperator]],
  ['a group', (stack) => new Group(stack, 'Group'), [works, noCeiling, works]],
  ['a managed policy', (stack) => new ManagedPolicy(stack, 'Policy'), [works, noCeiling, works]],
  ['everybody', () => new StarPrincipal(), ['let every AWS account call', noCeiling, noOperator]],
  ['a login', () => new FederatedPrincipal('cognito-identity.amazonaws.com'), [notNameable, noCeiling, noOperator]],
  [
    'several at once',
    () => new CompositePrincipal(new AccountPrincipal('444455556666'), new ServicePrincipal('s3.amazonaws.com')),
    [works, noCeiling, noOperator],
  ],
  [
    'one with conditions',
    () =>
      new PrincipalWithConditions(new AccountPrincipal('444455556666'), {
        IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
      }),
    [notNameable, noCeiling, noOperator],
  ],
  [
    'an imported function without its role',
    (stack) => LambdaFunction.fromFunctionArn(stack, 'Fn', `arn:aws:lambda:${env.region}:${env.account}:function:fn`),
    [notNameable, noCeiling, noOperator],
  ],
  [
    'a role of another account',
    (stack) => Role.fromRoleArn(stack, 'Partner', 'arn:aws:iam::444455556666:role/ci'),
    [works, works, noOperator],
  ],
];

describe('a grant to', () => {
  it.each(principals)('%s works, or says what to write instead', (_what, grantee, [ofCall, ofCeiling, ofOperate]) => {
    const every = calls.map(([, grant]) => grant);
    for (const [grants, expected] of [
      [every, ofCall],
      [[withCeiling], ofCeiling],
      [[operate], ofOperate],
      [[adopt], ofOperate],
      [[check], ofOperate],
    ] as const) {
      const { app, stack, credentials } = arrange();
      const who = grantee(stack);
      for (const grant of grants) expect(outcomeOf(() => grant(credentials, who))).toContain(expected);
      if (expected === works) expect(() => app.synth()).not.toThrow();
    }
  });

  it.each([
    ...calls,
    ['with a ceiling', withCeiling] as const,
    ['grantOperate', operate] as const,
    ['grantAdoptKeys', adopt] as const,
    ['grantCheckCeilings', check] as const,
  ])('a role that no reference reaches says what to write instead: %s', (_method, grant) => {
    const { app, credentials } = arrange();
    const far = new Stack(app, 'Far', { env: { ...env, region: 'us-east-1' } });
    const role = new Role(far, 'Role', { assumedBy: new AccountPrincipal(env.account) });
    expect(outcomeOf(() => grant(credentials, role))).toContain("Role.fromRoleName(this, 'Caller', 'NAME')");
  });
});

describe('connect', () => {
  it('says what to write instead for a function that no reference reaches', () => {
    const { app, credentials } = arrange();
    const far = new Stack(app, 'Far', { env: { ...env, region: 'us-east-1' } });
    const code = { code: Code.fromInline('0'), handler: 'index.handler', runtime: Runtime.NODEJS_24_X };
    const fn = new LambdaFunction(far, 'Fn', code);
    expect(() => credentials.connect(fn)).toThrow('pass the URLs of the deployment to createTokenSource()');
  });
});
