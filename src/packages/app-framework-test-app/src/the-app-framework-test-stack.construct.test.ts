import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { TheAppFrameworkTestStack } from './the-app-framework-test-stack.construct';

declare const requireOnce: NodeJS.Require;

/** Nothing here is about the code of functions, and each would be bundled for each template. */
const withoutBundles = { 'aws:cdk:bundling-stacks': [] };

/** Deployments of an account that people sign in to two Apps of, at a GitHub of its own. */
const told = {
  removalPolicy: 'retain',
  gitHubApiUrl: 'http://127.0.0.1:8080',
  gitHubAppId: '42',
  gitHubClientId: 'Iv23liFirst',
  secondGitHubAppId: '43',
  secondGitHubClientId: 'Iv23liSecond',
};

describe('TheAppFrameworkTestStack', () => {
  it('prints endpoints, tables, region and the roles of its sample callers', () => {
    const { template } = deployed();
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AppTableName',
      'AppTokenCallerRole',
      'AppTokenEndpoint',
      'BudgetCallerRole',
      'ConnectedFunction',
      'DeliveryLedgerName',
      'FindingsTopicArn',
      'FollowerRole',
      'HealthEndpoint',
      'InstallationAccessTokenEndpoint',
      'InstallationRecordEndpoint',
      'InstallationTableName',
      'InstallationTokenCallerRole',
      'InstallationsCallerRole',
      'InstallationsEndpoint',
      'JobsTableName',
      'KeyAdopterRole',
      'LimitedCallerRole',
      'NoGrantRole',
      'OperatorRole',
      'RecordCallerRole',
      'RefreshCachedDataEndpoint',
      'RefreshCallerRole',
      'Region',
      'RevokeInstallationTokensEndpoint',
      'RevokeTokensCallerRole',
      'TokenTableName',
      'TriggersEndpoint',
      'WebhookEndpoint',
      'WebhookSecretArn',
    ]);
    expect(JSON.stringify(template.findOutputs('*'))).not.toContain('Export');
  });

  it.each([
    ['AppTokenCaller', 'AppTokenGenerator'],
    ['InstallationTokenCaller', 'InstallationAccessTokenGenerator'],
    ['LimitedCaller', 'InstallationAccessTokenGenerator'],
    ['BudgetCaller', 'InstallationAccessTokenGenerator'],
    ['RefreshCaller', 'InstallationRefresher'],
    ['RecordCaller', 'InstallationData'],
    ['InstallationsCaller', 'GetInstallations'],
    ['RevokeTokensCaller', 'RevokeInstallationTokens'],
  ])('lets the role %s call %s only', (role, id) => {
    const { template } = deployed();
    const called = policiesOf(template, role).flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.map(
        ({ Resource }: { Resource: unknown }) => /CredentialManager(\w+?)handler/.exec(JSON.stringify(Resource))?.[1],
      ),
    );
    expect(called).toEqual([id, id]);
  });

  it('gives one role nothing, one what an operator needs, and adopting keys to another', () => {
    const { template } = deployed();
    expect(policiesOf(template, 'NoGrant')).toEqual([]);
    expect(JSON.stringify(policiesOf(template, 'Operator'))).toContain('kms:CreateKey');
    expect(JSON.stringify(policiesOf(template, 'KeyAdopter'))).not.toContain('kms:CreateKey');
  });

  it('lets only principals of its own account assume the roles', () => {
    const { template } = deployed();
    const root = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
    };
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: root } };
    const callers = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
      id.startsWith('SampleCallers'),
    );
    expect(callers).toHaveLength(12);
    for (const [, { Properties }] of callers)
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([statement]);
  });

  it.each([
    [undefined, 'RetainExceptOnCreate', {}],
    ['retain', 'RetainExceptOnCreate', told],
    ['destroy', 'Delete', { removalPolicy: 'destroy' }],
  ])('under the removal policy %s has its tables and logs on %s', (_policy, expected, context) => {
    const { inside } = deployed(context);
    for (const key of ['AppTable', 'AppInstallationTable']) {
      const tagged = { Properties: { Tags: Match.arrayWith([{ Key: 'CredentialManager', Value: key }]) } };
      inside.hasResource('AWS::DynamoDB::Table', { ...tagged, DeletionPolicy: expected });
    }
    // A cache: it goes in any case.
    inside.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    inside.allResources('AWS::Logs::LogGroup', { DeletionPolicy: expected });
  });

  it('takes the host of GitHub from the context', () => {
    const { inside } = deployed(told);
    inside.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { GITHUB_API_URL: told.gitHubApiUrl } },
    });
  });

  it('has a secret for the client of each App that people sign in to, and puts out both', () => {
    const { template } = deployed(told);
    const outputs = template.findOutputs('*');
    const [first, second] = [outputs.OAuthClientSecretArn?.Value, outputs.SecondOAuthClientSecretArn?.Value];
    expect([first, second]).toEqual([{ Ref: expect.anything() }, { Ref: expect.anything() }]);
    expect(first).not.toEqual(second);
  });

  it('lets the alarms of its account publish to their topic, under its key, and everybody to each over TLS only', () => {
    const { template } = deployed();
    const Condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const [topic] = Object.values(
      template.findResources('AWS::SNS::Topic', Match.objectLike({ Properties: { KmsMasterKeyId: Match.anyValue() } })),
    );
    const { KmsMasterKeyId: key } = Object(topic?.Properties);
    expect(key).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^AlertsKey/), 'Arn'] });
    const { [key['Fn::GetAtt'][0]]: found } = template.findResources('AWS::KMS::Key');
    expect(found?.Properties.KeyPolicy.Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition,
    });
    const statements = Object.values(template.findResources('AWS::SNS::TopicPolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const overTls = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(statements).toEqual([
      expect.objectContaining({ ...overTls, Resource: { Ref: expect.stringMatching(/^Alerts/) } }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: expect.stringMatching(/^Alerts/) },
        Condition,
      }),
      expect.objectContaining({ ...overTls, Resource: { Ref: expect.stringMatching(/^SampleBotFindings/) } }),
    ]);
  });

  describe('under the rules of CloudFormation that the CDK knows', () => {
    const strict = { ...withoutBundles, '@aws-cdk/core:validateAgainstDefaultRules': true };
    const whole = {
      gitHubAppId: '42',
      gitHubClientId: 'Iv23liAbCdEfGhIjKlMn',
      localHttpsUrl: 'https://127.0.0.1:8443',
    };
    // That of the process, which the CDK is loaded in, where a test's own is a copy.
    const { env } = requireOnce('node:process');
    const before = env.CDK_VALIDATION;
    beforeAll(() => {
      delete env.CDK_VALIDATION;
    });
    afterAll(() => {
      env.CDK_VALIDATION = before;
    });

    it('passes, with all that it can have', () => {
      const app = new App({ context: { ...strict, ...whole } });
      stackIn(app);
      expect(() => app.synth()).not.toThrow();
    });

    it('fails with functions that may run for a day', () => {
      const app = new App({ context: strict });
      const functions = stackIn(app)
        .node.findAll()
        .filter((each) => each instanceof CfnFunction);
      for (const each of functions) each.addPropertyOverride('Timeout', 86_400);
      expect(() => app.synth()).toThrow('Timeout: 86400');
    });
  });

  it('has names made for whatever stays when it is deleted, so that it can be deployed again', () => {
    const { directory } = deployed(told);
    const staying = readdirSync(directory)
      .filter((file) => file.endsWith('.template.json'))
      .flatMap((file): CfnResource[] =>
        Object.values(JSON.parse(readFileSync(join(directory, file), 'utf8')).Resources),
      )
      .filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
    expect([...new Set(staying.map(({ Type }) => Type))].sort()).toEqual(Object.keys(nameOf).sort());
    const named = staying.filter(({ Type, Properties = {} }) => String(nameOf[Type]) in Properties);
    expect(named).toEqual([]);
  });

  it('refuses a removal policy that it does not know', () => {
    expect(() => deployed({ removalPolicy: 'snapshot' })).toThrow('"snapshot". Give retain (the default) or destroy.');
  });
});

interface CfnResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The property that names it, of each type of which something stays; none where AWS always makes one. */
const nameOf: Readonly<Record<string, string | undefined>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Key': undefined,
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Name',
};

function stackIn(app: App) {
  return new TheAppFrameworkTestStack(app, 'the-app-framework-test-stack');
}

function synthesize(context: Record<string, string>) {
  const app = new App({ context: { ...withoutBundles, ...context } });
  const stack = stackIn(app);
  const { directory } = app.synth();
  return { template: Template.fromStack(stack), inside: Template.fromStack(stack.credentialManager), directory };
}

const synthesized = new Map<string, ReturnType<typeof synthesize>>();

/** What is the same is synthesized once. */
function deployed(context: Record<string, string> = {}) {
  const key = JSON.stringify(context);
  const known = synthesized.get(key) ?? synthesize(context);
  synthesized.set(key, known);
  return known;
}

function policiesOf(template: Template, role: string) {
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.values(template.findResources(type)),
  );
  return policies.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"SampleCallers${role}`));
}
