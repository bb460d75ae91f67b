import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { logGroupPrefixes } from '../deliveries/log-groups.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';
import { handlerIn, made, statementsOf } from './webhook-stack.test.support';

const { stack, webhooks } = made();
const assumedBy = new AccountPrincipal('111122223333');
webhooks.grantOperate(new Role(stack, 'Operator', { assumedBy }));
webhooks.grantRotateWebhookSecret(new Role(stack, 'Rotator', { assumedBy }));
const template = Template.fromStack(stack);
const [ledgerId] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
const arn = { 'Fn::GetAtt': [ledgerId, 'Arn'] };
const functionOf = (name: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(name), 'Arn'] });

/** Of the managed policies of a role. */
function statementsFor(role: string) {
  return Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('grantRotateWebhookSecret of WebhookIngestion', () => {
  it('reads and changes the secret, and allows nothing else', () => {
    expect(statementsFor('Rotator')).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        Resource: { Ref: expect.stringMatching(/^Secret/) },
      },
    ]);
  });

  it('uses the key of the secret, where it has one of its own', () => {
    const own = new Stack();
    const webhookSecret = new Secret(own, 'Secret', { encryptionKey: new Key(own, 'Key') });
    const role = new Role(own, 'Rotator', { assumedBy });
    new WebhookIngestion(own, 'Webhooks', { webhookSecret }).grantRotateWebhookSecret(role);
    Template.fromStack(own).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          Match.anyValue(),
          Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
          }),
        ],
      },
    });
  });
});

describe('grantOperate of WebhookIngestion', () => {
  it('finds and reads the ledger, starts what repeats and what recovers, and allows nothing else', () => {
    expect(statementsFor('Operator')).toEqual([
      {
        Effect: 'Allow',
        Action: [
          ...['tag:GetResources', 'cloudwatch:GetMetricStatistics', 'cloudwatch:DescribeAlarms'],
          ...['logs:DescribeLogGroups', 'logs:GetQueryResults'],
        ],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: 'logs:StartQuery',
        Resource: ['Bot-*', '/aws/lambda/Bot-*'].map((names) => ({
          'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(`:log-group:${names}`)])],
        })),
      },
      {
        Effect: 'Allow',
        Action: 'sns:GetTopicAttributes',
        Resource: { 'Fn::Join': ['', expect.arrayContaining([':sns:'])] },
      },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arn },
      { Effect: 'Allow', Action: 'dynamodb:DescribeContinuousBackups', Resource: arn },
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: [
          arn,
          ...['Hour', 'EventDay', 'Open', 'DeliveryId'].map((index) => ({
            'Fn::Join': ['', [arn, `/index/${index}`]],
          })),
        ],
      },
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: [functionOf(/^WebhooksRepetitionhandler/), functionOf(/^WebhooksRecoveryhandler/)],
      },
    ]);
    const inline = Object.values(template.findResources('AWS::IAM::Policy'));
    expect(JSON.stringify(inline.map(({ Properties }) => Properties.Roles))).not.toContain('Operator');
  });

  it('has a function that repeats read single rows and payloads, write what became of work, and send to handlers', () => {
    const { stack: own, webhooks: ingestion } = made();
    ingestion.on({ name: 'greet', event: 'issues' }, handlerIn(own));
    const statements = statementsOf(Template.fromStack(own), /WebhooksRepetition/);
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      's3:GetObject',
      's3:ListBucket',
      'events:PutEvents',
      'sqs:SendMessage',
    ]);
    expect(statements.at(-1)?.Resource).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^WebhooksHandlergreetQueue/), 'Arn'],
    });
  });

  it('searches the logs of no stack whose name goes on, save where functions have no room for the whole name', () => {
    const prefixesOf = (name: string) => logGroupPrefixes([new Stack(new App(), name)]);
    expect(prefixesOf('app')).toEqual(['app-', '/aws/lambda/app-']);
    expect(prefixesOf('a23456789b123456789')).toContain('/aws/lambda/a23456789b123456789-');
    expect(prefixesOf('a23456789b123456789c')).toContain('/aws/lambda/a23456789b123456789c');
    expect(prefixesOf('a23456789b123456789c1')).toContain('/aws/lambda/a23456789b123456789c');
  });

  it('finds the ledger by its tag, and in it what the deployment consists of', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      Tags: [
        { Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'WebhookIngestion' },
        { Key: 'WebhookIngestion', Value: 'DeliveryLedger' },
      ],
    });
    const [routing] = Object.values(template.findResources('AWS::CloudFormation::CustomResource')).filter(
      ({ Properties }) => Properties.Operations !== undefined,
    );
    const operations = JSON.stringify(routing?.Properties.Operations);
    const names = [
      'repeatFunction',
      'recoveryFunction',
      'webhookUrl',
      'webhookSecretArn',
      'archive',
      'logGroups',
      'queues',
    ];
    for (const name of names) {
      expect(operations).toContain(name);
    }
    expect(operations).not.toMatch(/sweepFunction|publicWebhookUrl|callbackUrl/);
  });

  it('finds where Apps post to and people are led back, where that is no address of the API', () => {
    const publicWebhookUrl = 'https://hooks.example.com/webhook';
    const app = { appId: 7, clientId: 'Iv23liAAAABBBBCCCC' };
    const one = new App();
    const signIn = [{ ...app, clientSecret: new Secret(new Stack(one, 'Secrets'), 'Client') }];
    const own = made({ publicWebhookUrl, signInUrl: 'https://bot.example.com', signIn }, one).template();
    const operations = Object.values(own.findResources('AWS::CloudFormation::CustomResource')).map(({ Properties }) =>
      JSON.stringify(Properties.Operations ?? ''),
    );
    expect(operations.join()).toContain(publicWebhookUrl);
    expect(operations.join()).toContain('https://bot.example.com/auth/callback');
  });
});
