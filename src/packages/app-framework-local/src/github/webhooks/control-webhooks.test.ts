import type { ServerResponse } from 'node:http';
import examples from '@octokit/webhooks-examples';
import { useLocalGitHub } from '../local-github.test.support';
import { type Endpoint, hookSecret, isSigned, openEndpoint } from './endpoint.test.support';

describe('controlWebhooks', () => {
  const { control } = useLocalGitHub();
  let endpoint: Endpoint;
  let appId: number;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    appId = (await control().createApp()).appId;
    await control().setWebhook(appId, { url: endpoint.url, secret: hookSecret });
  });
  afterEach(() => endpoint.close());

  const post = (name: string) =>
    control().postWebhook(appId, { event: 'issues', payload: { action: 'opened', name }, wait: true });
  const names = () => endpoint.payloads('issues').map(({ name }) => name);
  const log = async () => (await control().deliveries(appId)).map(({ status, statusCode }) => [status, statusCode]);

  it('posts with the headers of GitHub, spelt as GitHub does', async () => {
    const deliveryId = '0b989ba4-242f-11e5-81e1-c7b6966d2516';
    const { listed } = await control().postWebhook(appId, {
      event: 'ping',
      payload: { zen: 'é' },
      deliveryId,
      wait: true,
    });
    expect(listed).toMatchObject({ deliveryId, event: 'ping', status: 'OK', statusCode: 200, isRedelivery: false });
    const rawHeaders = endpoint.arrived[0]?.rawHeaders;
    expect(rawHeaders).toEqual(
      expect.arrayContaining([
        'User-Agent',
        expect.stringMatching(/^GitHub-Hookshot\//),
        'Content-Type',
        'application/json',
        'X-GitHub-Delivery',
        deliveryId,
        'X-GitHub-Event',
        'ping',
        'X-GitHub-Hook-ID',
        expect.stringMatching(/^\d+$/),
        'X-GitHub-Hook-Installation-Target-ID',
        String(appId),
        'X-GitHub-Hook-Installation-Target-Type',
        'integration',
        'X-Hub-Signature',
        expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
        'X-Hub-Signature-256',
      ]),
    );
  });

  it("signs the bytes of the body: the example of GitHub's documentation", async () => {
    await control().setWebhook(appId, { url: endpoint.url, secret: "It's a Secret to Everybody" });
    await control().postWebhook(appId, { event: 'ping', body: 'Hello, World!', wait: true });
    const signature = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(endpoint.arrived[0]?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
  });

  it('posts forms, without a signature where there is no secret, and nothing while it is not active', async () => {
    await control().setWebhook(appId, { url: endpoint.url, contentType: 'form' });
    await post('a & b');
    const [{ headers = {}, body = '' } = {}] = endpoint.arrived;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(headers).not.toHaveProperty('x-hub-signature-256');
    expect(JSON.parse(new URLSearchParams(body).get('payload') ?? '')).toEqual({ action: 'opened', name: 'a & b' });
    await control().setWebhook(appId, { url: endpoint.url, active: false });
    expect(await post('never')).not.toHaveProperty('listed');
    expect(endpoint.arrived).toHaveLength(1);
    await control().setWebhook(appId, {});
    await expect(post('never')).rejects.toThrow(/no webhook URL/);
  });

  it("posts all of Octokit's example payloads, so many at a time", async () => {
    const open: ServerResponse[] = [];
    let most = 0;
    endpoint.answerWith((response) => {
      most = Math.max(most, open.push(response));
      if (open.length < 4 && endpoint.arrived.length < 329) return;
      for (const waiting of open.splice(0)) waiting.end();
    });
    await control().setWebhookSettings({ concurrency: 4 });
    const payloads = examples.flatMap((event) => event.examples.map((payload) => ({ event: event.name, payload })));
    expect(payloads).toHaveLength(329);
    await Promise.all(payloads.map((delivery) => control().postWebhook(appId, delivery)));
    await control().webhooksSettled();
    expect(endpoint.arrived).toHaveLength(329);
    expect(endpoint.events()).toHaveLength(329);
    expect(new Set((await control().deliveries(appId)).map(({ deliveryId }) => deliveryId)).size).toBe(329);
    expect(most).toBe(4);
  });

  it('posts a ping with the id of the hook, and what somebody takes back', async () => {
    await control().createAccount({ login: 'jane', type: 'User' });
    await control().ping(appId);
    await control().revokeAuthorization(appId, 'jane');
    await control().webhooksSettled();
    expect(endpoint.events().sort()).toEqual(['github_app_authorization.revoked', 'ping']);
    const [ping = {}] = endpoint.payloads('ping');
    const hookId = endpoint.arrived.map(({ headers }) => Number(headers['x-github-hook-id']))[0];
    expect(ping).toMatchObject({
      hook_id: hookId,
      hook: { type: 'App', app_id: appId, config: { secret: '********' } },
    });
    expect(endpoint.payloads('github_app_authorization')).toMatchObject([{ sender: { login: 'jane' } }]);
  });

  it('posts the exact text that it is given, signed with the secret that it is given', async () => {
    const body = '{"a":1,"a":2}\n';
    await control().postWebhook(appId, { event: 'issues', body, secret: 'another', wait: true });
    expect(endpoint.arrived[0]?.body).toBe(body);
    expect(endpoint.arrived.map((one) => isSigned(one, 'another'))).toEqual([true]);
    await expect(control().postWebhook(appId, { event: 'issues' })).rejects.toThrow(/Give either payload/);
  });

  it('posts 25 MB, and drops what is larger as GitHub does', async () => {
    const sized = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    const most = 25 * 1024 * 1024;
    const taken = await control().postWebhook(appId, { event: 'issues', body: sized(most), wait: true });
    const refused = await control().postWebhook(appId, { event: 'issues', body: sized(most + 1), wait: true });
    expect([taken.listed?.statusCode, refused.listed]).toEqual([200, undefined]);
    expect(endpoint.arrived.map(({ body }) => body.length)).toEqual([most]);
  });

  it.each(['nowhere', 'ftp://127.0.0.1/', 'http://127.0.0.1:1/'])('notes that it cannot reach %s', async (url) => {
    await control().setWebhook(appId, { url });
    expect((await post('a')).listed).toMatchObject({ status: 'failed to connect to host', statusCode: 502 });
  });

  it('notes an endpoint that is slow, one that is not there and one that sends elsewhere, and tries none again', async () => {
    await control().setWebhookSettings({ timeoutMilliseconds: 1_000 });
    endpoint.answerWith(() => {});
    await post('slow');
    await control().setWebhookSettings({ timeoutMilliseconds: 60_000 });
    endpoint.answerWith((response) => response.writeHead(302, { location: endpoint.url }).end());
    await post('elsewhere');
    await endpoint.close();
    await post('gone');
    expect(await log()).toEqual([
      ['failed to connect to host', 502],
      ['Invalid HTTP Response: 302', 302],
      ['timed out', 0],
    ]);
    expect(names()).toEqual(['slow', 'elsewhere']);
  });

  describe('delivery faults', () => {
    it('lose a delivery, with and without a trace', async () => {
      await control().addDeliveryFault({ effect: 'lost' });
      await control().addDeliveryFault({ effect: 'unreachable' });
      await control().addDeliveryFault({ effect: 'timedOut' });
      await control().addDeliveryFault({ effect: 'unheard' });
      for (const name of ['a', 'b', 'c', 'd', 'e']) await post(name);
      expect(names()).toEqual(['d', 'e']);
      expect(await log()).toEqual([
        ['OK', 200],
        ['timed out', 0],
        ['timed out', 0],
        ['failed to connect to host', 502],
      ]);
    });

    it('hit what they name, as often as told, after as many as told', async () => {
      await control().addDeliveryFault({ effect: 'lost', action: 'closed', times: 9 });
      await control().addDeliveryFault({ effect: 'lost', event: 'push', times: 9 });
      await control().addDeliveryFault({ effect: 'lost', appId: appId + 1, times: 9 });
      await control().addDeliveryFault({ effect: 'lost', event: 'issues', times: 2, afterDeliveries: 1 });
      for (const name of ['a', 'b', 'c', 'd']) await post(name);
      expect(names()).toEqual(['a', 'd']);
      await control().addDeliveryFault({ effect: 'lost' });
      await control().clearDeliveryFaults();
      await post('e');
      expect(names()).toEqual(['a', 'd', 'e']);
    });

    it('repeat a delivery under its id', async () => {
      await control().addDeliveryFault({ effect: 'repeated', copies: 2 });
      const { deliveryId } = await post('a');
      await control().webhooksSettled();
      expect(endpoint.arrived.map(({ headers }) => headers['x-github-delivery'])).toEqual([
        deliveryId,
        deliveryId,
        deliveryId,
      ]);
      expect(await log()).toHaveLength(3);
    });

    it('let later deliveries overtake, and send what nothing overtook when told to settle', async () => {
      await control().addDeliveryFault({ effect: 'overtaken', by: 2 });
      const late = post('a');
      await post('b');
      await post('c');
      await late;
      await post('d');
      expect(names()).toEqual(['b', 'c', 'a', 'd']);
      await control().addDeliveryFault({ effect: 'overtaken', by: 2 });
      const last = post('e');
      while (names().length < 5) await control().webhooksSettled();
      await last;
      expect(names().at(-1)).toBe('e');
    });

    it('delay a delivery, and forget it on a reset', async () => {
      await control().addDeliveryFault({ effect: 'delayed', milliseconds: 120 });
      const began = performance.now();
      await post('a');
      expect(performance.now() - began).toBeGreaterThanOrEqual(119);
      await control().addDeliveryFault({ effect: 'delayed', milliseconds: 10_000 });
      await control().postWebhook(appId, { event: 'issues', payload: { name: 'b' } });
      await control().reset();
      await control().webhooksSettled();
      expect(names()).toEqual(['a']);
    });
  });
});
