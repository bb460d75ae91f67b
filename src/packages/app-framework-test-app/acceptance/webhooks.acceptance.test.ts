import { randomUUID } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { untilReceiversKnow } from './harness/given-webhook';
import { type LedgerRow, ledgerRow, openDeliveries } from './harness/ledger-rows';
import { type GitHubApp, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { storedWebhookSecret, storeWebhookSecret } from './harness/webhook-secret';
import { webhookUrl } from './harness/webhook-url';

/** All payloads that Octokit collected of GitHub, with the name of their event. */
const payloads = examples.flatMap(({ name, examples: each }) =>
  each.map((payload) => ({ event: String(name), payload })),
);

/** So many deliveries are on their way at once. */
const concurrency = 4;

describeWith(['the local GitHub', 'the local AWS'], 'webhooks', () => {
  const secrets = { first: randomUUID(), second: randomUUID() };
  let first: GitHubApp;
  let second: GitHubApp;
  let before: string;

  beforeAll(async () => {
    first = await gitHub.createApp();
    second = await gitHub.createApp();
    before = await storedWebhookSecret();
    await storeWebhookSecret(
      JSON.stringify({ [first.appId]: secrets.first, [second.appId]: [randomUUID(), secrets.second] }),
    );
    const url = webhookUrl();
    await gitHub.setWebhook(first.appId, { url, secret: secrets.first });
    await gitHub.setWebhook(second.appId, { url, secret: secrets.second, contentType: 'form' });
    await untilReceiversKnow(first.appId);
  });
  afterAll(async () => {
    await storeWebhookSecret(before);
  });

  it(`takes all ${payloads.length} payloads of Octokit, and each is in the ledger`, async () => {
    expect(payloads.length).toBeGreaterThan(300);
    const queue = [...payloads];
    const taken: { event: string; statusCode: number; row: LedgerRow | undefined }[] = [];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { statusCode, deliveryId } = await post(first.appId, next);
        taken.push({ event: next.event, statusCode, row: await rowOf(first.appId, deliveryId) });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));

    const odd = taken.filter(
      ({ event, statusCode, row }) => statusCode !== 200 || row?.status !== 'published' || row.event !== event,
    );
    expect(odd).toEqual([]);
    expect(taken).toHaveLength(payloads.length);
    const greeted = taken.filter(({ row }) => row?.handlers.includes('greet'));
    const opened = payloads.filter(({ event, payload }) => event === 'issues' && Object(payload).action === 'opened');
    expect(greeted).toHaveLength(opened.length);
    expect(new Set(greeted.map(({ event }) => event))).toEqual(new Set(['issues']));
    expect(await openDeliveries()).toBe(0);
  }, 400_000);

  it('refuses a wrong signature, and keeps nothing of it', async () => {
    const { statusCode, deliveryId } = await post(first.appId, { event: 'ping', payload: {}, secret: 'wrong' });
    expect(statusCode).toBe(401);
    expect(await rowOf(first.appId, deliveryId)).toBeUndefined();
  });

  it('takes a delivery that comes twice once', async () => {
    const deliveryId = randomUUID();
    const posting = { event: 'issues', payload: { action: 'closed' }, deliveryId };
    expect((await post(first.appId, posting)).statusCode).toBe(200);
    const row = await rowOf(first.appId, deliveryId);
    expect((await post(first.appId, posting)).statusCode).toBe(200);
    expect(await rowOf(first.appId, deliveryId)).toEqual(row);
  });

  it('takes one delivery id of two Apps as two, the second as a form under its next secret', async () => {
    const deliveryId = randomUUID();
    const posting = { event: 'issues', payload: { action: 'closed', title: 'ä' }, deliveryId };
    for (const { appId } of [first, second]) expect((await post(appId, posting)).statusCode).toBe(200);
    const rows = [await rowOf(first.appId, deliveryId), await rowOf(second.appId, deliveryId)];
    expect(rows).toMatchObject([
      { status: 'published', secretVersion: 0 },
      { status: 'published', secretVersion: 1 },
    ]);
    expect(rows[0]?.archiveKey).not.toBe(rows[1]?.archiveKey);
  });

  it('refuses what is no POST of GitHub', async () => {
    const bare = await fetch(webhookUrl(), { method: 'POST', body: '{}' });
    expect(bare.status).toBe(400);
    expect(await bare.json()).toEqual({ status: 'error', reason: 'missing_headers' });
    expect((await fetch(webhookUrl())).status).toBe(403);
  });
});

async function post(appId: number, posting: Parameters<typeof gitHub.postWebhookAndWait>[1]) {
  const listed = await gitHub.postWebhookAndWait(appId, posting);
  if (!listed) throw new Error('The local GitHub lost the delivery.');
  return listed;
}

function rowOf(appId: number, deliveryId: string): Promise<LedgerRow | undefined> {
  return ledgerRow({ host: new URL(gitHub.url).host, appId, deliveryId });
}
