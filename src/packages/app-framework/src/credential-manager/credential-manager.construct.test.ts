import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { endpointNameOf, operationsOfApi } from '../api/operations';
import { CredentialManager } from './credential-manager.construct';
import type { CredentialManagerProps } from './props.construct';

describe('CredentialManager', () => {
  it('keeps the logical ids of the tables, so that an upgrade in place keeps their rows', () => {
    const { template } = deployed();
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table')).sort()).toEqual([
      'AppInstallationTableA0A9C84B',
      'AppTable815C50BC',
      'TokenTable3625D248',
    ]);
  });

  it('keeps the logical ids of the functions and their URLs, so that an upgrade in place keeps the endpoints', () => {
    const { template } = deployed();
    expect(Object.keys(template.findResources('AWS::Lambda::Function')).sort()).toEqual([
      'AppTokenGeneratorhandlerA9471232',
      'GetInstallationshandler1A6CA2E7',
      'InstallationAccessTokenGeneratorhandlerB8BAD7C4',
      'InstallationDatahandler44881555',
      'InstallationRefresherhandlerB2D57F27',
      'InstallationTrackerhandlerEE1753B5',
      'RateLimitTrackerhandlerD3C0B527',
      'RevokeInstallationTokenshandlerC9FB43D1',
    ]);
    expect(Object.keys(template.findResources('AWS::Lambda::Url')).sort()).toEqual([
      'AppTokenGeneratorhandlerFunctionUrl57A8D61F',
      'GetInstallationshandlerFunctionUrl4E532BAC',
      'InstallationAccessTokenGeneratorhandlerFunctionUrl630F93F0',
      'InstallationDatahandlerFunctionUrlA6FF14D7',
      'InstallationRefresherhandlerFunctionUrl653EFA74',
      expect.stringMatching(/^RevokeInstallationTokenshandlerFunctionUrl/),
    ]);
  });

  it('stores Apps by id, with point-in-time recovery, and keeps the table', () => {
    const { template } = deployed();
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [{ AttributeName: 'AppId', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'AppId', AttributeType: 'N' }],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TableName: Match.absent(),
        GlobalSecondaryIndexes: Match.absent(),
        Tags: [
          { Key: 'CredentialManager', Value: 'AppTable' },
          { Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'CredentialManager' },
          { Key: 'GitHubApiUrl', Value: 'https://api.github.com' },
        ],
      },
    });
  });

  it('stores installations by App and account, found by node id, installation id and login, and keeps the table', () => {
    const { template } = deployed();
    const index = (name: string, attribute: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: attribute, KeyType: 'HASH' },
        { AttributeName: 'AppId', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    });
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'AppId', KeyType: 'HASH' },
          { AttributeName: 'NodeId', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'AppId', AttributeType: 'N' },
          { AttributeName: 'NodeId', AttributeType: 'S' },
          { AttributeName: 'InstallationId', AttributeType: 'N' },
          { AttributeName: 'Login', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          index('NodeID', 'NodeId'),
          index('InstallationID', 'InstallationId'),
          index('Login', 'Login'),
        ],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        Tags: [
          { Key: 'CredentialManager', Value: 'AppInstallationTable' },
          { Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'CredentialManager' },
        ],
      },
    });
  });

  it.each([
    ['AppTokenGenerator', 'AppTokenEndpoint', 15],
    ['InstallationAccessTokenGenerator', 'InstallationAccessTokenEndpoint', 60],
    ['InstallationRefresher', 'RefreshCachedDataEndpoint', 300],
    ['InstallationData', 'InstallationRecordEndpoint', 15],
    ['GetInstallations', 'InstallationsEndpoint', 15],
    ['RevokeInstallationTokens', 'RevokeInstallationTokensEndpoint', 300],
  ])('tags %s as %s of its App table and ends it after %i seconds', (id, endpointName, timeout) => {
    const { template } = deployed();
    const found = template.findResources('AWS::Lambda::Function', {
      Properties: {
        Timeout: timeout,
        Tags: [
          { Key: 'AppTable', Value: { Ref: 'AppTable815C50BC' } },
          { Key: 'CredentialManager', Value: endpointName },
          { Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'CredentialManager' },
        ],
      },
    });
    expect(Object.keys(found)).toEqual([expect.stringMatching(`^${id}handler`)]);
  });

  it('puts every operation behind a URL for signed requests, and the sync behind none', () => {
    const { template } = deployed();
    const urls = Object.values(template.findResources('AWS::Lambda::Url')).map(({ Properties }) => Properties);
    expect(urls.map(({ AuthType, Cors }) => [AuthType, Cors])).toEqual(Array(6).fill(['AWS_IAM', undefined]));
    expect(JSON.stringify(urls)).not.toContain('InstallationTracker');
  });

  it('tells functions their tables and the host of GitHub', () => {
    const { template } = deployed({ gitHubApiUrl: 'https://github.example.com/api/v3' });
    const house = { APP_FRAMEWORK_URL_SUFFIX: { Ref: 'AWS::URLSuffix' } };
    const apps = { ...house, APP_TABLE_NAME: { Ref: 'AppTable815C50BC' } };
    const installations = { ...house, INSTALLATION_TABLE_NAME: { Ref: 'AppInstallationTableA0A9C84B' } };
    const all = { ...apps, ...installations, GITHUB_API_URL: 'https://github.example.com/api/v3' };
    const tokens = {
      TOKEN_TABLE_NAME: { Ref: 'TokenTable3625D248' },
      TOKEN_KEY_ARN: { 'Fn::GetAtt': [expect.stringMatching(/^TokenTableTokenKey/), 'Arn'] },
    };
    const unrecorded = {
      UNRECORDED_TOKENS_PARAMETER: expect.stringMatching(
        /^\/app-framework\/Parent\.CredentialManager-\w{8}\/unrecorded-tokens$/,
      ),
    };
    const place = {
      SYNC_PLACE_PARAMETER: expect.stringMatching(/^\/app-framework\/Parent\.CredentialManager-\w{8}\/sync-place$/),
    };
    const ofTokens = expect.objectContaining({ ...all, ...tokens, ...unrecorded, TOKEN_SHARING: 'caller' });
    const found = Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => [
      id.replace(/handler.*/, ''),
      Properties.Environment.Variables,
    ]);
    expect(Object.fromEntries(found)).toEqual({
      AppTokenGenerator: apps,
      InstallationAccessTokenGenerator: ofTokens,
      RevokeInstallationTokens: ofTokens,
      InstallationRefresher: { ...all, ...place },
      InstallationTracker: { ...all, ...place },
      RateLimitTracker: { ...apps, ...tokens, RATE_LIMIT_METRICS: 'app' },
      InstallationData: installations,
      GetInstallations: installations,
    });
  });

  it('asks github.com unless told otherwise', () => {
    deployed().template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { GITHUB_API_URL: 'https://api.github.com' } },
    });
  });

  it('syncs installations every 30 minutes, without retries in between', () => {
    const { template } = deployed();
    const sync = template.findResources('AWS::Lambda::Function', { Properties: { Timeout: 900 } });
    const [id = 'absent'] = Object.keys(sync);
    expect(id).toMatch(/^InstallationTracker/);
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(30 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [id, 'Arn'] }, Id: 'Target0' }],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: id },
      MaximumRetryAttempts: 0,
    });
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('InstallationTrackerinstallationTrackerRule'), 'Arn'] },
    });
  });

  it('takes schedule, removal policy, retention, memory, architecture and runtime', () => {
    const { template } = deployed({
      syncSchedule: Schedule.rate(Duration.hours(2)),
      removalPolicy: RemovalPolicy.DESTROY,
      logRetention: RetentionDays.ONE_WEEK,
      memorySize: 256,
      architecture: Architecture.X86_64,
      runtime: Runtime.NODEJS_22_X,
    });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(2 hours)' });
    template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.allResourcesProperties('AWS::Lambda::Function', {
      MemorySize: 256,
      Architectures: ['x86_64'],
      Runtime: 'nodejs22.x',
    });
  });

  it('runs on Node.js 24 and ARM, and keeps logs for six months, by default', () => {
    const { template } = deployed();
    template.allResourcesProperties('AWS::Lambda::Function', { Architectures: ['arm64'], Runtime: 'nodejs24.x' });
    template.allResources('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 180 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 8);
  });

  it('tags the nested stack', () => {
    const { parent } = deployed();
    Template.fromStack(parent).hasResourceProperties('AWS::CloudFormation::Stack', {
      Tags: [{ Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'CredentialManager' }],
    });
  });

  it('shows its endpoints, functions and ARNs', () => {
    const { parent, credentials } = deployed();
    const pairs = [
      [credentials.appTokenLambdaArn, credentials.appTokenFunction.functionArn],
      [credentials.installationAccessLambdaArn, credentials.installationAccessTokenFunction.functionArn],
      [credentials.installationAccessTokenLambdaArn, credentials.installationAccessTokenFunction.functionArn],
      [credentials.refreshCachedDataLambdaArn, credentials.refreshCachedDataFunction.functionArn],
      [credentials.installationRecordLambdaArn, credentials.installationRecordFunction.functionArn],
      [credentials.installationsLambdaArn, credentials.installationsFunction.functionArn],
      [credentials.revokeInstallationTokensLambdaArn, credentials.revokeInstallationTokensFunction.functionArn],
    ];
    for (const [arn, expected] of pairs) {
      expect(arn).toBe(expected);
    }
    const endpoints = {
      AppTokenGenerator: credentials.appTokenEndpoint,
      InstallationAccessTokenGenerator: credentials.installationAccessTokenEndpoint,
      InstallationRefresher: credentials.refreshCachedDataEndpoint,
      InstallationData: credentials.installationRecordEndpoint,
      GetInstallations: credentials.installationsEndpoint,
      RevokeInstallationTokens: credentials.revokeInstallationTokensEndpoint,
    };
    expect(Object.values(credentials.endpoints)).toEqual(Object.values(endpoints));
    expect(Object.keys(credentials.endpoints)).toEqual(operationsOfApi.map(endpointNameOf));
    for (const [id, endpoint] of Object.entries(endpoints)) {
      expect(credentials.resolve(endpoint)).toEqual({
        'Fn::GetAtt': [expect.stringMatching(`^${id}handlerFunctionUrl`), 'FunctionUrl'],
      });
    }
    expect(credentials.installationSyncFunction.node.path).toBe('Parent/CredentialManager/InstallationTracker/handler');
    expect(parent.resolve(credentials.appTable.tableName)).toBeDefined();
  });

  it('has metrics of every operation and of the sync to alarm on', () => {
    const { parent, credentials } = created();
    const alarm = { threshold: 1, evaluationPeriods: 1 };
    new Alarm(parent, 'Errors', { metric: credentials.metricErrors('GetAppToken'), ...alarm });
    new Alarm(parent, 'Throttles', { metric: credentials.metricThrottles('GetInstallationToken'), ...alarm });
    new Alarm(parent, 'Duration', { metric: credentials.metricDuration('GetInstallations'), ...alarm });
    new Alarm(parent, 'Sync', {
      metric: credentials.metricSyncFailures({ period: Duration.hours(1) }),
      ...alarm,
    });
    const found = Object.values(Template.fromStack(parent).findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => [
        Properties.MetricName,
        Properties.Period,
        /CredentialManager(\w+?)handler/.exec(JSON.stringify(Properties.Dimensions))?.[1],
      ],
    );
    expect(found).toEqual([
      ['Url5xxCount', 300, 'AppTokenGenerator'],
      ['Throttles', 300, 'InstallationAccessTokenGenerator'],
      ['UrlRequestLatency', 300, 'GetInstallations'],
      ['Errors', 3600, 'InstallationTracker'],
    ]);
  });

  it('writes out no partition, region or physical name, so that copies live side by side anywhere', () => {
    const { parent, credentials } = created();
    new CredentialManager(parent, 'Second');
    const template = Template.fromStack(credentials);
    const resources = Object.values(template.toJSON().Resources);
    expect(JSON.stringify(resources)).not.toMatch(/arn:aws|amazonaws\.com\.cn|us-[a-z]+-\d|eu-[a-z]+-\d/);
    const names = ['FunctionName', 'TableName', 'LogGroupName', 'RoleName', 'Name'];
    const named = Object.values(template.findResources('*')).filter(({ Properties }) =>
      names.some((name) => typeof Properties?.[name] === 'string'),
    );
    expect(resources.length).toBeGreaterThan(20);
    expect(named).toEqual([]);
  });

  it.each([
    ['anywhere', undefined],
    ['in a given account and region', { account: '111122223333', region: 'eu-west-1' }],
  ])('meets the AwsSolutions rules %s, with a reason for each exception', (_where, env) => {
    const app = new App();
    const parent = new Stack(app, 'Parent', { env });
    const credentials = new CredentialManager(parent, 'CredentialManager');
    const role = new Role(parent, 'Caller', { assumedBy: new AccountPrincipal('111122223333') });
    credentials.grantGetAppToken(role);

    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
    const exceptions = acknowledged(app);
    expect([...new Set(Object.keys(exceptions).map((id) => id.replace(/arn:.*:key/, 'key')))].sort()).toEqual([
      'AwsSolutions-DDB3',
      'AwsSolutions-IAM5[Resource::*]',
      expect.stringMatching(/parameter.*ceilings/),
      'AwsSolutions-IAM5[Resource::key/*]',
    ]);
    expect(Object.values(exceptions).every((reason) => reason.length > 40)).toBe(true);
  });
});

function created(props?: CredentialManagerProps) {
  const parent = new Stack(new App(), 'Parent');
  return { parent, credentials: new CredentialManager(parent, 'CredentialManager', props) };
}

function deployed(props?: CredentialManagerProps) {
  const { parent, credentials } = created(props);
  return { parent, credentials, template: Template.fromStack(credentials) };
}

/** Rules that the tree makes an exception of, and why. */
function acknowledged(root: IConstruct): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { node } of root.node.findAll()) {
    for (const { type, data } of node.metadata) {
      if (type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY) {
        for (const [id, reason] of Object.entries<string>(data)) {
          found[id.replace(/^annotation::/i, '')] = reason;
        }
      }
    }
  }
  return found;
}
