import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager, WebhookIngestion, type WebhookIngestionProps } from '../index';
import { statementsOfPolicy } from '../lambda/policy-statements.test.support';
import { publishing } from '../webhooks/publishing-actions.test.support';

function synthesize(
  props: (stack: Stack) => Partial<WebhookIngestionProps> = () => ({}),
  more: (webhooks: WebhookIngestion) => void = () => {},
): Template {
  const stack = new Stack(new App(), 'Stack');
  more(new WebhookIngestion(stack, 'Webhooks', { webhookSecret: new Secret(stack, 'Secret'), ...props(stack) }));
  return Template.fromStack(stack);
}

/** Statements of the policy of the recovery's role. */
const statementsIn = (template: Template) => statementsOfPolicy(template, /^WebhooksRecoveryhandlerRole/);

describe('DeliveryRecovery', () => {
  it('runs every minute, never beside itself, and is not repeated by Lambda', () => {
    const template = synthesize();
    const [[handler = ''] = []] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
      /^WebhooksRecoveryhandler/.test(id),
    );
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [handler, 'Arn'] } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: handler },
      MaximumRetryAttempts: 0,
    });
    template.hasResource('AWS::Lambda::Function', {
      Properties: {
        Timeout: 55,
        Description: Match.stringLikeRegexp('did not come to the bus'),
        Tags: Match.arrayWith([{ Key: 'DeliveryLedger', Value: { Ref: Match.stringLikeRegexp('Ledger') } }]),
      },
    });
  });

  it.each([/^WebhooksReceiver/, /^WebhooksRecovery/, /^WebhooksSweep/])('has %s count for the deployment', (id) => {
    const template = synthesize((stack) => ({ credentialManager: new CredentialManager(stack, 'Credentials') }));
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const [, { Properties } = { Properties: undefined }] = functions.find(([name]) => id.test(name)) ?? [];
    expect(Properties.Environment.Variables.WEBHOOK_DEPLOYMENT).toMatch(/^Stack.Webhooks-/);
  });

  it('may read payloads, publish and mark, and nothing more', () => {
    const statements = statementsIn(synthesize());
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([...publishing, 's3:GetObject', 's3:ListBucket']);
    expect(JSON.stringify(statements.find(({ Action }) => Action === 'dynamodb:Query')?.Resource)).toMatch(
      /"\/index\/Open"/,
    );
    expect(statements.find(({ Action }) => Action === 'dynamodb:GetItem')?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['deployment'] },
    });
  });

  it('may decrypt payloads that are under a key of KMS', () => {
    const statements = statementsIn(synthesize((stack) => ({ payloadKey: new Key(stack, 'Key') })));
    expect(statements.flatMap(({ Action }) => Action)).toContain('kms:Decrypt');
  });

  it('raises an alarm where a delivery stays for more than 15 minutes, and where a run fails', () => {
    const action = { bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:111122223333:topic' }) };
    const template = synthesize(undefined, ({ recovery }) => recovery.alarmOn(action));
    const alarmed = { AlarmActions: ['arn:aws:sns:us-east-1:111122223333:topic'], Period: 300, DatapointsToAlarm: 1 };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...alarmed,
      Namespace: 'AppFrameworkWebhooks',
      MetricName: 'OldestUnpublished',
      Dimensions: [{ Name: 'Ledger', Value: { Ref: Match.stringLikeRegexp('^WebhooksLedger') } }],
      Statistic: 'Maximum',
      Threshold: 900,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...alarmed,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  it('has alarms without an action, too', () => {
    const template = synthesize();
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'OldestUnpublished' }, 1);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
  });
});
