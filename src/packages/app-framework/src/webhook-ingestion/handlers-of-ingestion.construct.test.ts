import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';

const onGitHub = (appId: number) => ({ appId, gitHubApiUrl: 'https://api.github.com' });

function arrange({ withCredentials = true, apps = [onGitHub(5)] } = {}) {
  const stack = new Stack();
  const credentialManager = withCredentials ? new CredentialManager(stack, 'Credentials') : undefined;
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    gitHubApiUrl: 'https://ghe.example.com/api/v3/',
    apps,
    ...(credentialManager && { credentialManager }),
  });
  const fn = new LambdaFunction(stack, 'Greeter', {
    code: Code.fromInline('exports.handler = async () => undefined'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(30),
  });
  return { stack, webhooks, fn, credentialManager };
}

const statementsOf = (template: Template, role: string) =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter((policy) => JSON.stringify(Object(policy).Properties.Roles).includes(role))
    .flatMap((policy) => Object(policy).Properties.PolicyDocument.Statement);

describe('handlers of WebhookIngestion', () => {
  it('refuses an event that GitHub does not have', () => {
    const { webhooks, fn } = arrange({ withCredentials: false });

    expect(() => webhooks.on({ name: 'greet', event: ['push', 'issue'] }, fn)).toThrow('Did you mean issues?');
  });

  it.each([
    ['ignored', ['created', 'submitted']],
    ['run', ['created', 'submitted', 'edited']],
  ] as const)('brings comments of all kinds to the commands of a bot, with edits %s', (edits, action) => {
    const { stack, webhooks, fn } = arrange({ withCredentials: false });
    webhooks.onCommands({ name: 'bot', edits }, fn);

    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['issue_comment', 'commit_comment', 'pull_request_review_comment', 'pull_request_review'],
        detail: Match.objectLike({ action }),
      },
    });
  });

  it.each([
    ['all', [onGitHub(5), onGitHub(6)], undefined],
    ['those that are named', [onGitHub(5), onGitHub(6), onGitHub(7)], [5, 7]],
  ])('refuses commands from two Apps of one host, of %s, for each would run twice', (_which, apps, app) => {
    const { webhooks, fn } = arrange({ withCredentials: false, apps });
    const add = () => webhooks.onCommands({ name: 'bot', ...(app && { app }) }, fn);

    expect(add).toThrow(
      /The commands of bot would come from the Apps 5 and [67], and run twice .* give onCommands one/,
    );
  });

  it.each([
    ['of one App of several', [onGitHub(5), onGitHub(6)], 6],
    [
      'of an App for each host',
      [onGitHub(5), { appId: 6, gitHubApiUrl: 'https://ghe.example.com/api/v3/' }],
      undefined,
    ],
  ])('takes commands %s', (_which, apps, app) => {
    const { webhooks, fn } = arrange({ withCredentials: false, apps });

    expect(() => webhooks.onCommands({ name: 'bot', ...(app && { app }) }, fn)).not.toThrow();
  });

  it('refuses a name that is taken, that of its own handler too', () => {
    const { webhooks, fn } = arrange();
    webhooks.on({ name: 'greet', event: 'issues' }, fn);

    expect(() => webhooks.on({ name: 'greet', event: 'push' }, fn)).toThrow('There is a handler called greet already');
    expect(() => webhooks.on({ name: 'installations', event: 'installation' }, fn)).toThrow('called installations');
  });

  it('tells a handler its queue, its ledger, and where the API of each host is; it reads neither ledger nor queues of others', () => {
    const { stack, webhooks, fn } = arrange({ withCredentials: false });
    webhooks.on({ name: 'greet', event: 'issues' }, fn);
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          APP_FRAMEWORK_WEBHOOK_HANDLER: 'greet',
          APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify({
            'ghe.example.com': 'https://ghe.example.com/api/v3',
            'api.github.com': 'https://api.github.com',
          }),
        },
      },
    });
    const actions = statementsOf(template, 'Greeter').flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.startsWith('dynamodb:'))).toEqual(['dynamodb:UpdateItem']);
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual(['s3:GetObject']);
  });

  it('puts a handler with a lane behind a FIFO queue that its feeder fills from the rule', () => {
    const { stack, webhooks, fn } = arrange({ withCredentials: false });
    const { queue, parkedQueue } = webhooks.on({ name: 'greet', event: 'issues', lane: 'issue', newestWins: true }, fn);
    const template = Template.fromStack(stack);
    const id = (token: string) => stack.resolve(token);

    template.hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      RedrivePolicy: { deadLetterTargetArn: id(parkedQueue.queueArn), maxReceiveCount: 20 },
    });
    const sources = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const source = (arn: unknown) =>
      sources.find(({ Properties }) => JSON.stringify(Properties.EventSourceArn) === JSON.stringify(arn))?.Properties;
    expect(source(id(queue.queueArn))).toMatchObject({ BatchSize: 1, FunctionName: id(fn.functionName) });
    const [rule] = Object.values(template.findResources('AWS::Events::Rule')).filter(
      ({ Properties }) => Properties.EventPattern?.source[0] === 'github',
    );
    const arrivals = rule?.Properties.Targets[0].Arn;
    expect(arrivals).not.toEqual(id(queue.queueArn));
    expect(source(arrivals)).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    const lane = JSON.stringify({ by: 'issue', newestWins: true });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ LANE_HANDLER: 'greet', LANE: lane }) },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ APP_FRAMEWORK_WEBHOOK_LANE: lane }) },
    });
    const feeder = statementsOf(template, 'Feeder').filter(({ Action }) => !/^(logs|xray):/.test([Action].flat()[0]));
    expect(feeder.flatMap(({ Action }) => Action).filter((action) => /Send|dynamodb/.test(action))).toEqual([
      'sqs:SendMessage',
      'dynamodb:UpdateItem',
    ]);
    expect(statementsOf(template, 'Greeter').find(({ Action }) => Action === 'dynamodb:GetItem')).toMatchObject({
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['lane#greet#*'] } },
    });
  });

  it.each([
    [{ newestWins: true }, 'newestWins and no lane'],
    [{ newestWins: true, lane: 'repository' }, 'newestWins and no lane'],
    [{ mostEffectsPerMinute: 0 }, 'give a whole number from 1'],
  ] as const)('refuses %j', (options, message) => {
    const { webhooks, fn } = arrange({ withCredentials: false });
    expect(() => webhooks.on({ name: 'greet', event: 'issues', ...options }, fn)).toThrow(message);
  });

  it('keeps installations current where it has a credential manager, and may change no App', () => {
    const { stack, credentialManager } = arrange();
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        'detail-type': ['installation', 'installation_repositories', 'installation_target'],
      }),
    });
    const statements = statementsOf(template, 'InstallationEvents');
    const on = (arn?: string) =>
      statements
        .filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(stack.resolve(arn)))
        .flatMap(({ Action }) => Action);
    expect(on(credentialManager?.appTable.tableArn)).toEqual(['dynamodb:GetItem']);
    expect(on(credentialManager?.installationTable.tableArn)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
    ]);
    expect(JSON.stringify(statements)).not.toMatch(/lambda:Invoke|kms:Sign/);
  });

  it('has no handler of its own without one', () => {
    const { stack } = arrange({ withCredentials: false });

    const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(rules.filter(({ Properties }) => Properties.EventPattern?.source[0] === 'github')).toEqual([]);
  });
});
