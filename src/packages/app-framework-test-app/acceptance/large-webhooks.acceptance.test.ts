import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { handlerRow, ledgerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { withoutSchedules } from './harness/schedules';
import { runNow, webhookFunctionOf } from './harness/webhook-functions';

/** More than API Gateway takes, in texts as long as GitHub's. */
const comments = Array.from({ length: 180 }, () => ({ body: 'x'.repeat(62_000) }));

describeWith(['the local GitHub', 'the local AWS'], 'a delivery that is larger than the endpoint takes', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;

  withoutSchedules(
    () => webhookFunctionOf('sweep'),
    () => webhookFunctionOf('recovery'),
  );
  beforeAll(async () => {
    app = await givenApp();
    webhook = await givenWebhook(app.appId);
  });
  afterAll(async () => {
    await gitHub.setClock(0);
    await webhook.takeAway();
  });

  it('is fetched by the sweep and handled by reference, and published from the archive by the recovery', async () => {
    await gitHub.setClock(-300);
    const sender = { id: 1, login: 'mona', type: 'User' };
    const payload = { action: 'opened', issue: { number: 1, title: 'Large' }, sender, comments };
    const listed = await gitHub.postWebhookAndWait(app.appId, { event: 'issues', payload });
    await gitHub.setClock(0);
    expect(listed?.statusCode).toBe(413);
    const { deliveryId = '' } = listed ?? {};
    const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId };

    await runNow('sweep');
    const row = await ledgerRow(delivery);
    expect(row).toMatchObject({ status: 'published', source: 'recovered', handlers: ['greet'] });
    // It names no installation: that the handler says so is the sign that it had the payload.
    const given = await eventually({ what: 'the handler to see it' }, async () => {
      const work = await handlerRow(delivery, 'greet');
      return work?.status === 'parked' ? work : undefined;
    });
    expect(given.reason).toContain('belongs to none');

    // As if its first publication had been cut off before the mark.
    const shard = Number.parseInt(deliveryId.slice(0, 4), 16) % 16;
    await administrator.dynamoDb.send(
      new UpdateItemCommand({
        TableName: outputs.DeliveryLedgerName,
        Key: { Delivery: { S: `${delivery.host}#${delivery.appId}#${deliveryId}` }, Part: { S: 'delivery' } },
        UpdateExpression: 'SET #status = :received, #open = :open, ReceivedAt = :before REMOVE PublishedAt',
        ExpressionAttributeNames: { '#status': 'Status', '#open': 'Open' },
        ExpressionAttributeValues: {
          ':received': { S: 'received' },
          ':open': { S: `received#${shard}` },
          ':before': { S: new Date(Date.now() - 300_000).toISOString() },
        },
      }),
    );
    const recovered = await operationsTool(['deliveries', 'recover', '--json']);
    expectExit(recovered, 0);
    expect(recovered.json()).toMatchObject({ recovery: { recovered: 1, failed: 0 } });
    expect(await ledgerRow(delivery)).toMatchObject({ status: 'published', archiveKey: row?.archiveKey });
  });
});
