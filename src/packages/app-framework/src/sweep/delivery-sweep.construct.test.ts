import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager, WebhookIngestion, type WebhookIngestionProps } from '../index';
import { statementsOfPolicy } from '../lambda/policy-statements.test.support';
import { publishing } from '../webhooks/publishing-actions.test.support';

type Apps = Pick<WebhookIngestionProps, 'apps' | 'gitHubApiUrl' | 'publicWebhookUrl'>;

function synthesize(props: Apps, withCredentials: 'with credentials' | 'without'): Template {
  const stack = new Stack(new App(), 'Stack');
  const credentials =
    withCredentials === 'without' ? {} : { credentialManager: new CredentialManager(stack, 'CredentialManager') };
  const webhookSecret = new Secret(stack, 'Secret');
  const { sweep } = new WebhookIngestion(stack, 'Webhooks', { webhookSecret, ...credentials, ...props });
  sweep?.alarmOn({ bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:111122223333:topic' }) });
  return Template.fromStack(stack);
}

const apps = [{ appId: 42 }, { appId: 43, gitHubApiUrl: 'https://ghe.example.com/api/v3' }];
const whole = synthesize({ apps }, 'with credentials');

describe('DeliverySweep', () => {
  it('runs every 5 minutes for each App at its GitHub, never beside itself', () => {
    whole.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    whole.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('never arrived'),
      Timeout: 290,
      Environment: {
        Variables: Match.objectLike({
          SWEPT_APPS: '{"42":"https://api.github.com","43":"https://ghe.example.com/api/v3"}',
          APP_FRAMEWORK_APP_TOKEN_ENDPOINT: Match.anyValue(),
          APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: Match.absent(),
        }),
      },
    });
  });

  it('may get App tokens by the grant, keep payloads and publish, and can neither sign nor read payloads', () => {
    const statements = statementsOfPolicy(whole, /^WebhooksSweephandlerRole/);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      ...publishing,
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
      's3:PutObject',
    ]);
  });

  it.each([
    ['UnrecoverableDeliveries', 'Sum'],
    ['DeliveriesAtRisk', 'Maximum'],
    ['MissingDeliveries', 'Maximum'],
    ['WebhookUrlsElsewhere', 'Maximum'],
    ['ThrottledDeliveries', 'Sum'],
    ['Errors', 'Sum'],
  ])('raises an alarm at one of %s', (MetricName, Statistic) => {
    const alarmed = { AlarmActions: ['arn:aws:sns:us-east-1:111122223333:topic'], Threshold: 1 };
    whole.hasResourceProperties('AWS::CloudWatch::Alarm', { ...alarmed, MetricName, Statistic });
  });

  it('raises an alarm where a list was not read to its end for four hours', () => {
    const alarmed = { AlarmActions: ['arn:aws:sns:us-east-1:111122223333:topic'], Threshold: 14_400 };
    whole.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...alarmed,
      MetricName: 'OldestFullSweep',
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it('compares the webhook URL of Apps with that of the API, or with that of a domain of one’s own', () => {
    const urlIn = (template: Template) =>
      Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
        ({ Properties }) => Properties.Environment?.Variables?.WEBHOOK_URL ?? [],
      );
    expect(JSON.stringify(urlIn(whole))).toContain('/webhook');
    const publicWebhookUrl = 'https://hooks.example.com/webhook';
    expect(urlIn(synthesize({ apps, publicWebhookUrl }, 'with credentials'))).toEqual([publicWebhookUrl]);
  });

  it('may read the webhook secret where Apps are not listed, for its keys name them', () => {
    const template = synthesize({}, 'with credentials');
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('never arrived'),
      Environment: {
        Variables: Match.objectLike({
          SWEPT_APPS: '{"default":"https://api.github.com"}',
          WEBHOOK_SECRET_ARN: { Ref: Match.stringLikeRegexp('^Secret') },
        }),
      },
    });
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const [[, policy] = []] = policies.filter(([id]) => /^WebhooksSweephandlerRole/.test(id));
    expect(JSON.stringify(policy)).toContain('secretsmanager:GetSecretValue');
  });

  it('is not there without a credential manager', () => {
    const functions = Object.values(synthesize({ apps }, 'without').findResources('AWS::Lambda::Function'));
    const descriptions = functions.map(({ Properties }) => String(Properties.Description));
    expect(descriptions.length).toBeGreaterThan(3);
    expect(descriptions.filter((text) => text.includes('never arrived'))).toEqual([]);
  });
});
