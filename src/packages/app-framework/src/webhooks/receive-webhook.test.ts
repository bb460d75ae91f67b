import { createHash } from 'node:crypto';
import { useTraceDaemon } from '../lambda/trace.test.support';
import { secretLifetimeMilliseconds } from '../webhook-secrets/secret-source';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { coldReceiver, posted, someDelivery, watchLog } from './receiver-world.test.support';

const { told } = useTraceDaemon();
let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws();
});
beforeEach(() => aws.reset());
afterEach(() => jest.restoreAllMocks());
afterAll(() => aws.stop());

const keyOf = (appId: number) => `api.github.com#${appId}#${someDelivery}`;
const rowOf = (appId = 7) => aws.rows.get(`${keyOf(appId)} delivery`);
const detailOf = (index: number): Record<string, unknown> => JSON.parse(String(aws.events[index]?.Detail));

/** Routing as the deployment writes it. */
function routed(routes: readonly object[]): void {
  const texts = { Routes: { S: JSON.stringify(routes) } };
  aws.rows.set('deployment routing', { Delivery: { S: 'deployment' }, Part: { S: 'routing' }, ...texts });
}

describe('createReceiveWebhook', () => {
  it('says in the trace which delivery it took, and no id that a stranger chose', async () => {
    await coldReceiver()({ ...posted({ payload: {} }), body: Buffer.from('{"other":1}') });
    await coldReceiver()(posted({ payload: { action: 'opened' } }));
    expect((await told(1)).map(([, segment]) => segment)).toEqual([
      expect.objectContaining({ name: 'receive', annotations: { delivery_id: someDelivery } }),
    ]);
  });

  it('notes, archives, publishes and marks a delivery, and answers 200', async () => {
    const log = watchLog();
    routed([
      { name: 'greet', events: ['issues'], actions: ['opened'] },
      { name: 'other', events: ['push'] },
    ]);
    const payload = { action: 'opened', installation: { id: 5 }, repository: { id: 6, full_name: 'octo/web' } };
    const request = posted({ payload });
    const now = () => new Date('2026-11-01T23:59:59.500Z');
    expect(await coldReceiver({ now })(request)).toEqual({
      statusCode: 200,
      body: { status: 'ok', deliveryId: someDelivery, eventType: 'issues' },
    });

    const key = `webhooks/2026/11/01/issues/api.github.com/7/${someDelivery}.json`;
    expect(rowOf()).toMatchObject({
      Status: { S: 'published' },
      Handlers: { L: [{ S: 'greet' }] },
      Event: { S: 'issues' },
      Action: { S: 'opened' },
      InstallationId: { N: '5' },
      RepositoryId: { N: '6' },
      ReceivedAt: { S: '2026-11-01T23:59:59.500Z' },
      ArchiveKey: { S: key },
      BodyHash: { S: createHash('sha256').update(request.body).digest('hex') },
      Bytes: { N: String(request.body.length) },
      SecretVersion: { N: '0' },
      Source: { S: 'posted' },
    });
    expect(rowOf()).not.toHaveProperty('Open');
    expect(Object.fromEntries(aws.objects)).toEqual({ [`/payloads/${key}`]: JSON.stringify(payload) });
    expect(aws.events).toEqual([
      expect.objectContaining({ Source: 'github', DetailType: 'issues', EventBusName: 'bus' }),
    ]);
    expect(detailOf(0)).toMatchObject({ delivery_key: keyOf(7), own: false, payload_complete: true, payload });
    expect(log).toEqual([expect.objectContaining({ event: 'delivery published', deliveryId: someDelivery, appId: 7 })]);
    expect(JSON.stringify(log)).not.toContain('sha256=');
  });

  it('reads secret and routing once, and then makes four calls for a delivery', async () => {
    watchLog();
    const receive = coldReceiver();
    await receive(posted());
    aws.calls.length = 0;
    await receive(posted({ deliveryId: `8${someDelivery.slice(1)}` }));
    expect([...aws.calls].sort()).toEqual(['PutEvents', 'PutItem', 'PutObject', 'UpdateItem']);
  });

  it('answers duplicate where the delivery was published, and publishes nothing', async () => {
    watchLog();
    await coldReceiver()(posted());
    const again = await coldReceiver()(posted());
    expect(again).toEqual({ statusCode: 200, body: { status: 'duplicate', deliveryId: someDelivery } });
    expect(aws.events).toHaveLength(1);
  });

  it('goes on where an unfinished one stopped, under its first time and object, on another day too', async () => {
    watchLog();
    aws.fail('PutEvents', { times: 1 });
    await coldReceiver({ now: () => new Date('2026-11-01T23:59:59Z') })(posted());
    const first = rowOf();
    const later = await coldReceiver({ now: () => new Date('2026-11-02T00:01:00Z') })(posted());
    expect(later).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
    expect(rowOf()).toMatchObject({ ReceivedAt: { S: '2026-11-01T23:59:59.000Z' }, ArchiveKey: first?.ArchiveKey });
    const { s3_reference, received_at } = detailOf(0);
    expect(received_at).toBe('2026-11-01T23:59:59.000Z');
    expect(s3_reference).toEqual({ bucket: 'payloads', key: Object(first?.ArchiveKey).S });
    expect([...aws.objects.keys()]).toContain(`/payloads/${Object(first?.ArchiveKey).S}`);
  });

  it('publishes no reference to an object that is not there', async () => {
    watchLog();
    aws.fail('PutObject', {});
    const payload = { action: 'opened', filler: 'x'.repeat(300_000) };
    expect(await coldReceiver()(posted({ payload }))).toMatchObject({ statusCode: 500 });
    expect(aws.events).toEqual([]);
    expect(await coldReceiver()(posted({ payload }))).toMatchObject({ statusCode: 200 });
    expect(detailOf(0)).toMatchObject({ payload_complete: false });
    expect(aws.objects.size).toBe(1);
  });

  it.each(
    ['GetSecretValue', 'GetItem', 'PutItem', 'PutObject', 'PutEvents', 'UpdateItem'].flatMap((operation) => [
      { operation, afterDoing: false },
      { operation, afterDoing: true },
    ]),
  )('stopped at $operation (done: $afterDoing), it ends published when it comes again', async (stop) => {
    watchLog();
    aws.fail(stop.operation, { ...(stop.afterDoing && { afterDoing: true }) });
    expect(await coldReceiver()(posted())).toMatchObject({ statusCode: 500 });
    expect(rowOf()?.Status).not.toEqual(
      stop.operation === 'UpdateItem' && stop.afterDoing ? undefined : { S: 'published' },
    );
    const again = await coldReceiver()(posted());
    expect(again.statusCode).toBe(200);
    expect(rowOf()).toMatchObject({ Status: { S: 'published' } });
    expect(aws.objects.size).toBe(1);
    // More than once only where the bus took it and the mark was not made: the same delivery to every handler.
    const wasPublishedUnmarked =
      stop.operation === 'PutObject' ||
      (stop.operation === 'PutEvents' && stop.afterDoing) ||
      (stop.operation === 'UpdateItem' && !stop.afterDoing);
    expect(aws.events).toHaveLength(wasPublishedUnmarked ? 2 : 1);
    expect(new Set(aws.events.map((_event, index) => detailOf(index).delivery_key))).toEqual(new Set([keyOf(7)]));
    expect(again.body.status).toBe(stop.operation === 'UpdateItem' && stop.afterDoing ? 'duplicate' : 'ok');
  });

  it('takes one delivery id of two Apps, each with its own secret, as two deliveries', async () => {
    watchLog();
    aws.state.secret = '{"7": "seven", "8": ["old", "eight"]}';
    const receive = coldReceiver();
    const answers = [
      await receive(posted({ appId: 7, secret: 'seven', payload: { action: 'a' } })),
      await receive(posted({ appId: 8, secret: 'eight', payload: { action: 'b' } })),
      await receive(posted({ appId: 8, secret: 'eight', payload: { action: 'b' } })),
    ];
    expect(answers.map(({ body }) => body.status)).toEqual(['ok', 'ok', 'duplicate']);
    expect(rowOf(7)).toMatchObject({ Status: { S: 'published' }, SecretVersion: { N: '0' } });
    expect(rowOf(8)).toMatchObject({ Status: { S: 'published' }, SecretVersion: { N: '1' } });
    expect(aws.objects.size).toBe(2);
  });

  it('takes the App whose secret verified, whatever the header says', async () => {
    watchLog();
    aws.state.secret = '{"7": "seven", "8": "eight"}';
    await coldReceiver()(posted({ appId: 7, secret: 'eight' }));
    expect(rowOf(8)).toBeDefined();
    expect(rowOf(7)).toBeUndefined();
  });

  it.each([
    ['the installation of the body', { installation: { id: 1, app_id: 9 }, hook: { app_id: 8 } }, 9],
    ['the hook of the body', { hook: { app_id: 8 } }, 8],
    ['the header', {}, 7],
  ])('takes the App of %s where one secret is for all', async (_where, payload, appId) => {
    watchLog();
    await coldReceiver()(posted({ payload, appId: 7 }));
    expect(rowOf(appId)).toMatchObject({ Status: { S: 'published' } });
  });

  it.each([
    ['one is for all Apps', 'shared'],
    ['Apps of both have the same one', '{"7": "shared", "8": ["other", "shared"]}'],
  ])('lets no host speak for Apps of another where %s', async (_what, secret) => {
    const log = watchLog();
    aws.state.secret = secret;
    const receive = coldReceiver({ appHosts: '{"7":"api.github.com","8":"ghe.example.com"}' });
    const forged = posted({ secret: 'shared', payload: { installation: { id: 1, app_id: 7 } }, appId: 7 });
    expect(await receive(forged)).toMatchObject({ statusCode: 401, body: { reason: 'shared_secret' } });
    expect(aws.rows.size).toBe(0);
    expect(JSON.stringify(log)).toContain('give each App its own');
    aws.state.secret = '{"7": "seven", "8": ["shared"]}';
    const own = posted({ secret: 'seven', appId: 7 });
    expect(await coldReceiver({ appHosts: '{"7":"api.github.com","8":"ghe.example.com"}' })(own)).toMatchObject({
      statusCode: 200,
    });
  });

  it('takes one secret for Apps of one host, wherever they are named', async () => {
    watchLog();
    const receive = coldReceiver({ appHosts: '{"7":"ghe.example.com","8":"ghe.example.com"}' });
    expect(await receive(posted({ appId: 8 }))).toMatchObject({ statusCode: 200 });
  });

  it('refuses an App that the deployment does not take', async () => {
    const receive = coldReceiver({ appHosts: '{"8":"ghe.example.com"}' });
    expect(await receive(posted({ appId: 7 }))).toMatchObject({ statusCode: 400, body: { reason: 'unknown_app' } });
    expect(aws.rows.size).toBe(0);
  });

  it('takes a purchase in the Marketplace, which names a listing and no App, as that of the App whose secret it has', async () => {
    watchLog();
    aws.state.secret = '{"7": "seven"}';
    const headers = {
      'x-github-hook-installation-target-type': 'marketplace::listing',
      'x-github-hook-installation-target-id': '4242',
    };
    const payload = { action: 'purchased', marketplace_purchase: { account: { id: 1, login: 'octo' } } };
    const purchase = { event: 'marketplace_purchase', headers, payload };
    expect(await coldReceiver()(posted({ ...purchase, secret: 'seven' }))).toMatchObject({ statusCode: 200 });
    expect(rowOf(7)).toMatchObject({ Event: { S: 'marketplace_purchase' } });

    aws.state.secret = 'for all';
    const whose = await coldReceiver()(posted({ ...purchase, secret: 'for all' }));
    expect(whose).toMatchObject({ statusCode: 400, body: { reason: 'unknown_app' } });
  });

  it('refuses what is no delivery, before anything is stored', async () => {
    watchLog();
    const receive = coldReceiver();
    const broken = { 'x-github-event': '../x' };
    expect(await receive(posted({ headers: broken }))).toMatchObject({ statusCode: 400 });
    const text = { 'content-type': 'text/plain' };
    expect(await receive(posted({ headers: text }))).toMatchObject({ statusCode: 415 });
    expect(await receive(posted({ text: '[]' }))).toMatchObject({
      statusCode: 400,
      body: { reason: 'invalid_payload' },
    });
    expect(await receive(posted({ secret: 'wrong', text: '[]' }))).toMatchObject({ statusCode: 401 });
    expect([aws.rows.size, aws.objects.size, aws.events.length]).toEqual([0, 0, 0]);
  });

  it('names in the log what is odd about a secret that fits no signature, and no secret', async () => {
    const log = watchLog();
    aws.state.secret = 'hush-hush ';
    expect(await coldReceiver()(posted({ secret: 'hush-hush' }))).toEqual({
      statusCode: 401,
      body: { status: 'error', reason: 'invalid_signature', deliveryId: someDelivery },
    });
    expect(log).toEqual([
      expect.objectContaining({ oddities: ['a secret begins or ends with a blank or a line end'] }),
    ]);
    expect(JSON.stringify(log)).not.toContain('hush');
  });

  it('refuses no delivery while a secret is rotated under traffic', async () => {
    watchLog();
    let at = Date.now();
    const receive = coldReceiver({ now: () => new Date(at) });
    const statuses: number[] = [];
    const traffic = async (secret: string, milliseconds: number) => {
      const end = at + milliseconds;
      for (; at < end; at += 20_000) statuses.push((await receive(posted({ secret }))).statusCode);
    };
    aws.state.secret = '["old"]';
    await traffic('old', secretLifetimeMilliseconds / 2);
    aws.state.secret = '["old", "new"]';
    await traffic('old', secretLifetimeMilliseconds);
    await traffic('new', 60_000);
    await traffic('old', 60_000);
    aws.state.secret = '["new"]';
    await traffic('new', 2 * secretLifetimeMilliseconds);
    expect(statuses.length).toBeGreaterThan(50);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
