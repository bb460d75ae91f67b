import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allowedStatements } from '../aws/allowed-statements.test.support';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { OperatorsOidc } from '../operator-entry/operators-oidc.construct';
import type { WebhookIngestionProps } from '../webhook-ingestion/props.construct';
import { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { OperatorPages } from './operator-pages.construct';

/** A bot with the pages, under the name of its stack. */
function arrange(props: Partial<WebhookIngestionProps> = {}, oidc?: (stack: Stack) => OperatorsOidc) {
  const app = new App();
  const stack = new Stack(app, 'Bot');
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    credentialManager: new CredentialManager(stack, 'Credentials'),
    ...props,
  });
  const pages = new OperatorPages(stack, 'Site', { webhooks, ...(oidc && { oidc: oidc(stack) }) });
  return { app, stack, pages };
}

const variablesOf = (template: Template, description: RegExp) =>
  Object.values(template.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
    description.test(Properties.Description),
  )?.Properties.Environment.Variables;
const urlOf = (template: Template) => JSON.stringify(variablesOf(template, /lets a browser in/).OPERATORS_URL);
const actionsOf = (template: Template, role: RegExp) =>
  allowedStatements(template, role)
    .flatMap(({ Action }) => Action)
    .sort();

describe('OperatorPages', () => {
  const { stack, pages } = arrange();
  const operator = new Role(stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  pages.grantOpen(operator);
  const template = Template.fromStack(stack);

  it('serves its pages, and no link to them is an output', () => {
    const parts = Object.values(template.findResources('AWS::ApiGateway::Resource'));
    expect(parts.map(({ Properties }) => Properties.PathPart)).toContain('operators');
    expect(template.findOutputs('*')).toEqual({});
  });

  it('lets what strangers reach only read, and write who may look', () => {
    expect(actionsOf(template, /SitePagesRole/)).toEqual([
      'cloudwatch:GetMetricData',
      'dynamodb:GetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
      's3:GetObject',
      's3:ListBucket',
    ]);
    expect(actionsOf(template, /SiteMintingRole/)).toEqual(['dynamodb:PutItem']);
  });

  it('gets tokens in a function that no browser reaches', () => {
    const statements = allowedStatements(template, /SiteExaminationRole/);
    const called = statements.filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunctionUrl'));
    expect(called.length).toBe(2);
    const written = statements.filter(({ Action }) => [Action].flat().some((one) => /Put|Update|Delete/.test(one)));
    expect(written.flatMap(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining('SiteTable')]);
  });

  it('lets whoever it is granted to have links made, and nothing else', () => {
    const granted = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
      id.startsWith('OnCall'),
    );
    const statements = granted.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual(['tag:GetResources', 'lambda:InvokeFunction']);
    expect(JSON.stringify(statements[1].Resource)).toContain('SiteMinting');
  });

  it('is reached under the stage, and under a domain with a base path', () => {
    expect(urlOf(template)).toContain('/prod/');
    const signInUrl = 'https://bot.example.com/github';
    const domain = arrange({ signInUrl });
    expect(urlOf(Template.fromStack(domain.stack))).toBe(`"${signInUrl}/"`);
  });

  it('meets the AwsSolutions rules, with a reason for each exception', () => {
    const own = new AwsSolutionsChecks()
      .validateScope(arrange().app)
      .violations.filter((violation) => JSON.stringify(violation).includes('Site'));
    expect(own).toEqual([]);
  });

  describe('with an issuer', () => {
    const said = { issuer: 'https://login.example.com/', audience: 'pages', claim: 'groups', values: ['on-call'] };
    const signedIn = (change: Partial<OperatorsOidc> = {}) =>
      Template.fromStack(arrange({}, (of) => ({ ...said, ...change, clientSecret: new Secret(of, 'Client') })).stack);

    it('tells the pages of it, who alone may read the secret of the client', () => {
      const own = signedIn();
      const told = JSON.stringify(variablesOf(own, /^Pages for those/).OPERATORS_OIDC).replaceAll('\\', '');
      for (const part of ['"issuer":"https://login.example.com/"', '"values":["on-call"]', 'Client'])
        expect(told).toContain(part);
      expect(actionsOf(own, /SitePagesRole/)).toEqual(expect.arrayContaining(['secretsmanager:GetSecretValue']));
      for (const role of [/SiteMintingRole/, /SiteExaminationRole/])
        expect(actionsOf(own, role).filter((one) => one.startsWith('secretsmanager'))).toEqual([]);
    });

    it.each<[string, Partial<OperatorsOidc>, string]>([
      ['an issuer without TLS', { issuer: 'http://login.example.com' }, 'begins with https://'],
      ['nobody of whom it is said', { values: [] }, 'which of them are of operators'],
      ['no claim', { claim: '' }, 'which of them are of operators'],
      ['no client', { audience: '' }, 'for which client'],
    ])('refuses %s', (_what, change, message) => {
      expect(() => signedIn(change)).toThrow(message);
    });
  });

  it('fails without a credential manager, and says what to give', () => {
    const bare = new Stack(new App(), 'Bare');
    const webhooks = new WebhookIngestion(bare, 'Webhooks', { webhookSecret: new Secret(bare, 'Secret') });
    expect(() => new OperatorPages(bare, 'Site', { webhooks })).toThrow(/give WebhookIngestion a credentialManager/);
  });
});
