import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { SignInOptions, WebhookIngestionProps } from './props.construct';
import { handlerIn, made, statementsOf } from './webhook-stack.test.support';

type Client = Omit<SignInOptions, 'clientSecret'>;

function withClients(clients: readonly Client[], props: Partial<WebhookIngestionProps> = {}) {
  const app = new App();
  const secrets = new Stack(app, 'Secrets');
  const signIn = clients.map((client, index) => ({ ...client, clientSecret: new Secret(secrets, `Client${index}`) }));
  return made({ ...props, signIn }, app);
}

const one = [{ appId: 7, clientId: 'Iv23li7' }];

describe('peopleSigningIn', () => {
  it('makes nothing where nobody is to sign in', () => {
    const { template, webhooks } = made();
    expect(webhooks.userTokensTable).toBeUndefined();
    template().resourcePropertiesCountIs('AWS::ApiGateway::Resource', { PathPart: 'auth' }, 0);
    template().resourceCountIs('AWS::KMS::Key', 0);
  });

  it('keeps pairs in a table with recovery, under another key than seals them', () => {
    const template = withClients(one).template();
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'GitHubUserId', KeyType: 'HASH' },
        { AttributeName: 'Client', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: Match.absent() },
    });
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('answers the three pages by GET, with the same function', () => {
    const template = withClients(one).template();
    const paths = template.findResources('AWS::ApiGateway::Resource');
    const names = Object.values(paths).map(({ Properties }) => Properties.PathPart);
    expect(names.sort()).toEqual(['auth', 'callback', 'done', 'login', 'webhook']);
    template.resourcePropertiesCountIs('AWS::ApiGateway::Method', { HttpMethod: 'GET', AuthorizationType: 'NONE' }, 3);
  });

  it('lets only its own functions open pairs and read the client secret, and one more take them away', () => {
    const { stack, webhooks, template } = withClients(one);
    webhooks.on({ name: 'greet', event: 'issues', asUser: true }, handlerIn(stack));
    const holders = (of: RegExp) =>
      Object.values(template().findResources('AWS::IAM::Policy'))
        .filter(({ Properties }) => of.test(JSON.stringify(Properties.PolicyDocument)))
        .map(({ Properties }) => /"Webhooks(\w+?)(?:Role)?[0-9A-F]{8}"/.exec(JSON.stringify(Properties.Roles))?.[1])
        .sort();
    const openers = ['SignInhandler', 'UserTokensGetUserTokenhandler', 'UserTokensRevokeUser'];
    expect(holders(/"kms:Decrypt"/)).toEqual(openers);
    expect(holders(/UserTokensTable/)).toEqual([...openers.slice(0, 2), 'UserTokensRevocations', ...openers.slice(2)]);
    expect(statementsOf(template(), /Greeter/)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Action: 'lambda:InvokeFunction',
          Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
        }),
      ]),
    );
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { APP_FRAMEWORK_USER_TOKEN_ENDPOINT: Match.anyValue() } },
    });
  });

  it('tells by which role a handler is known that acts as people, also of another stack', () => {
    const { stack, webhooks, template } = withClients(one);
    webhooks.on({ name: 'greet', event: 'issues', asUser: true }, handlerIn(stack));
    webhooks.on({ name: 'label', event: 'issues' }, handlerIn(stack, 'Labeller'));
    const other = new Stack(stack.node.root, 'Elsewhere');
    webhooks.on({ name: 'far', event: 'issues', asUser: true }, handlerIn(other));
    const actorsIn = (of: Template) =>
      Object.values(of.findResources('AWS::CloudFormation::CustomResource')).flatMap(({ Properties }) =>
        Properties.Actor === undefined ? [] : [[Properties.Actor, Properties.RoleName]],
      );
    const role = { Ref: expect.stringMatching(/^GreeterServiceRole/) };
    expect([actorsIn(template()), actorsIn(Template.fromStack(other))]).toEqual([[['greet', role]], [['far', role]]]);
    expect(JSON.stringify(statementsOf(template(), /GetUserToken/))).toContain('"deployment"');
  });

  it('grants no handler that does not ask for it', () => {
    const { stack, webhooks, template } = withClients(one);
    webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack));
    expect(JSON.stringify(statementsOf(template(), /Greeter/))).not.toContain('InvokeFunctionUrl');
  });

  it('looks every minute for asks that nobody went on with', () => {
    const template = withClients(one).template();
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Description: Match.stringLikeRegexp('asks'),
    });
  });

  it('raises an alarm where people cannot sign in, or nothing comes of it', () => {
    const { stack, webhooks, template } = withClients(one);
    webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
    const failed = webhooks.metricSignInsFailed();
    expect([failed.metricName, webhooks.metricAsksNotResumed().metricName]).toEqual(['AuthFailed', 'AsksNotResumed']);
    const dimensions = (Value: string) => [
      { Name: 'Deployment', Value: failed.dimensions?.Deployment },
      { Name: 'service', Value },
    ];
    const of = { AuthFailed: 'webhook', AsksNotResumed: 'Webhook Ingestion' };
    const AlarmActions = [{ Ref: Match.stringLikeRegexp('^Topic') }];
    const alarm = { Threshold: 1, Statistic: 'Sum', Period: 300, AlarmActions };
    for (const [MetricName, service] of Object.entries(of)) {
      const Dimensions = dimensions(service);
      template().hasResourceProperties('AWS::CloudWatch::Alarm', { ...alarm, MetricName, Dimensions });
    }
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...alarm,
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('SignInResumption') } }],
    });
    const counting = { Variables: Match.objectLike({ WEBHOOK_DEPLOYMENT: failed.dimensions?.Deployment }) };
    for (const Description of ['Pages on which', 'Has handlers go on']) {
      template().hasResourceProperties('AWS::Lambda::Function', {
        Description: Match.stringLikeRegexp(Description),
        Environment: counting,
      });
    }
  });

  it('knows several Apps, clients and hosts', () => {
    const apps = [{ appId: 7 }, { appId: 8, gitHubApiUrl: 'https://ghe.example.com/api/v3' }];
    const template = withClients([...one, { appId: 8, clientId: 'Iv23li8' }], { apps }).template();
    const [variables] = Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables ?? {})
      .filter(({ SIGN_IN_APPS }) => SIGN_IN_APPS !== undefined);
    const text = JSON.stringify(variables.SIGN_IN_APPS);
    expect(text).toContain('api.github.com');
    expect(text).toContain('https://ghe.example.com/api/v3');
  });

  it('takes the short form of the contract', () => {
    const oauthClientSecretArn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:client-AbCdEf';
    const { template } = made({ gitHubClientId: 'Iv23li7', oauthClientSecretArn, appId: 7 });
    template().resourcePropertiesCountIs('AWS::ApiGateway::Resource', { PathPart: 'callback' }, 1);
    expect(() => made({ gitHubClientId: 'Iv23li7' })).toThrow('belong together');
  });

  it('refuses what fits no App, and asUser where nobody signs in', () => {
    expect(() => withClients([{ appId: 0, clientId: 'x' }])).toThrow('no id of an App');
    expect(() => withClients([...one, ...one])).toThrow('twice');
    const hosts = [{ appId: 7 }, { appId: 8, gitHubApiUrl: 'https://ghe.example.com/api/v3' }];
    const elsewhere = { appId: 7, clientId: 'Iv1', host: 'ghe.example.com' };
    expect(() => withClients([...one, elsewhere], { apps: hosts })).toThrow('one client and one host');
    expect(() => withClients([{ appId: 7, clientId: 'Iv23li7', host: 'ghe.example.com' }])).toThrow('not taken');
    expect(() => withClients(one, { apps: [{ appId: 9 }] })).toThrow('not taken');
    const { stack, webhooks } = made();
    expect(() => webhooks.on({ name: 'greet', event: 'issues', asUser: true }, handlerIn(stack))).toThrow(
      'give WebhookIngestion signIn',
    );
  });

  it('sends people back to the address of its own API, or the one that is given', () => {
    const urlOf = (props: Partial<WebhookIngestionProps>) =>
      JSON.stringify(
        Object.values(Template.fromStack(withClients(one, props).stack).findResources('AWS::Lambda::Function'))
          .map(({ Properties }) => Properties.Environment?.Variables?.SIGN_IN_URL)
          .find((url) => url !== undefined),
      );
    expect(urlOf({})).toMatch(/execute-api/);
    expect(urlOf({ signInUrl: 'https://bot.example.com' })).toBe('"https://bot.example.com/"');
  });

  it('passes the checks of cdk-nag', () => {
    const { webhooks } = withClients(one);
    const of = ['UserTokens', 'SignIn'].map((id) => webhooks.node.findChild(id));
    expect(of.flatMap((part) => new AwsSolutionsChecks().validateScope(part).violations)).toEqual([]);
  });
});
