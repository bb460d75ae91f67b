import { randomUUID } from 'node:crypto';
import { UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { alarmOf } from './harness/alarms';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { givenSubscriber } from './harness/subscriber';
import { untilUndone } from './harness/until-undone';
import { webhookUrl } from './harness/webhook-url';

describeWith(['the local GitHub', 'the local AWS'], 'doctor', () => {
  let app: ImportedApp;
  let login: string;
  let webhook: GivenWebhook;

  beforeAll(async () => {
    app = await givenApp();
    ({ login } = await gitHub.createAccount(`doctor-${app.appId}`));
    await gitHub.createRepository(login, 'web');
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());
  afterEach(() => gitHub.clearFaults());

  /** What an operator is told of this App, with nothing but the grants of one. */
  async function told(url = webhookUrl()) {
    const args = ['doctor', '--app-id', `${app.appId}`, '--webhook-url', url, '--json'];
    const ended = await operationsTool(args);
    const checks = listAt(ended.json(), 'checks');
    const of = (name: string) => checks.find((check) => textAt(check, 'check') === name);
    return { exitCode: ended.exitCode, stateOf: (name: string) => textAt(of(name), 'state'), of };
  }

  it('finds nothing wrong with an App that works, and proves its secret by a delivery that is here', async () => {
    await gitHub.install({ appId: app.appId, account: login });
    await gitHub.openIssue({ repository: `${login}/web`, title: 'Hello' });
    await gitHub.webhooksSettled();
    const opened = (await gitHub.deliveries(app.appId)).find(({ event }) => event === 'issues');
    if (!opened) throw new Error('GitHub lists no delivery of the issue.');
    const identity = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId: opened.deliveryId };
    await eventually({ what: 'the handler to have done it' }, async () =>
      (await handlerRow(identity, 'greet'))?.status === 'done' ? true : undefined,
    );
    // What the bot writes is delivered, too, once it has done it.
    const attempts = async () => {
      await gitHub.webhooksSettled();
      return (await gitHub.deliveries(app.appId)).length;
    };
    const before = await attempts();
    const { stateOf } = await told();
    const names = [
      'key',
      'clock',
      'acceptance',
      'suspended',
      'webhook-url',
      'deliveries',
      'webhook-secret',
      'quota',
      'queues',
    ];
    expect(names.map((name) => `${name} ${stateOf(name)}`)).toEqual(names.map((name) => `${name} fine`));
    expect(await attempts()).toBe(before + 1);
  });

  it('names what was done wrong, all at once', async () => {
    const { login: late } = await gitHub.createAccount(`late-${app.appId}`);
    await gitHub.install({ appId: app.appId, account: late, permissions: { metadata: 'read' } });
    const { login: gone } = await gitHub.createAccount(`gone-${app.appId}`);
    await gitHub.changeInstallation(await gitHub.install({ appId: app.appId, account: gone }), { suspended: true });
    const { login: busy } = await gitHub.createAccount(`busy-${app.appId}`);
    const installationId = await gitHub.install({ appId: app.appId, account: busy });
    await gitHub.setRateLimit({ installationId, remaining: 40 });
    // What came before is behind what comes now.
    await gitHub.webhooksSettled();
    await gitHub.setWebhook(app.appId, { url: webhookUrl(), secret: randomUUID() });
    await gitHub.openIssue({ repository: `${login}/web`, title: 'Signed with another secret' });
    await gitHub.webhooksSettled();

    const { exitCode, stateOf, of } = await told();
    expect(exitCode).toBe(6);
    const names = ['acceptance', 'suspended', 'deliveries', 'webhook-secret', 'quota'];
    expect(names.map((name) => `${name} ${stateOf(name)}`)).toEqual(names.map((name) => `${name} wrong`));
    expect(JSON.stringify(of('acceptance'))).toContain(`on ${late} has older permissions`);
    expect(JSON.stringify(of('suspended'))).toContain(`on ${gone} is suspended`);
    expect(JSON.stringify(of('quota'))).toContain(`on ${busy} has `);
    expect(JSON.stringify(of('deliveries'))).toMatch(/latest delivery .* was answered with 401/);
    expect(JSON.stringify(of('webhook-secret'))).toContain('another secret than the deployment knows');

    await gitHub.setWebhook(app.appId, { url: 'https://elsewhere.example.com/hook', secret: webhook.secret });
    // The local AWS has a certificate that lasts, which is read off its port.
    const elsewhere = await told(`${process.env.APP_FRAMEWORK_LOCAL_HTTPS}/webhook`);
    expect([elsewhere.stateOf('webhook-url'), elsewhere.stateOf('certificate')]).toEqual(['wrong', 'fine']);
  });

  it('names alarms that nobody hears and a table that cannot be restored, until both are mended', async () => {
    const [topic = ''] = (await alarmOf('SyncFailures')).AlarmActions ?? [];
    const restorable = untilUndone(() => makeRestorable(true));
    await makeRestorable(false);
    const { of } = await told();
    expect(JSON.stringify(of('alarms'))).toMatch(
      /Nobody hears \d\d alarms: the topic \S+ has no confirmed subscription/,
    );
    expect(of('backups')).toMatchObject({
      state: 'wrong',
      findings: [{ what: expect.stringContaining(`The table ${outputs.DeliveryLedgerName} has no point-in-time`) }],
    });
    await restorable();
    const subscriber = await givenSubscriber(topic);
    try {
      const { stateOf } = await told();
      expect([stateOf('alarms'), stateOf('backups')]).toEqual(['fine', 'fine']);
    } finally {
      await subscriber.stop();
    }
  });

  async function makeRestorable(PointInTimeRecoveryEnabled: boolean): Promise<void> {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
    const TableName = outputs.DeliveryLedgerName;
    await administrator.dynamoDb.send(
      new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
    );
  }

  it('names a key that GitHub knows no more', async () => {
    await gitHub.addFault({
      method: 'GET',
      path: '^/app$',
      times: 100,
      status: 401,
      body: { message: 'Bad credentials' },
    });
    const { exitCode, of } = await told();
    expect(exitCode).toBe(6);
    expect(JSON.stringify(of('key'))).toContain(`import-private-key app.pem ${app.appId}`);
  });
});
