import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { useLocalGitHub } from '../local-github.test.support';
import { type Endpoint, hookSecret, openEndpoint } from './endpoint.test.support';

describe('hookRoutes', () => {
  const { gitHub, control } = useLocalGitHub();
  let endpoint: Endpoint;
  let appId: number;
  let octokit: Octokit;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    const app = await control().createApp();
    appId = app.appId;
    await control().setWebhook(appId, { url: endpoint.url, secret: hookSecret });
    octokit = octokitOf(app);
  });
  afterEach(() => endpoint.close());

  const octokitOf = (app: { appId: number; pem: string }) =>
    new Octokit({
      baseUrl: gitHub().url,
      authStrategy: createAppAuth,
      auth: { appId: app.appId, privateKey: app.pem },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
  const post = (number: number) =>
    control().postWebhook(appId, {
      event: 'issues',
      payload: { action: 'opened', number, installation: { id: 11 }, repository: { id: 12 } },
      wait: true,
    });
  const list = async (parameters: { per_page?: number; cursor?: string; status?: 'success' | 'failure' } = {}) =>
    octokit.request('GET /app/hook/deliveries', parameters);

  it('shows the configuration with stars for its secret, and drops a secret that a change leaves out', async () => {
    const { data } = await octokit.request('GET /app/hook/config');
    expect(data).toEqual({ url: endpoint.url, content_type: 'json', insecure_ssl: '0', secret: '********' });
    const change = { content_type: 'form', insecure_ssl: '1', secret: 'another' } as const;
    expect((await octokit.request('PATCH /app/hook/config', change)).data).toEqual({
      ...data,
      ...change,
      secret: '********',
    });
    const url = `${endpoint.url}/2`;
    // Octokit would take `url` for the address of the request.
    const dropped = await octokit.request('PATCH /app/hook/config', { data: { url } });
    expect(dropped.data).toEqual({ url, content_type: 'form', insecure_ssl: '1' });
    expect((await control().secrets()).webhookSecrets).toEqual([hookSecret, 'another']);
  });

  it('lists deliveries newest first, with every member that GitHub tells, under ids that a double cannot hold', async () => {
    const { deliveryId } = await post(1);
    endpoint.answerWith((response) => response.writeHead(503, { 'x-reason': 'busy' }).end('later'));
    await post(2);
    const { data } = await list();
    expect(data.map(({ status, status_code }) => [status, status_code])).toEqual([
      ['Invalid HTTP Response: 503', 503],
      ['OK', 200],
    ]);
    expect(data[1]).toEqual({
      id: expect.anything(),
      guid: deliveryId,
      delivered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      redelivery: false,
      duration: expect.any(Number),
      status: 'OK',
      status_code: 200,
      event: 'issues',
      action: 'opened',
      installation_id: 11,
      repository_id: 12,
      throttled_at: null,
    });
    const { token } = Object(await octokit.auth({ type: 'app' }));
    const raw = await (
      await fetch(`${gitHub().url}/app/hook/deliveries`, { headers: { authorization: `Bearer ${token}` } })
    ).text();
    const ids = [...raw.matchAll(/"id":(\d+),"guid"/g)].map((match) => match[1] ?? '');
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(String(Number(id))).not.toBe(id);
  });

  it('pages by cursors that stay where they are while more comes in', async () => {
    for (const number of [1, 2, 3, 4, 5]) await post(number);
    const first = await list({ per_page: 2 });
    await post(6);
    const links = [first.headers.link ?? ''];
    const guids = first.data.map(({ guid }) => guid);
    for (let link = links[0]; link; link = links.at(-1)) {
      const next = new URL(/<([^>]+)>; rel="next"/.exec(link)?.[1] ?? '');
      expect(next.searchParams.get('per_page')).toBe('2');
      const page = await list({ per_page: 2, cursor: next.searchParams.get('cursor') ?? '' });
      guids.push(...page.data.map(({ guid }) => guid));
      links.push(page.headers.link ?? '');
    }
    expect(links).toHaveLength(3);
    const all = (await control().deliveries(appId)).map(({ deliveryId }) => deliveryId);
    expect(guids).toEqual(all.slice(1));
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ status: 422 });
  });

  it('filters by outcome, where a time-out is in no class', async () => {
    await post(1);
    endpoint.answerWith((response) => response.writeHead(500).end());
    await post(2);
    await control().addDeliveryFault({ effect: 'timedOut' });
    await post(3);
    const codes = async (status?: 'success' | 'failure') =>
      (await list(status && { status })).data.map(({ status_code }) => status_code);
    expect([await codes('success'), await codes('failure'), await codes()]).toEqual([[200], [500], [0, 500, 200]]);
  });

  it('shows one delivery with what was sent and what came back, digit by digit', async () => {
    const body = '{"action":"opened","big":9007199254740993}';
    endpoint.answerWith((response) => response.writeHead(202, { 'x-kept': 'yes' }).end('thank you'));
    const { deliveryId, listed } = await control().postWebhook(appId, { event: 'issues', body, wait: true });
    const { token } = Object(await octokit.auth({ type: 'app' }));
    const answer = await fetch(`${gitHub().url}/app/hook/deliveries/${listed?.id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    expect(text).toContain(`"payload":${body}`);
    expect(JSON.parse(text)).toMatchObject({
      guid: deliveryId,
      status_code: 202,
      url: endpoint.url,
      request: {
        headers: {
          'X-GitHub-Event': 'issues',
          'X-GitHub-Delivery': deliveryId,
          'X-Hub-Signature-256': endpoint.arrived[0]?.headers['x-hub-signature-256'],
        },
      },
      response: { headers: { 'x-kept': 'yes' }, payload: 'thank you' },
    });
  });

  it('answers null for a payload that it withholds', async () => {
    await control().addDeliveryFault({ effect: 'withheld', appId, event: 'issues', action: 'opened' });
    const { listed } = await post(1);
    const { data } = await octokit.request(`GET /app/hook/deliveries/${listed?.id}`);
    expect(data.request.payload).toBeNull();
    expect(endpoint.arrived).toHaveLength(1);
  });

  it('delivers again under the same delivery id, signed with the secret of now', async () => {
    await control().setWebhook(appId, { url: endpoint.url, secret: 'an old one' });
    const { deliveryId, listed } = await post(1);
    await control().setWebhook(appId, { url: endpoint.url, secret: hookSecret });
    endpoint.arrived.length = 0;
    const answer = await octokit.request(`POST /app/hook/deliveries/${listed?.id}/attempts`);
    expect([answer.status, answer.data]).toEqual([202, {}]);
    await control().webhooksSettled();
    expect(endpoint.events()).toEqual(['issues.opened']);
    const { data } = await list();
    expect(data.map(({ guid, redelivery }) => [guid, redelivery])).toEqual([
      [deliveryId, true],
      [deliveryId, false],
    ]);
    expect(data[0]?.id).not.toEqual(data[1]?.id);
  });

  it('forgets deliveries after three days', async () => {
    const { listed } = await post(1);
    await control().setClock(3 * 24 * 3600 - 10);
    expect((await list()).data).toHaveLength(1);
    await control().setClock(3 * 24 * 3600 + 10);
    expect((await list()).data).toEqual([]);
    await expect(octokit.request(`GET /app/hook/deliveries/${listed?.id}`)).rejects.toMatchObject({ status: 404 });
    await expect(octokit.request(`POST /app/hook/deliveries/${listed?.id}/attempts`)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('keeps the deliveries of two Apps apart', async () => {
    const { listed } = await post(1);
    const other = octokitOf(await control().createApp());
    expect((await other.request('GET /app/hook/deliveries')).data).toEqual([]);
    await expect(other.request(`GET /app/hook/deliveries/${listed?.id}`)).rejects.toMatchObject({ status: 404 });
  });
});
