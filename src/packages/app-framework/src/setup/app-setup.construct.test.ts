import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allowedStatements } from '../aws/allowed-statements.test.support';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { WebhookIngestionProps } from '../webhook-ingestion/props.construct';
import { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { AppSetup, type AppSetupProps } from './app-setup.construct';

function arrange(props: Partial<AppSetupProps> = {}, webhookProps: Partial<WebhookIngestionProps> = {}) {
  const stack = new Stack(new App(), 'Bot');
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    credentialManager: new CredentialManager(stack, 'Credentials'),
    ...webhookProps,
  });
  const setup = new AppSetup(stack, 'Setup', { webhooks, name: 'my-bot', ...props });
  return { stack, setup };
}

const pagesOf = (template: Template) =>
  Object.values(template.findResources('AWS::Lambda::Function')).find(({ Properties }) =>
    /on which a GitHub App is registered/.test(Properties.Description),
  )?.Properties.Environment.Variables;

describe('AppSetup', () => {
  const { stack, setup } = arrange();
  const operator = new Role(stack, 'Operator', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  setup.grantSetUp(operator);
  const template = Template.fromStack(stack);

  it('serves its pages, and none of them is an output', () => {
    const paths = Object.values(template.findResources('AWS::ApiGateway::Resource')).map(
      ({ Properties }) => Properties.PathPart,
    );
    expect(paths).toEqual(expect.arrayContaining(['setup', 'created', 'installed']));
    expect(template.findOutputs('*')).toEqual({});
  });

  it('lets the pages make keys of this deployment and no others, and the link nothing but a row', () => {
    const pages = allowedStatements(template, /SetupPagesRole/);
    const kms = pages.filter(({ Action }) => [Action].flat().some((one) => one.startsWith('kms:')));
    expect(kms.flatMap(({ Action }) => Action).sort()).toEqual([
      'kms:CreateKey',
      'kms:GetParametersForImport',
      'kms:ImportKeyMaterial',
      'kms:ScheduleKeyDeletion',
      'kms:Sign',
      'kms:TagResource',
      'kms:TagResource',
      'kms:TagResource',
    ]);
    expect(kms.every(({ Condition }) => /(Request|Resource)Tag\/AppTable/.test(JSON.stringify(Condition)))).toBe(true);
    const minting = allowedStatements(template, /SetupMintingRole/).flatMap(({ Action }) => Action);
    expect(minting.sort()).toEqual(['dynamodb:PutItem', 'dynamodb:Scan']);
  });

  it('looks for abandoned registrations every hour, and can discard keys of this deployment alone', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SetupEnding'), 'Arn'] } })],
    });
    const statements = allowedStatements(template, /SetupEndingRole/);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'kms:ScheduleKeyDeletion',
      'kms:TagResource',
    ]);
    const kms = statements.filter(({ Action }) => /^kms:/.test([Action].flat()[0]));
    expect(kms.every(({ Condition }) => /ResourceTag\/AppTable/.test(JSON.stringify(Condition)))).toBe(true);
  });

  it('lets whoever it is granted to have links made', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction' })]),
      },
      Roles: [Match.objectLike({ Ref: Match.stringLikeRegexp('Operator') })],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Tags: Match.arrayWith([{ Key: 'WebhookIngestion', Value: 'SetupLink' }]),
    });
    expect(() => setup.grantSetUp(new User(stack, 'Somebody'))).not.toThrow();
  });

  it('tells its pages what the stack says of the App', () => {
    const props = { description: 'Greets', owner: 'octo-org', public: true, setupOnUpdate: true };
    const said = pagesOf(Template.fromStack(arrange(props).stack));
    expect(JSON.parse(said.APP_SETTINGS)).toEqual({
      name: 'my-bot',
      description: 'Greets',
      owner: 'octo-org',
      visibility: 'public',
      setupOnUpdate: 'yes',
    });
    expect([said.SETUP_TAKES, said.SETUP_NAMED_APPS]).toEqual(['every App', '[]']);
    const named = { apps: [{ appId: 7 }, { appId: 9 }] };
    const saidOfNamed = pagesOf(Template.fromStack(arrange({}, named).stack));
    expect([saidOfNamed.SETUP_TAKES, saidOfNamed.SETUP_NAMED_APPS]).toEqual(['named Apps', '[7,9]']);
  });

  it.each([
    ['the pages of the webhooks', {}, { signInUrl: 'https://bot.example.com' }, '"https://bot.example.com/webhook"'],
    [
      'a webhook URL of one’s own',
      {},
      { publicWebhookUrl: 'https://hooks.example.com/gh', apps: [{ appId: 7 }] },
      '"https://hooks.example.com/gh"',
    ],
    ['a local AWS', {}, { localAws: 'https://127.0.0.1:8443' }, '/_aws/execute-api/'],
  ])('has GitHub post to %s', (_what, props, webhooks, url) => {
    expect(JSON.stringify(pagesOf(Template.fromStack(arrange(props, webhooks).stack)).WEBHOOK_URL)).toContain(url);
  });

  it('meets the AwsSolutions rules, with a reason for each exception', () => {
    const { stack: app } = arrange();
    const own = new AwsSolutionsChecks()
      .validateScope(app)
      .violations.filter((violation) => JSON.stringify(violation).includes('Setup'));
    expect(own).toEqual([]);
  });

  it('refuses webhooks without a place for keys', () => {
    const bare = new Stack();
    const webhooks = new WebhookIngestion(bare, 'Webhooks', { webhookSecret: new Secret(bare, 'Secret') });
    expect(() => new AppSetup(bare, 'Setup', { webhooks, name: 'my-bot' })).toThrow('credentialManager');
  });
});
