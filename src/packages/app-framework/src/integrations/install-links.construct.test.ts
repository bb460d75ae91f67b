import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allowedStatements } from '../aws/allowed-statements.test.support';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { AppSetup } from '../setup/app-setup.construct';
import { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { InstallLinks, type InstallLinksProps } from './install-links.construct';

function arrange(registers: 'an App' | 'nothing', props: Partial<InstallLinksProps> = {}) {
  const stack = new Stack(new App(), 'Bot');
  const clientSecret = new Secret(stack, 'ClientSecret', { secretStringValue: SecretValue.unsafePlainText('x') });
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    credentialManager: new CredentialManager(stack, 'Credentials'),
    signIn: [{ appId: 7, clientId: 'Iv7', clientSecret }],
  });
  const setup = registers === 'an App' ? new AppSetup(stack, 'Setup', { webhooks, name: 'my-bot' }) : undefined;
  const links = new InstallLinks(stack, 'Integrations', { webhooks, ...(setup && { setup }), ...props });
  return { stack, links };
}

/** What its own statements allow. */
const allowed = (template: Template, role: RegExp): string[] =>
  allowedStatements(template, role)
    .flatMap(({ Action }) => [Action].flat())
    .filter((action) => !/^(sqs|s3|lambda):/.test(action));

describe('InstallLinks', () => {
  const { stack, links } = arrange('an App');
  const backEnd = new Role(stack, 'BackEnd', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  links.grantIntegrations(backEnd);
  const template = Template.fromStack(stack);

  it('serves its pages, also where a product has its own address for it, and is led to by those that register Apps', () => {
    const paths = Object.values(template.findResources('AWS::ApiGateway::Resource')).map(
      ({ Properties }) => Properties.PathPart,
    );
    expect(paths).toEqual(expect.arrayContaining(['install', 'back', 'arrive', 'choose', 'public', 'github', 'auth']));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('on which a GitHub App is registered'),
      Environment: { Variables: Match.objectLike({ SETUP_INSTALL_LINKS: Match.anyValue() }) },
    });
  });

  it('serves the setup URL itself where nothing registers Apps', () => {
    const { stack: alone } = arrange('nothing');
    Template.fromStack(alone).hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'installed' });
  });

  it('lets the pages neither find a user’s installations nor speak for an App, and events touch the table alone', () => {
    expect(allowed(template, /IntegrationsPagesRole/).sort()).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
    expect(new Set(allowed(template, /IntegrationsFollowerRole/))).toEqual(
      new Set(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query']),
    );
  });

  it('follows installations, the names of accounts and who left, of all accounts, allowed or not', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        source: ['github', 'github.held'],
        'detail-type': ['installation', 'installation_target', 'organization'],
      }),
    });
  });

  it('lets a back end call its operations through the URL', () => {
    const statements = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => /BackEnd/.test(JSON.stringify(Properties.Roles)))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']);
  });

  it('lets an operator find what serves them, too', () => {
    const { stack: app, links: own } = arrange('nothing');
    own.grantOperate(new Role(app, 'Operator', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    const policies = Object.values(Template.fromStack(app).findResources('AWS::IAM::ManagedPolicy'));
    const statements = policies
      .filter(({ Properties }) => /Operator/.test(JSON.stringify(Properties.Roles)))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:DescribeContinuousBackups',
      'lambda:GetFunctionUrlConfig',
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
      'tag:GetResources',
    ]);
  });

  it('keeps what ended for 30 days', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^Follows who installs'),
      Environment: { Variables: Match.objectLike({ INSTALL_KEPT_DAYS: '30' }) },
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
      GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'ByUser' })],
    });
  });

  it('meets the AwsSolutions rules, with a reason for each exception', () => {
    const { stack: app } = arrange('nothing');
    const own = new AwsSolutionsChecks()
      .validateScope(app)
      .violations.filter((violation) => JSON.stringify(violation).includes('Integrations'));
    expect(own).toEqual([]);
  });

  it('refuses webhooks that nobody signs in to', () => {
    const bare = new Stack();
    const webhooks = new WebhookIngestion(bare, 'Webhooks', { webhookSecret: new Secret(bare, 'Secret') });
    expect(() => new InstallLinks(bare, 'Integrations', { webhooks })).toThrow('give WebhookIngestion signIn');
  });

  it('serves front ends where somebody says who users are', () => {
    const issuer = 'https://login.example.com/';
    const { stack: app } = arrange('nothing', {
      oidc: [{ issuer, audience: ['spa'] }],
      origins: ['https://app.example.com'],
    });
    const served = Template.fromStack(app);
    const api = Object.values(served.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
      /for its front end/.test(Properties.Description),
    );
    expect(JSON.parse(api?.Properties.Environment.Variables.INTEGRATIONS_FRONT_ENDS)).toEqual({
      issuers: [
        { issuer, audience: ['spa'], audienceIn: 'aud', subjects: 'plain', jwksUri: `${issuer}.well-known/jwks.json` },
      ],
      origins: ['https://app.example.com'],
    });
    served.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{integrationId}' });
    expect(new Set(allowed(served, /IntegrationsApiRole/))).toEqual(
      new Set(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query']),
    );
  });

  it('refuses two issuers that may call two people alike', () => {
    const issuers = ['one', 'other'].map((name) => ({ issuer: `https://${name}.example.com`, audience: ['spa'] }));
    expect(() => arrange('nothing', { oidc: issuers })).toThrow("say subjects: 'with issuer' for one of them");
    const [one, other] = issuers.map((issuer) => ({ ...issuer, subjects: 'with issuer' as const }));
    if (one && other) expect(() => arrange('nothing', { oidc: [one, other] })).not.toThrow();
  });

  it('refuses an issuer that stands there twice, of which the API could serve neither', () => {
    const own = { issuer: 'https://login.example.com', subjects: 'with issuer' as const };
    const oidc = [
      { ...own, audience: ['spa'] },
      { ...own, audience: ['client-1'], audienceIn: 'client_id' as const },
    ];
    expect(() => arrange('nothing', { oidc })).toThrow('https://login.example.com stands there twice');
  });

  it.each([
    ['an issuer without TLS', { issuer: 'http://login.example.com', audience: ['spa'] }, 'is no issuer of tokens'],
    ['no audience', { issuer: 'https://login.example.com', audience: [] }, 'of every client'],
  ])('refuses %s', (_what, oidc, message) => {
    expect(() => arrange('nothing', { oidc: [oidc] })).toThrow(message);
  });
});
