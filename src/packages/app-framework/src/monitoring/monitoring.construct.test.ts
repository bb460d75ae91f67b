import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { field } from '../lambda/parsed-json';
import { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import { Workflows } from '../workflows/workflows.construct';
import { Monitoring } from './monitoring.construct';

const whole = made();
const alone = made({ parts: 'webhooks alone' });

interface Alarm {
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly TreatMissingData?: string;
  readonly Metrics?: readonly { readonly Expression?: string }[];
}

describe('alarmOn of Monitoring', () => {
  it('has each alarm act, and say what is wrong, where it is written what to do, and what to run', () => {
    expect(Object.keys(whole.alarms)).toHaveLength(19);
    for (const { AlarmDescription, AlarmActions } of Object.values(whole.alarms)) {
      expect(AlarmDescription).toMatch(/^Stack\/Monitoring\/Alarms: [A-Z5].*\. Runbook: [a-z-]+\. Run: [a-z]+( |-|$)/);
      expect(AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
    }
  });

  it('looks at as many metrics as the documents say that it costs, of the tables that they name', () => {
    const looked = ({ Metrics }: Alarm) => Metrics?.filter(({ Expression }) => Expression === undefined).length ?? 1;
    expect(Object.values(whole.alarms).reduce((sum, alarm) => sum + looked(alarm), 0)).toBe(54);
    const tables = Object.values(whole.alarms).filter((alarm) => looked(alarm) === 6);
    expect(tables).toHaveLength(6);
    for (const name of ['Ledger', 'Apps', 'Installations', 'Tokens', 'UserTokens', 'Jobs'])
      expect(tables).toContain(whole.alarm(`${name}Table`));
  });

  it('takes silence for a failure of what has to run, and of nothing else', () => {
    const silent = (of: string) =>
      Object.entries(whole.alarms).flatMap(([id, { TreatMissingData }]) => (TreatMissingData === of ? [id] : []));
    expect(silent('breaching').map(nameOf).sort()).toEqual([
      ...['BalanceSilent', 'RecoverySilent', 'SweepSilent', 'Unhealthy'],
    ]);
    expect(silent('notBreaching')).toHaveLength(15);
    const beat = { MetricName: 'Invocations', Statistic: 'Sum', Period: 300, EvaluationPeriods: 3, Threshold: 1 };
    whole.template.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { ...beat, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
      3,
    );
  });

  it('wants a least number of what it has a share of, for as long as it is told', () => {
    const expression = (part: string) => whole.alarm(part).Metrics?.find(({ Expression }) => Expression)?.Expression;
    expect(expression('NotTaken')).toMatch(
      /^IF\(\(FILL\(bad, 0\) \+ FILL\(good, 0\)\) >= 20, 100 \* FILL\(bad, 0\) \//,
    );
    expect(expression('NotHandled')).toContain('>= 20');
    expect(expression('Slow')).toBe('IF(FILL(badMany, 0) >= 20, bad, 0)');
    expect(expression('Uninstalls')).toContain('>= 5');
  });

  it('begins where the figures are that it is asked for', () => {
    const { template } = made({ thresholds: { failurePercent: 1, callsLeft: 500, tokensMinted: 10 } });
    const has = (properties: object) => template.hasResourceProperties('AWS::CloudWatch::Alarm', properties);
    has({ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', Metrics: Match.anyValue() });
    has({ Threshold: 500, ComparisonOperator: 'LessThanThreshold', MetricName: 'GitHubAPICallsRemaining' });
    has({ Threshold: 10, MetricName: 'TokensMinted' });
    whole.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 30,
      MetricName: 'DaysToExpiry',
      ComparisonOperator: 'LessThanOrEqualToThreshold',
    });
  });

  it('has none on what a deployment does not have', () => {
    expect(Object.keys(alone.alarms).map(nameOf).sort()).toEqual(
      ['Unhealthy', 'NotTaken', 'NotHandled', 'Slow', 'LedgerTable', 'RecoverySilent', 'BalanceSilent'].sort(),
    );
  });
});

describe('platformDashboard', () => {
  it('is one screen without a name of its own: alarms, and three rows of three graphs', () => {
    whole.template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: Match.absent() });
    const widgets = whole.widgets();
    expect(widgets).toHaveLength(10);
    const bottoms = widgets.map((one) => Number(field(one, 'y')) + Number(field(one, 'height')));
    expect(Math.max(...bottoms)).toBeLessThanOrEqual(18);
    const rights = widgets.map((one) => Number(field(one, 'x')) + Number(field(one, 'width')));
    expect(Math.max(...rights)).toBe(24);
    const titles = widgets.map((one) => field(field(one, 'properties'), 'title'));
    expect(titles.slice(0, 3)).toEqual(['Alarms', 'Deliveries', 'Work of handlers']);
  });

  it('does not grow with the handlers, nor stand empty where there is no credential manager', () => {
    expect(made({ handlers: 'more' }).widgets()).toEqual(made({ handlers: 'none' }).widgets());
    expect(alone.widgets()).toHaveLength(10);
  });
});

function nameOf(id: string): string {
  return /^MonitoringAlarms(.*)[0-9A-F]{8}$/.exec(id)?.[1] ?? id;
}

interface Made {
  readonly parts?: 'all' | 'webhooks alone';
  readonly handlers?: 'none' | 'more';
  readonly thresholds?: Parameters<Monitoring['alarmOn']>[1];
}

function made({ parts = 'all', handlers = 'none', thresholds }: Made = {}) {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
  const isWhole = parts === 'all';
  const credentialManager = isWhole ? new CredentialManager(stack, 'Credentials') : undefined;
  const certificate = Certificate.fromCertificateArn(
    stack,
    'Certificate',
    'arn:aws:acm:us-east-1:111122223333:certificate/c',
  );
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    ...(credentialManager && {
      credentialManager,
      customDomain: { domainName: 'webhooks.example.com', certificate },
      signIn: [{ appId: 7, clientId: 'Iv23li7', clientSecret: new Secret(stack, 'ClientSecret') }],
    }),
  });
  const workflows = isWhole ? new Workflows(stack, 'Workflows', { webhooks }) : undefined;
  const monitoring = new Monitoring(stack, 'Monitoring', { webhooks, ...(workflows && { workflows }) });
  monitoring.alarmOn(new SnsAction(new Topic(stack, 'Topic')), thresholds);
  monitoring.platformDashboard();
  if (handlers === 'more') webhooks.on({ name: 'greet', event: 'issues' }, webhooks.receiverFunction);
  const template = Template.fromStack(stack);
  const all = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  const ours = all.filter(([id]) => id.startsWith('MonitoringAlarms'));
  const alarms: Record<string, Alarm> = Object.fromEntries(ours.map(([id, { Properties }]) => [id, Properties]));
  return {
    template,
    alarms,
    alarm: (part: string) => {
      const found = Object.entries(alarms).find(([id]) => nameOf(id) === part);
      if (!found) throw new Error(`There is no alarm ${part}.`);
      return found[1];
    },
    widgets: (): unknown[] => {
      const [board] = Object.values(template.findResources('AWS::CloudWatch::Dashboard', { Properties: {} }));
      const parts: unknown[] = board?.Properties.DashboardBody['Fn::Join'][1] ?? [];
      const body: unknown = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join(''));
      const widgets = field(body, 'widgets');
      return Array.isArray(widgets) ? widgets : [];
    },
  };
}
