import { alarmIn, alarmOf, measuredOf } from './harness/alarms';
import { rowsOf, waitedLong, wasBefore } from './harness/earlier-delivery';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { pausedHandler } from './harness/handler-queue';
import { commentCounts } from './harness/issue-comments';
import { type HandlerRow, handlerRow, ledgerRow } from './harness/ledger-rows';
import { control, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';
import { runNow, webhookFunctionOf } from './harness/webhook-functions';

describeWith(['the local GitHub', 'the local AWS'], 'the balance of the ledger', () => {
  let app: ImportedApp;
  let repository: string;
  let installationId: number;
  let webhook: GivenWebhook;

  withoutSchedules(() => webhookFunctionOf('balance'));
  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`balance-${app.appId}`);
    await gitHub.createRepository(login, 'web');
    repository = `${login}/web`;
    const permissions = { issues: 'write', metadata: 'read' } as const;
    installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());
  afterEach(() => gitHub.clearFaults());

  /** Somebody opens an issue while the handler is paused, and its delivery is published. */
  async function publishedIssue() {
    const number = await gitHub.openIssue({ repository, title: 'Greet me' });
    await gitHub.webhooksSettled();
    const newest = (await gitHub.deliveries(app.appId)).find(({ event }) => event === 'issues');
    if (!newest) throw new Error('GitHub lists no delivery of the issue.');
    const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId: newest.deliveryId };
    expect(await ledgerRow(delivery)).toMatchObject({ status: 'published', handlers: ['greet'] });
    return { delivery, number };
  }

  const done = (delivery: Awaited<ReturnType<typeof publishedIssue>>['delivery']) =>
    eventually({ what: 'the handler to have done it' }, async () => {
      const row = await handlerRow(delivery, 'greet');
      return row?.status === 'done' ? row : undefined;
    });

  async function greetings(number: number): Promise<number | undefined> {
    const [count] = await commentCounts(app, { repository, installationId }, [number]);
    return count;
  }

  it('sends what was lost on its way to a handler to that one again, tells it, and expects nothing of one that was removed', async () => {
    const paused = await pausedHandler('greet');
    const { delivery, number } = await publishedIssue();
    const alarm = await alarmOf('BalanceMissing');
    try {
      await paused.lose(delivery.deliveryId);
      const before = await measuredOf(alarm);
      await wasBefore(delivery, { hours: 2, handlers: ['greet', 'removed'] });
      await runNow('balance');
      expect(await rowsOf(delivery)).toEqual({ delivery: undefined, 'sent#greet': 1 });
      await eventually({ what: 'the figure of what is missing' }, async () =>
        (await measuredOf(alarm)) > before ? true : undefined,
      );
      await alarmIn('ALARM', alarm);
    } finally {
      await paused.resume();
    }
    expect(await done(delivery)).toMatchObject({ attempts: 1 });
    expect(await greetings(number)).toBe(1);

    await runNow('balance');
    expect(await rowsOf(delivery)).toEqual({ delivery: undefined, 'handler#greet': 1, 'sent#greet': 1 });
  });

  it('sends nothing again that waits in a queue which is hours behind', async () => {
    const paused = await pausedHandler('greet');
    const { delivery, number } = await publishedIssue();
    try {
      await wasBefore(delivery, { hours: 2, handlers: ['greet'] });
      await paused.isBehind(2 * 3_600);
      await runNow('balance');
      expect(await rowsOf(delivery)).toEqual({ delivery: undefined });
    } finally {
      await paused.resume();
    }
    expect(await done(delivery)).toMatchObject({ attempts: 1 });
    await wasBefore(delivery, { hours: 2, handlers: ['greet'] });
    await runNow('balance');
    expect(await rowsOf(delivery)).toEqual({ delivery: undefined, 'handler#greet': 1 });
    expect(await greetings(number)).toBe(1);
  });

  it('brings a security event again that was set aside, for GitHub did not answer for long', async () => {
    const { login } = await gitHub.createAccount(`aside-${app.appId}`);
    await gitHub.createRepository(login, 'safe');
    const reading = { contents: 'read', pull_requests: 'write', vulnerability_alerts: 'read' } as const;
    await gitHub.install({
      appId: app.appId,
      account: login,
      permissions: { ...reading, checks: 'write', issues: 'write' },
    });
    const paused = await pausedHandler('security');
    const alert = { source: 'dependabot', title: 'It pads', severity: 'critical', package: 'left-pad' };
    await control('POST', '/alerts', { repository: `${login}/safe`, ...alert });
    await gitHub.webhooksSettled();
    const told = (await gitHub.deliveries(app.appId)).find(({ event }) => event === 'dependabot_alert');
    const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId: told?.deliveryId ?? '' };
    await waitedLong(delivery, 'security');
    await gitHub.addFault({ path: `^/repos/${login}/safe`, status: 502, times: 100 });
    await paused.resume();
    const isSo = (what: string, is: (row: HandlerRow) => boolean) =>
      eventually({ what: `an event that is ${what}` }, async () => {
        const row = await handlerRow(delivery, 'security');
        return row && is(row) ? row : undefined;
      });
    expect(await isSo('set aside', ({ asideAt }) => asideAt !== undefined)).toMatchObject({ status: 'retry' });
    await gitHub.clearFaults();
    await wasBefore(delivery, { hours: 2, handlers: ['security'] });
    await runNow('balance');
    expect(await isSo('done', ({ status }) => status === 'done')).toMatchObject({ asideAt: undefined });
    expect(await rowsOf(delivery)).toMatchObject({ 'sent#security': 1 });
  });
});
