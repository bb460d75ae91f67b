import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CredentialManager } from '../credential-manager/credential-manager.construct';

function arrange() {
  const stack = new Stack(new App(), 'Main');
  const role = new Role(stack, 'Deployer', { assumedBy: new AccountPrincipal('111122223333') });
  return { role, credentials: new CredentialManager(stack, 'CredentialManager', { callersWithoutCeiling: 'only' }) };
}

describe("callersWithoutCeiling: 'only'", () => {
  it('reads no parameters of callers, and may not', () => {
    const template = Template.fromStack(arrange().credentials);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CALLERS_WITHOUT_CEILING: 'only' }) },
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('/ceilings');
  });

  it('refuses to grant a ceiling, which would not be read', () => {
    const { credentials, role } = arrange();
    const ceiling = { permissions: { contents: 'read' } } as const;
    expect(() => credentials.grantGetInstallationAccessToken(role, ceiling)).toThrow(/would not be held.*'only'/);
    expect(credentials.grantGetInstallationAccessToken(role).success).toBe(true);
  });
});

describe('a deployment with the default', () => {
  it.each([
    ['none', undefined],
    ['granted', { permissions: { contents: 'read' } } as const],
  ])('tells its function which ceilings the app knows of: %s', (known, ceiling) => {
    const stack = new Stack(new App(), 'Main');
    const credentials = new CredentialManager(stack, 'CredentialManager');
    const role = new Role(stack, 'Deployer', { assumedBy: new AccountPrincipal('111122223333') });
    credentials.grantGetInstallationAccessToken(role, ceiling);
    Template.fromStack(credentials).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CALLERS_WITHOUT_CEILING: 'allowed', CEILINGS: known }) },
    });
  });
});
