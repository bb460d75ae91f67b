import { App, Stack } from 'aws-cdk-lib';
import { Group, Policy, PolicyStatement, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { lengthOf } from './policy-size.construct';

const withCredentials = () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  return { app, stack, credentials: new CredentialManager(stack, 'CredentialManager') };
};
const synth = ({ app }: { app: App }) => app.synth();
const filler = (length: number) =>
  new PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'x'.repeat(length)}`] });

describe('the size of policies', () => {
  it('is no matter where operators are users and groups', () => {
    const given = withCredentials();
    given.credentials.grantOperate(new User(given.stack, 'User'));
    given.credentials.grantOperate(new Group(given.stack, 'Group'));
    given.credentials.grantOperate(new Role(given.stack, 'Role', { assumedBy: new ServicePrincipal('x') }));
    expect(synth(given)).toBeDefined();
  });

  it.each([
    ['user', 2048, (stack: Stack) => new User(stack, 'Grantee')],
    ['group', 5120, (stack: Stack) => new Group(stack, 'Grantee')],
    // Those of this app are split by the CDK.
    ['role', 10240, (stack: Stack) => Role.fromRoleArn(stack, 'Grantee', 'arn:aws:iam::111122223333:role/deployer')],
  ])('of a %s is refused at synth where IAM would refuse it, and only there', (kind, limit, make) => {
    const small = withCredentials();
    small.credentials.grantGetAppToken(make(small.stack));
    expect(synth(small)).toBeDefined();

    const large = withCredentials();
    const grantee = make(large.stack);
    large.credentials.grantGetAppToken(grantee);
    grantee.grantPrincipal.addToPrincipalPolicy(filler(limit - 400));
    expect(() => synth(large)).toThrow(
      new RegExp(`inline policies of this ${kind} have about \\d+ .* IAM takes ${limit}`),
    );
  });

  it('counts what other policies give the same grantee', () => {
    const given = withCredentials();
    const user = new User(given.stack, 'Grantee');
    given.credentials.grantGetInstallations(user);
    new Policy(given.stack, 'More', { statements: [filler(1_000)], users: [user] });
    new Policy(given.stack, 'Else', { statements: [filler(5_000)], users: [new User(given.stack, 'Other')] });
    new Policy(given.stack, 'Most', { statements: [filler(1_000)], users: [user] });
    expect(() => synth(given)).toThrow(/Stack\/Grantee.*inline policies of this user/s);
  });

  it('of a managed policy is refused too', () => {
    const given = withCredentials();
    const user = new User(given.stack, 'Grantee');
    given.credentials.grantOperate(user);
    const policy = user.node.children.find((child) => child.node.id.startsWith('Operator'));
    if (!(policy && 'addStatements' in policy && typeof policy.addStatements === 'function')) throw new Error('none');
    policy.addStatements(filler(6_000));
    expect(() => synth(given)).toThrow(/managed policy has about \d+ characters, and IAM takes 6144/);
  });

  it('is that of the text, without white space', () => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['a:b', 'c:d'], Resource: '*' }] };
    expect(lengthOf(document)).toBe(JSON.stringify(document).length);
  });

  it.each([
    [{ Ref: 'AWS::AccountId' }, '111122223333'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:key/*']] }, 'arn:aws:kms:key/*'],
    [{ 'Fn::Join': [':', ['a', 'b']] }, 'a:b'],
  ])('counts the reference %j as what it becomes', (reference, deployed) => {
    expect(lengthOf(reference)).toBe(JSON.stringify(deployed).length);
  });
});
