import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { made, statementsOf } from './webhook-stack.test.support';

describe('the resources of WebhookIngestion', () => {
  it('has one method of one path, with a throttle, traces, and bytes as they are sent', () => {
    const template = made().template();
    const api = Object.values(template.findResources('AWS::ApiGateway::RestApi'));
    expect(api).toHaveLength(1);
    expect(api[0]?.Properties).not.toHaveProperty('BinaryMediaTypes');
    expect(api[0]?.Properties).not.toHaveProperty('MinimumCompressionSize');
    expect(api[0]?.Properties.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
    template.resourceCountIs('AWS::ApiGateway::Method', 1);
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      Integration: { Type: 'AWS_PROXY', TimeoutInMillis: 10_000 },
    });
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'webhook' });
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'prod',
      TracingEnabled: true,
      MethodSettings: [
        Match.objectLike({
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 2_000,
          ThrottlingBurstLimit: 4_000,
          DataTraceEnabled: false,
        }),
      ],
    });
  });

  it('logs who asked and what was answered, and neither bodies nor queries nor headers', () => {
    const [stage] = Object.values(made().template().findResources('AWS::ApiGateway::Stage'));
    const { Format, DestinationArn } = stage?.Properties.AccessLogSetting ?? {};
    expect(JSON.stringify(DestinationArn)).toContain('WebhooksEndpointAccessLog');
    const named = [...String(Format).matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([
      'error.responseType',
      'httpMethod',
      'identity.sourceIp',
      'path',
      'requestId',
      'requestTime',
      'responseLatency',
      'responseLength',
      'status',
    ]);
    expect(Format).not.toMatch(/\$input|\$request|\$stageVariables/);
  });

  it('lets the receiver do this and nothing more: it reads no payload and no row but the routing', () => {
    const statements = statementsOf(made().template(), /WebhooksReceiver/);
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^WebhooksLedger/), 'Arn'] };
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^WebhooksPayloads/), 'Arn'] };
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: arn,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['api.github.com#*'] } },
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: arn,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['api.github.com#*', 'deployment'] } },
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:GetItem',
        Resource: arn,
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['deployment'] } },
      },
      { Effect: 'Allow', Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [bucket, '/webhooks/*']] } },
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^WebhooksBus/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: { Ref: expect.stringMatching(/^Secret/) },
      },
    ]);
  });

  it('lets a key of KMS make data keys for the receiver, which decrypts nothing with it', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const payloadKey = new Key(keys, 'Key');
    const { template } = made({ payloadKey }, app);
    const actions = statementsOf(template(), /WebhooksReceiver/).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.startsWith('kms:'))).toEqual(['kms:GenerateDataKey']);
    template().hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
        ],
      },
    });
  });

  it('keeps payloads for 90 days, closed to the public, over TLS, and the bucket when the stack goes', () => {
    const template = made().template();
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: ['webhooks/', 'steps/'].map((Prefix) => ({ Prefix, ExpirationInDays: 90, Status: 'Enabled' })),
        },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    made({ payloadRetention: Duration.days(30) })
      .template()
      .hasResourceProperties('AWS::S3::Bucket', {
        LifecycleConfiguration: { Rules: Array(2).fill(Match.objectLike({ ExpirationInDays: 30 })) },
      });
  });

  it('keeps the ledger by delivery and part, found by hour, by event, by what is open and by its id', () => {
    const index = (name: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: name, KeyType: 'HASH' },
        { AttributeName: 'ReceivedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    });
    made()
      .template()
      .hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          KeySchema: [
            { AttributeName: 'Delivery', KeyType: 'HASH' },
            { AttributeName: 'Part', KeyType: 'RANGE' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          GlobalSecondaryIndexes: [
            ...['Hour', 'EventDay', 'Open'].map(index),
            {
              IndexName: 'DeliveryId',
              KeySchema: [{ AttributeName: 'DeliveryId', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          TableName: Match.absent(),
        },
      });
  });

  it('takes everything along under the removal policy DESTROY, but for the role that others may log by', () => {
    const template = made({ removalPolicy: RemovalPolicy.DESTROY }).template();
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'])
      template.allResources(type, { DeletionPolicy: 'Delete' });
  });

  it('lets what empties the bucket see, when the removal policy becomes another, that it is to be emptied no more', () => {
    const bucket = { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebhooksPayloads'), 'Arn'] };
    const seesTag = { Effect: 'Allow', Action: 's3:GetBucketTagging', Resource: bucket };
    const role = { Policies: [Match.objectLike({ PolicyDocument: Match.objectLike({ Statement: [seesTag] }) })] };
    const destroyed = made({ removalPolicy: RemovalPolicy.DESTROY }).template();
    destroyed.hasResourceProperties('AWS::IAM::Role', role);
    destroyed.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
    made().template().resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });

  it('owns no setting of the account: a role for logs is set where there is none, and stays', () => {
    const template = made().template();
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.hasResource('AWS::IAM::Role', {
      DeletionPolicy: 'Retain',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [Match.objectLike({ Principal: { Service: 'apigateway.amazonaws.com' } })],
        },
      },
    });
    expect(statementsOf(template, /WebhooksAccessLogRole/)).toEqual([
      {
        Effect: 'Allow',
        Action: ['apigateway:GET', 'apigateway:PATCH'],
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/account']],
        },
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/AccessLogRole/), 'Arn'] },
      },
    ]);
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    expect(JSON.stringify(stage?.DependsOn)).toContain('WebhooksAccessLogRoleEnsured');
  });
});
