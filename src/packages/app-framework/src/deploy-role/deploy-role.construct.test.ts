import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeployRole, type DeployRoleProps } from '../index';

const usual = { repository: 'octo-org/my-bot', repositoryId: 456789, ownerId: 123456 } as const;

function roleOf(props: Partial<DeployRoleProps> = {}) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
  new DeployRole(stack, 'DeployRole', { ...usual, ...props });
  const template = Template.fromStack(stack);
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
  return { trust, statements: policy?.Properties.PolicyDocument.Statement };
}

const subject = 'token.actions.githubusercontent.com:sub';

describe('DeployRole', () => {
  it('trusts both forms of the subject of this repository, by its id, and no other audience', () => {
    const { trust } = roleOf();
    expect(trust.Action).toBe('sts:AssumeRoleWithWebIdentity');
    expect(JSON.stringify(trust.Principal.Federated)).toContain(
      ':iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    );
    expect(trust.Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:repository_id': '456789',
        [subject]: [
          'repo:octo-org/my-bot:ref:refs/heads/main',
          'repo:octo-org@123456/my-bot@456789:ref:refs/heads/main',
        ],
      },
    });
  });

  it('may assume the roles of the bootstrap, and nothing else', () => {
    const { statements } = roleOf({ bootstrapQualifier: 'bots' });
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({ Action: 'sts:AssumeRole', Effect: 'Allow' });
    expect(JSON.stringify(statements[0].Resource)).toContain(':iam::111122223333:role/cdk-bots-*');
  });

  it.each<[NonNullable<DeployRoleProps['from']>, string]>([
    [{ branch: 'release/2' }, 'ref:refs/heads/release/2'],
    [{ environment: 'production' }, 'environment:production'],
    [{ environment: 'a:ref:refs/heads/main' }, 'environment:a%3Aref%3Arefs/heads/main'],
  ])('trusts jobs of %j', (from, who) => {
    expect(roleOf({ from }).trust.Condition.StringEquals[subject]).toEqual([
      `repo:octo-org/my-bot:${who}`,
      `repo:octo-org@123456/my-bot@456789:${who}`,
    ]);
  });

  it.each<[string, Partial<DeployRoleProps>]>([
    ['"my-bot" is no repository', { repository: 'my-bot' }],
    ['is no repository', { repository: 'octo-org/*' }],
    ['0 is no id', { repositoryId: 0 }],
    ['NaN is no id', { ownerId: Number.NaN }],
    ['names no single branch', { from: { branch: '*' } }],
    ['names no single branch', { from: { branch: '' } }],
    ['names no single branch', { from: { environment: '' } }],
  ])('refuses what would let in somebody else: %s', (message, props) => {
    expect(() => roleOf(props)).toThrow(message);
  });
});
