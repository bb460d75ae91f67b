import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

const { aws, gitHub } = useConnectedHandler();
const lines = () => jest.mocked(process.stdout.write).mock.calls.map(([line]) => String(line));

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

describe('webhookHandler', () => {
  it('hands over the payload, typed by the name of the event', async () => {
    const seen: string[] = [];
    const handler = webhookHandler('issues.opened', async ({ payload, event }) => {
      seen.push(event, payload.action, payload.issue.title);
    });

    expect(await bring(handler, { payload: { action: 'opened', issue: { title: 'It broke' } } })).toBe('settled');
    expect(seen).toEqual(['issues', 'opened', 'It broke']);
  });

  it('takes several names, a name without its action, and every event', async () => {
    const seen: string[] = [];
    const several = webhookHandler(['push', 'issues'], async ({ event }) => void seen.push(event));
    const all = webhookHandler('*', async ({ event }) => void seen.push(event));

    await bring(several);
    await bring(all, { event: 'star', delivery_key: 'ghe.example.com#1#2' });

    expect(seen).toEqual(['issues', 'star']);
  });

  it.each([
    ['issues.closed', 'issues.opened'],
    ['push', 'issues.opened'],
  ] as const)('parks what its code for %s is not for, and says so', async (name, got) => {
    const work = jest.fn();
    const handler = webhookHandler(name, work);

    expect(await bring(handler)).toBe('settled');
    expect(work).not.toHaveBeenCalled();
    expect(aws().rows()).toEqual([
      expect.objectContaining({
        Status: { S: 'parked' },
        Reason: { S: expect.stringContaining(`code is for ${name} and got ${got}`) },
      }),
    ]);
  });

  it('counts what it parks, once, for the deployment', async () => {
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    const handler = webhookHandler('issues', async ({ doNotRetry }) => doNotRetry('the label is not there'));

    expect([await bring(handler), await bring(handler)]).toEqual(['settled', 'settled']);
    delete process.env.WEBHOOK_DEPLOYMENT;

    const counting = lines()
      .flatMap((line) => JSON.parse(line))
      .filter(({ DeliveriesParked }) => DeliveriesParked);
    expect(counting).toEqual([
      expect.objectContaining({
        DeliveriesParked: 1,
        handler: 'greet',
        service: 'Webhook Ingestion',
        Deployment: 'Bot',
      }),
    ]);
  });

  it('fetches the payload where it came by reference', async () => {
    aws().objects.set('/payloads/webhooks/one.json', '{"action":"opened","issue":{"title":"from the archive"}}');
    let title = '';
    const handler = webhookHandler('issues.opened', async ({ payload }) => {
      title = payload.issue.title;
    });

    expect(await bring(handler, { payload_complete: false, payload: undefined })).toBe('settled');
    expect(title).toBe('from the archive');
  });

  it('asks for the installation token with the first request, of the host that the event is from', async () => {
    gitHub().on('GET /api/v3/repos/octo-org/web', { body: { id: 1 } });
    const handler = webhookHandler('issues', async ({ octokit }) => {
      expect(gitHub().asked()).toEqual([]);
      await octokit?.rest.repos.get({ owner: 'octo-org', repo: 'web' });
    });

    expect(await bring(handler)).toBe('settled');
    expect(gitHub().asked()).toEqual(['POST /tokens/installation', 'GET /api/v3/repos/octo-org/web']);
    expect(gitHub().requests[0]?.body).toMatchObject({ appId: 1234, installationId: 77 });
    expect(gitHub().requests[1]?.headers).toMatchObject({
      authorization: 'token ghs_1.a.b',
      'user-agent': expect.stringContaining('delivery/7a3f5c1e-0000-4000-8000-000000000001'),
    });
  });

  it('sends no token to a host that it does not know', async () => {
    const handler = webhookHandler('issues', async ({ octokit }) => {
      await octokit?.request('GET /user');
    });

    expect(await bring(handler, { host: 'other.example.com' })).toBe('again');
    expect(gitHub().asked()).toEqual([]);
    expect(aws().rows()[0]).toMatchObject({
      Reason: { S: expect.stringContaining('Nothing says where the API of other.example.com is') },
    });
  });

  it('has no Octokit for an event without an installation', async () => {
    const handler = webhookHandler('issues', async ({ octokit, once }) => {
      expect(octokit).toBeUndefined();
      await once('greeting', async () => undefined);
    });

    await bring(handler, { installation: undefined });

    expect(aws().rows()[0]).toMatchObject({
      Status: { S: 'parked' },
      Reason: { S: expect.stringContaining('belongs to none') },
    });
  });

  it.each([
    ['GitHub says it', { wrapped: false }, 90],
    ['what is thrown has that as its cause', { wrapped: true }, 90],
  ])('comes again when a limit is over and counts no try where %s', async (_where, { wrapped }, seconds) => {
    const headers = { 'retry-after': String(seconds) };
    gitHub().on('GET /api/v3/zen', { status: 429, headers, body: { message: 'Slow down' } });
    const handler = webhookHandler('issues', async ({ octokit }) => {
      await octokit?.request('GET /zen').catch((cause: unknown) => {
        throw wrapped ? new Error('No wisdom today.', { cause }) : cause;
      });
    });

    expect(await bring(handler)).toBe('again');
    expect(aws().postponed).toMatchObject([{ VisibilityTimeout: seconds }]);
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'retry' }, Attempts: { N: '0' }, Waits: { N: '1' } });
  });

  it('has the delivery id and the handler on every line, whatever else is on it', async () => {
    const handler = webhookHandler('issues', async ({ logger }) => {
      logger.info('greeted', { deliveryId: 'another', issue: 5 });
      logger.warn('odd');
      logger.error('failed', new Error('no'));
    });

    await bring(handler);

    const own = lines().filter((line) => /greeted|odd|failed/.test(line));
    expect(own).toHaveLength(3);
    for (const line of own) {
      expect(JSON.parse(line)).toMatchObject({ deliveryId: '7a3f5c1e-0000-4000-8000-000000000001', handler: 'greet' });
    }
  });

  it('says where the payload holds numbers that JavaScript rounds', async () => {
    const handler = webhookHandler('*', async () => undefined);
    const key = 'webhooks/one.json';
    aws().objects.set(`/payloads/${key}`, '{"hook":{"id":9007199254740993},"issue":{"id":9007199254740991}}');

    await bring(handler, { payload_complete: false, payload: undefined });

    const [told = '{}'] = lines().filter((line) => line.includes('beyond 2^53'));
    expect(JSON.parse(told)).toMatchObject({ rounded: ['hook.id'], archive: { bucket: 'payloads', key } });
  });
});
