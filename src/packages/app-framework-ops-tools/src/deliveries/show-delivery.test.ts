import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, givenWork, parkedRow } from '../tool-world-ledger.test.support';

const deliveryId = 'aaaaaaaa-cc78-11e3-81ab-4c9367dc0958';

const ago = (minutes: number) => ({ S: new Date(Date.now() - minutes * 60_000).toISOString() });

describe('deliveries show', () => {
  const world = useToolWorld();

  const show = (...options: string[]) => runTool(['deliveries', 'show', deliveryId, ...options]);

  it('shows the whole path, explains what is parked and says what to do', async () => {
    const receivedAt = new Date('2026-11-01T07:00:00Z');
    const key = givenDelivery(world().ledger, { deliveryId, receivedAt, handlers: ['greet', 'label'] });
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'done' }, Attempts: { N: '2' } });
    const last = { LastSeenAt: { S: '2026-11-01T07:41:00.000Z' } };
    givenWork(world().ledger, key, 'handler#label', { ...parkedRow(deliveryId, 'HttpError: Not Found'), ...last });
    const { exitCode, stdout } = await show();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/App +7 at api.github.com/);
    expect(stdout).toMatch(/Repository +octo-org\/web \(2345678901\)/);
    expect(stdout).toMatch(/Received +2026-11-01T07:00:00.000Z, posted by GitHub, signed with\s+secret 1/);
    expect(stdout).toMatch(/Archived +webhooks\/2026-11-01/);
    expect(stdout).toMatch(/Published +2026-11-01T07:00:00.000Z, for greet, label/);
    expect(stdout).toMatch(/greet +done +2 +11-01 07:00:00/);
    expect(stdout).toMatch(/label +parked +8 +11-01 07:00:00 +11-01 07:41:00/);
    expect(stdout).toMatch(/label: +HttpError: Not Found/);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`deliveries redrive ${deliveryId} --handler label`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is one document for scripts, with the advice', async () => {
    const key = givenDelivery(world().ledger, { deliveryId });
    givenWork(world().ledger, key, 'handler#greet', parkedRow(deliveryId, 'Error: no'));
    const { stdout } = await show('--json');
    expect(JSON.parse(stdout).deliveries).toMatchObject([
      {
        key,
        state: 'published',
        works: [{ handler: 'greet', state: 'parked', attempts: 8, reason: 'Error: no' }],
        advice: [expect.stringContaining('gave up after 8 tries')],
      },
    ]);
  });

  it.each<[string, Parameters<typeof givenDelivery>[1], RegExp]>([
    ['received and not published', { deliveryId, status: 'received' }, /"deliveries recover" tries at\s+once/],
    [
      'late at a handler',
      { deliveryId, receivedAt: new Date(Date.now() - 3_600_000) },
      /greet has not begun for 15\s+minutes/,
    ],
    [
      'for a handler that is gone',
      { deliveryId, handlers: ['gone'] },
      /gone is no handler of this deployment any more/,
    ],
  ])('says what to do about one that is %s', async (_what, given, advice) => {
    givenDelivery(world().ledger, given);
    expect((await show()).stdout).toMatch(advice);
  });

  it('tells of one that the sweep brought, and of a handler that was killed', async () => {
    const key = givenDelivery(world().ledger, { deliveryId, more: { Source: { S: 'recovered' } } });
    const sent = { ReceivedAt: { S: '2026-11-01T06:00:00.000Z' }, Status: { S: 'recovered' } };
    world().ledger.rows.push({ Delivery: { S: key }, Part: { S: 'sweep' }, DeliveryId: { S: deliveryId }, ...sent });
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'leased' }, LeaseUntil: { N: '1000' } });
    const { stdout } = await show();
    expect(stdout).toMatch(/Sent +2026-11-01T06:00:00.000Z, by GitHub/);
    expect(stdout).toMatch(/Recovered +it did not arrive by itself: the sweep brought it/);
    expect(stdout).toContain('greet began and never ended');
  });

  it.each([
    ['half an hour ago', { LastSeenAt: ago(31) }, 1],
    ['a moment ago', { LastSeenAt: ago(29) }, 0],
    ['long ago, and was redriven since', { LastSeenAt: ago(600), RedrivenAt: ago(5) }, 0],
  ])('says what to do where a handler failed %s and is to try again', async (_when, times, count) => {
    const key = givenDelivery(world().ledger, { deliveryId });
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'retry' }, ...times });
    const { stdout } = await show('--json');
    const advice = [expect.stringContaining(`redrive ${deliveryId} --handler greet`)].slice(0, count);
    expect(JSON.parse(stdout).deliveries).toMatchObject([{ advice }]);
  });

  it('says of one that waited for long that it comes again by itself', async () => {
    const key = givenDelivery(world().ledger, { deliveryId });
    const times = { LastSeenAt: ago(600), AsideAt: ago(600) };
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'retry' }, ...times });
    const advice = (await show()).stdout.replace(/\s+/g, ' ');
    expect(advice).toContain('greet has waited for long, and is tried again by itself; at once by: deliveries redrive');
    expect(advice).not.toContain('lost');
  });

  it('tells of replays as work of their own', async () => {
    const key = givenDelivery(world().ledger, { deliveryId });
    givenWork(world().ledger, key, 'handler#greet', { Status: { S: 'done' } });
    givenWork(world().ledger, key, 'handler#greet#r-1', { Status: { S: 'retry' }, Reason: { S: 'Error: later' } });
    const { stdout } = await show();
    expect(stdout).toMatch(/greet +done/);
    expect(stdout).toMatch(/greet, r-1 +retry/);
    expect(stdout).not.toMatch(/waiting/);
  });

  it('shows both of two Apps that got one delivery, or the one that is meant', async () => {
    givenDelivery(world().ledger, { deliveryId, appId: 7 });
    const key = givenDelivery(world().ledger, { deliveryId, appId: 9 });
    expect((await show()).stdout.match(/^Delivery /gm)).toHaveLength(2);
    expect((await show('--app-id', '9')).stdout).not.toContain('7 at api.github.com');
    expect((await runTool(['deliveries', 'show', key])).stdout).toMatch(/App +9 at/);
  });

  it('says of one that was held back that its account is not allowed', async () => {
    givenDelivery(world().ledger, { deliveryId, handlers: [], more: { HeldBack: { BOOL: true } } });
    expect((await show()).stdout.replace(/\s+/g, ' ')).toContain('held back: its account is not allowed');
  });

  it('says that it knows no such delivery', async () => {
    expect(await show()).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('"deliveries recover"') });
    givenDelivery(world().ledger, { deliveryId });
    expect((await show('--app-id', '9')).stderr).toContain('of App 9, but of App 7');
  });
});
