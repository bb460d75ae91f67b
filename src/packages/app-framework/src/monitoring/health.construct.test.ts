import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import { Monitoring } from './monitoring.construct';

describe('the health of a deployment', () => {
  const app = new App();
  const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
  const { stack, webhooks, template } = made({ credentialManager }, app);
  const elsewhere = new Stack(app, 'Elsewhere');
  const monitoring = new Monitoring(elsewhere, 'Monitoring', { webhooks });
  const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  monitoring.grantReadHealth(reader);
  const bot = template();

  it('is looked at every 15 minutes, by a function that may look and keep what it found, and no more', () => {
    bot.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(15 minutes)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Healthhandler'), 'Arn'] } })],
    });
    const statements = statementsOf(bot, /Healthhandler/);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      ...['cloudwatch:GetMetricStatistics', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Query', 'dynamodb:Scan'],
      ...['kms:Sign', 'ssm:PutParameter'],
    ]);
    const signing = statements.find(({ Action }) => Action === 'kms:Sign');
    expect(signing.Condition.StringEquals).toMatchObject({
      'aws:ResourceTag/Status': 'Active',
      'kms:SigningAlgorithm': 'RSASSA_PSS_SHA_256',
    });
  });

  it('is shown to everybody at GET /health, by a function that may only read what was found', () => {
    bot.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'health' });
    bot.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: Match.objectLike({ Uri: Match.objectLike({ 'Fn::Join': Match.anyValue() }) }),
    });
    expect(statementsOf(bot, /HealthShow/).map(({ Action }) => Action)).toEqual(['ssm:GetParameter']);
    expect(JSON.stringify(stack.resolve(monitoring.healthUrl))).toMatch(/\/health"\]\]}$/);
  });

  it('is told in full to whom it was granted, through a URL that takes signed requests', () => {
    bot.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'AWS_IAM',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('HealthShow'), 'Arn'] },
    });
    expect(statementsOf(bot, /^\[{"Ref":"Reader/).map(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
  });

  it('stands beside the API, wherever what watches stands', () => {
    Template.fromStack(elsewhere).resourceCountIs('AWS::Lambda::Function', 0);
  });
});
