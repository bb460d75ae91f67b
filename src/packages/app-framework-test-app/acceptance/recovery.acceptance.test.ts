import { randomUUID } from 'node:crypto';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { handlerRow, ledgerRow } from './harness/ledger-rows';
import { gitHub, type Listed } from './harness/local-github';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';
import { runNow, webhookFunctionOf } from './harness/webhook-functions';
import { webhookUrl } from './harness/webhook-url';

describeWith(['the local GitHub', 'the local AWS'], 'recovery', () => {
  let app: ImportedApp;
  let repository: string;
  let webhook: GivenWebhook;

  withoutSchedules(() => webhookFunctionOf('sweep'));
  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`recovery-${app.appId}`);
    await gitHub.createRepository(login, 'website');
    repository = `${login}/website`;
    await gitHub.install({ appId: app.appId, account: login, permissions: { issues: 'write' } });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());
  afterEach(async () => {
    await gitHub.setClock(0);
    await gitHub.clearDeliveryFaults();
  });

  const identityOf = ({ deliveryId }: Listed) => ({
    host: new URL(gitHub.url).host,
    appId: app.appId,
    deliveryId,
  });

  /** Somebody opens an issue, and GitHub lists a delivery of it. */
  const issueOpened = async (title: string): Promise<Listed> => {
    await gitHub.openIssue({ repository, title });
    await gitHub.webhooksSettled();
    const newest = (await gitHub.deliveries(app.appId)).find(({ event }) => event === 'issues');
    if (!newest) throw new Error('GitHub lists no delivery of the issue.');
    return newest;
  };
  /** Minutes ago: what is missing may still arrive by itself for two of them. */
  const issueOpenedBefore = async (title: string): Promise<Listed> => {
    await gitHub.setClock(-300);
    const listed = await issueOpened(title);
    await gitHub.setClock(0);
    return listed;
  };
  const greeted = (listed: Listed) =>
    eventually({ what: 'the handler to have done it' }, async () =>
      (await handlerRow(identityOf(listed), 'greet'))?.status === 'done' ? true : undefined,
    );

  it('brings what never arrived, and its handler sees it; once', async () => {
    await gitHub.addDeliveryFault({ effect: 'unreachable', appId: app.appId, event: 'issues' });
    const lost = await issueOpenedBefore('Nobody was there');
    expect(lost.statusCode).toBe(502);
    expect(await ledgerRow(identityOf(lost))).toBeUndefined();

    await runNow('sweep');
    const row = await ledgerRow(identityOf(lost));
    expect(row).toMatchObject({ status: 'published', source: 'recovered', handlers: ['greet'] });
    await greeted(lost);
    await runNow('sweep');
    expect(await ledgerRow(identityOf(lost))).toEqual(row);
  });

  it('brings what was answered with 401, since the secret was wrong', async () => {
    await gitHub.setWebhook(app.appId, { url: webhookUrl(), secret: randomUUID() });
    const refused = await issueOpenedBefore('Signed with another secret');
    await gitHub.setWebhook(app.appId, { url: webhookUrl(), secret: webhook.secret });
    expect(refused.statusCode).toBe(401);

    await runNow('sweep');
    expect(await ledgerRow(identityOf(refused))).toMatchObject({ status: 'published', source: 'recovered' });
    await greeted(refused);
  });
});
