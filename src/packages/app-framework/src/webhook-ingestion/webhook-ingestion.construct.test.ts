import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { WebhookIngestionProps } from './props.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';
import { handlerIn, made } from './webhook-stack.test.support';

describe('WebhookIngestion', () => {
  it('reserves concurrency for the receiver alone, and only when asked to', () => {
    const reserved = (props?: Partial<WebhookIngestionProps>) =>
      Object.values(made(props).template().findResources('AWS::Lambda::Function')).flatMap(
        ({ Properties }) => Properties.ReservedConcurrentExecutions ?? [],
      );
    expect(reserved()).toEqual([]);
    expect(reserved({ reservedConcurrency: 50 })).toEqual([50]);
  });

  it('puts events on the bus that it is given', () => {
    const app = new App();
    const eventBus = new EventBus(new Stack(app, 'Buses'), 'Bus');
    const { template, webhooks } = made({ eventBus }, app);
    template().resourceCountIs('AWS::Events::EventBus', 0);
    expect(webhooks.eventBus).toBe(eventBus);
  });

  it.each<[string, Partial<WebhookIngestionProps>, Record<string, string>]>([
    ['the host of GitHub', {}, { default: 'api.github.com' }],
    ['another host', { gitHubApiUrl: 'https://ghe.example.com/api/v3' }, { default: 'ghe.example.com' }],
    [
      'Apps with their hosts',
      { apps: [{ appId: 7 }, { appId: 8, gitHubApiUrl: 'https://ghe.example.com/api/v3' }] },
      { '7': 'api.github.com', '8': 'ghe.example.com' },
    ],
  ])('tells the receiver %s', (_what, props, hosts) => {
    const variables = { APP_HOSTS: JSON.stringify(hosts), INLINE_LIMIT: '204800' };
    made(props)
      .template()
      .hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike(variables) } });
  });

  it.each<[string, Partial<WebhookIngestionProps>, string]>([
    ['an inline limit below nothing', { inlineLimit: -1 }, 'inlineLimit is -1'],
    ['half a byte', { inlineLimit: 0.5 }, 'inlineLimit is 0.5'],
    ['more than the bus takes', { inlineLimit: 900 * 1024 + 1 }, 'to 921600'],
    ['an App id that is none', { apps: [{ appId: 0 }] }, '0 is no id of an App'],
    ['a URL that is none', { gitHubApiUrl: 'ghe.example.com' }, 'Invalid URL'],
  ])('refuses %s', (_what, props, message) => {
    expect(() => made(props)).toThrow(message);
  });

  it.each([
    ['Greet', 'is no name of a handler'],
    ['1st', 'is no name of a handler'],
    ['', 'is no name of a handler'],
    ['x'.repeat(65), 'is no name of a handler'],
  ])('refuses a handler called %j', (name, message) => {
    const { stack, webhooks } = made();
    expect(() => webhooks.on({ name, event: 'issues' }, handlerIn(stack))).toThrow(message);
  });

  it('refuses two handlers of one name', () => {
    const { stack, webhooks } = made();
    webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack));
    expect(() => webhooks.on({ name: 'greet', event: 'push' }, handlerIn(stack, 'Other'))).toThrow(
      'called greet already',
    );
  });

  it('alarms for failures, for refused signatures and for what handlers gave up, and measures by deployment', () => {
    const { stack, webhooks, template } = made();
    const begun = webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
    expect([begun.failed, begun.signaturesRefused, begun.parked, begun.rightsNotTold]).toHaveLength(4);
    const dimensions = [
      { Name: 'Deployment', Value: expect.stringMatching(/^Bot\.Webhooks-\w{8}$/) },
      { Name: 'service', Value: 'Webhook Ingestion' },
    ];
    const alarms = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties,
    );
    const alarm = (MetricName: string, Threshold: number) =>
      expect.objectContaining({
        Namespace: 'AppFrameworkWebhooks',
        MetricName,
        Threshold,
        Statistic: 'Sum',
        Period: 300,
        Dimensions: dimensions,
        AlarmActions: [{ Ref: expect.stringMatching(/^Topic/) }],
      });
    expect(alarms).toEqual(
      expect.arrayContaining([alarm('DeliveriesFailed', 1), alarm('DeliveriesParked', 1), alarm('RightsNotTold', 1)]),
    );
    const refused = alarms.find(({ Metrics = [] }) => JSON.stringify(Metrics).includes('SignaturesRefused'));
    const of = (Id: string, Namespace: string, MetricName: string) =>
      expect.objectContaining({
        Id,
        MetricStat: expect.objectContaining({
          Metric: expect.objectContaining({ Namespace, MetricName }),
          Period: 300,
        }),
      });
    // Quiet in the minutes in which an App is registered here, and where nothing was ever registered as loud as before.
    expect(refused).toMatchObject({ Threshold: 10, ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
    expect(refused?.Metrics).toEqual([
      expect.objectContaining({ Expression: 'IF(FILL(setups, 0) > 0, 0, FILL(bad, 0))' }),
      of('bad', 'AppFrameworkWebhooks', 'SignaturesRefused'),
      of('setups', 'GitHubAppPlatform', 'SetupOpen'),
    ]);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
    const measured = [
      webhooks.metricPublished(),
      webhooks.metricRepeated(),
      webhooks.metricFailed(),
      webhooks.metricUnrouted(),
      webhooks.metricOvertaken(),
      webhooks.metricParked(),
      webhooks.metricRightsNotTold(),
      webhooks.metricBodiesRepeated(),
      webhooks.metricBodiesRefused(),
    ];
    expect(measured.map(({ metricName }) => metricName)).toEqual([
      'DeliveriesPublished',
      'DeliveriesRepeated',
      'DeliveriesFailed',
      'DeliveriesUnrouted',
      'DeliveriesOvertaken',
      'DeliveriesParked',
      'RightsNotTold',
      'BodiesRepeated',
      'BodiesRefused',
    ]);
    const name = measured[0]?.dimensions?.Deployment;
    expect([webhooks.metricProcessed(), webhooks.metricErrors()]).toMatchObject(
      ['EventProcessed', 'ErrorOccurred'].map((metricName) => ({
        namespace: 'GitHubAppPlatform',
        metricName,
        dimensions: { service: 'webhook', Deployment: name },
      })),
    );
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ WEBHOOK_DEPLOYMENT: name }) },
    });
  });

  it.each(['Errors', 'Throttles'])(
    'alarms at one of the %s of the receiver, which cannot count its own end',
    (metric) => {
      const { stack, webhooks, template } = made();
      const alarms = webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
      expect([alarms.receiverErrors, alarms.receiverThrottles]).toHaveLength(2);
      template().hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda',
        MetricName: metric,
        Statistic: 'Sum',
        Threshold: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: 'notBreaching',
        Dimensions: [{ Name: 'FunctionName', Value: stack.resolve(webhooks.receiverFunction.functionName) }],
        AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      });
    },
  );

  it('alarms at one message in a dead-letter queue of any handler, also of one that is added later', () => {
    const { stack, webhooks, template } = made();
    const queues = [webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack))];
    webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
    queues.push(webhooks.on({ name: 'later', event: 'push' }, handlerIn(stack, 'Later')));
    for (const queue of queues.flatMap(({ parkedQueue, undeliveredQueue }) => [parkedQueue, undeliveredQueue])) {
      template().hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Threshold: 1,
        Dimensions: [{ Name: 'QueueName', Value: stack.resolve(queue.queueName) }],
        AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      });
    }
  });

  it('leaves the dead-letter queues out where that is asked for', () => {
    const { stack, webhooks, template } = made();
    webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack));
    webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')), { deadLetters: 'unwatched' });
    template().resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SQS' }, 0);
  });

  it('stands several times in an account and in a stack, each under its own name', () => {
    const app = new App();
    const { stack, webhooks } = made({}, app);
    const other = new WebhookIngestion(stack, 'Others', { webhookSecret: new Secret(stack, 'OtherSecret') });
    const elsewhere = made({}, app, 'Second').webhooks;
    const names = [webhooks, other, elsewhere].map((one) => one.metricFailed().dimensions?.Deployment);
    expect(new Set(names).size).toBe(3);
    const physical = ['FunctionName', 'TableName', 'BucketName', 'QueueName', 'RoleName', 'LogGroupName'];
    const types = [
      'AWS::Lambda::Function',
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::IAM::Role',
      'AWS::Logs::LogGroup',
    ];
    const template = Template.fromStack(stack);
    const properties = types.flatMap((type) =>
      Object.values(template.findResources(type)).map((one) => one.Properties),
    );
    expect(properties.length).toBeGreaterThan(10);
    for (const one of properties) expect(Object.keys(one ?? {}).filter((name) => physical.includes(name))).toEqual([]);
  });

  it('meets the AwsSolutions rules', () => {
    const { stack, webhooks } = made();
    webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic', { enforceSSL: true })));
    webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack));
    webhooks.on({ name: 'line', event: 'issues', lane: 'issue', newestWins: true }, handlerIn(stack, 'Line'));
    const { violations } = new AwsSolutionsChecks().validateScope(webhooks);
    expect(violations).toEqual([]);
  });
});
