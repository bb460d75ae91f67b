import { createAppIdentities } from './app-identity-table';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { coldReceiver, posted, someDelivery, watchLog } from './receiver-world.test.support';

let aws: FakeAws;
let log: Record<string, unknown>[];
beforeAll(async () => {
  aws = await startFakeAws();
  process.env.WEBHOOK_DEPLOYMENT = 'Bot';
});
beforeEach(() => {
  aws.reset();
  log = watchLog();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => {
  delete process.env.WEBHOOK_DEPLOYMENT;
  return aws.stop();
});

const place = { host: 'api.github.com', appId: 7 };
const remaining = () => 1_000;
const another = `8${someDelivery.slice(1)}`;
const ownOf = (index: number): unknown => JSON.parse(String(aws.events[index]?.Detail)).own;
const by = (login: string, id = 41) => ({ action: 'edited', sender: { id, login } });
const counted = (metric: string) => log.filter((line) => line[metric] === 1 && line._aws !== undefined);
const identities = createAppIdentities({ tableName: 'ledger' });

describe('what an App itself caused', () => {
  it('is told by the slug that the sweep kept, and after a rename by the account of its bot', async () => {
    await identities.keepSlug(place, 'greeter', remaining);
    await coldReceiver()(posted({ payload: by('greeter[bot]') }));
    await coldReceiver()(posted({ deliveryId: another, payload: by('welcomer[bot]') }));
    expect([ownOf(0), ownOf(1)]).toEqual([true, true]);
    const apps = [{ ...place, slug: 'greeter', botId: 41 }];
    expect(await identities.read(remaining)).toEqual({ apps, repositories: [] });
  });

  it('is not told by the name of an App on another host, or of another App', async () => {
    await identities.keepSlug({ ...place, host: 'ghe.example.com' }, 'greeter', remaining);
    await identities.keepSlug({ ...place, appId: 8 }, 'greeter', remaining);
    await coldReceiver()(posted({ payload: by('greeter[bot]') }));
    expect(ownOf(0)).toBe(false);
  });

  it('keeps the account of the bot once, and takes the delivery also where that fails', async () => {
    await identities.keepSlug(place, 'greeter', remaining);
    const receive = coldReceiver();
    await receive(posted());
    aws.fail('UpdateItem', { times: 1, status: 400 });
    expect((await receive(posted({ deliveryId: another, payload: by('greeter[bot]') }))).statusCode).toBe(200);
    aws.calls.length = 0;
    await receive(posted({ deliveryId: `9${someDelivery.slice(1)}`, payload: by('greeter[bot]') }));
    expect([...aws.calls].sort()).toEqual(['PutEvents', 'PutItem', 'PutObject', 'UpdateItem']);
  });
});

describe('what is counted besides', () => {
  it('is a body that comes under another delivery id, once for each, and not its redelivery', async () => {
    const receive = coldReceiver();
    const payload = { action: 'opened', issue: { id: 1 } };
    await receive(posted({ payload }));
    await receive(posted({ payload }));
    expect(counted('BodiesRepeated')).toEqual([]);
    expect((await receive(posted({ payload, deliveryId: another }))).body.status).toBe('ok');
    expect(counted('BodiesRepeated')).toEqual([
      expect.objectContaining({ deliveryId: another, before: `api.github.com#7#${someDelivery}` }),
    ]);
  });

  it('is a delivery that no handler gets', async () => {
    const row = { Delivery: { S: 'deployment' }, Part: { S: 'routing' } };
    aws.rows.set('deployment routing', { ...row, Routes: { S: '[{"name":"greet","events":["issues"]}]' } });
    const receive = coldReceiver();
    await receive(posted());
    expect(counted('DeliveriesUnrouted')).toEqual([]);
    await receive(posted({ event: 'push', deliveryId: another }));
    expect(counted('DeliveriesUnrouted')).toEqual([
      expect.objectContaining({ deliveryId: another, eventType: 'push' }),
    ]);
  });

  it('is a ping, which is the sign that all fits, and no delivery that a handler lacks', async () => {
    await coldReceiver()(posted({ event: 'ping', payload: { zen: 'Keep it logically awesome.', hook_id: 1 } }));
    expect(counted('PingsReceived')).toEqual([
      expect.objectContaining({ eventType: 'ping', deliveryId: someDelivery }),
    ]);
    expect(counted('DeliveriesUnrouted')).toEqual([]);
  });
});
