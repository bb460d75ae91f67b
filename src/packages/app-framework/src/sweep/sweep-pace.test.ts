import { guidOf, minutes, nothing, start, useSweepWorld } from './sweep-world.test.support';

const world = useSweepWorld();

const outage = (deliveries: number) => {
  for (let number = 0; number < deliveries; number += 1) world().deliver(number, start + number * 1_000);
  world().clock = start + deliveries * 1_000;
};
const pageOf = (id: bigint) => `GET /app/hook/deliveries/${id}`;
const broken = { status: 502, body: { message: 'Bad Gateway' } };

describe('createSweepDeliveries, after an outage', () => {
  it('brings few at first, the oldest, then twice as many a run, and begins anew with the next outage', async () => {
    outage(120);
    const runs = await world().sweepThrough();
    expect(runs.map(({ recovered }) => recovered)).toEqual([25, 50, 45]);
    expect(runs.map(({ missing }) => missing)).toEqual([95, 45, 0]);
    expect(world().published()).toEqual(Array.from({ length: 120 }, (_, number) => guidOf(number)));
    for (let number = 120; number < 150; number += 1) world().deliver(number);
    expect((await world().sweepThrough()).map(({ recovered }) => recovered)).toEqual([25, 5]);
  });

  it('brings what is missing on all pages of the ledger', async () => {
    outage(12);
    world().aws.readPagesOf(5);
    expect((await world().sweepThrough()).map(({ recovered, missing }) => [recovered, missing])).toEqual([[12, 0]]);
  });

  it('goes on with the others where GitHub fails for one, and comes back to it', async () => {
    const [first] = [world().deliver(1), world().deliver(2), world().deliver(3)];
    world().gitHub.on(pageOf(first.id), broken);
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 2, failed: 1, missing: 1 });
    world().clock += minutes(4);
    expect(await world().sweep()).toEqual({ ...nothing, missing: 1 });
    world().gitHub.on(pageOf(first.id), { body: `{"request":{"payload":${first.payload}}}` });
    world().clock += minutes(2);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1 });
  });

  it('stops where GitHub fails for three, one after the other, and is slower afterwards', async () => {
    outage(120);
    world().clock += minutes(5);
    await world().sweep();
    const failing = world().log.slice(25, 28);
    for (const { id } of failing) world().gitHub.on(pageOf(id), broken);
    await expect(world().sweep()).rejects.toThrow('42');
    for (const { id, payload } of failing)
      world().gitHub.on(pageOf(id), { body: `{"request":{"payload":${payload}}}` });
    // Half of the 50 that it would have been.
    expect((await world().sweepThrough()).map(({ recovered }) => recovered).slice(0, 2)).toEqual([25, 50]);
  });

  it('stops where AWS takes nothing, and GitHub is asked for no more than three', async () => {
    outage(20);
    world().clock += minutes(5);
    world().aws.fail(({ operation }) => (operation === 'PutEvents' ? 'refused' : undefined));
    await expect(world().sweep()).rejects.toThrow('42');
    expect(
      world()
        .gitHub.asked()
        .filter((asked) => /deliveries\/\d/.test(asked)),
    ).toHaveLength(3);
    world().aws.fail(() => undefined);
    await world().sweepThrough();
    expect(new Set(world().published()).size).toBe(20);
  });

  it('brings the others in later runs where three that nothing takes are the oldest', async () => {
    for (const number of [1, 2, 3, 4]) world().deliver(number, start + number * 1_000);
    const isTaken = (input: object) => JSON.stringify(input).includes(guidOf(4));
    world().aws.fail(({ operation, input }) => (operation === 'PutEvents' && !isTaken(input) ? 'refused' : undefined));
    world().clock += minutes(5);
    await expect(world().sweep()).rejects.toThrow('42');
    expect(world().published()).toEqual([]);
    world().clock += minutes(4);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1, missing: 3 });
    world().aws.fail(() => undefined);
    world().clock += minutes(2);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 3 });
  });

  it('brings what it can read where GitHub lists something in another form, and fails at the end', async () => {
    for (const number of [1, 2]) world().deliver(number, start + number * 1_000);
    world().attempt({ ...world().deliver(3), guid: 'of-another-form' });
    for (let number = 4; number < 20; number += 1) world().deliver(number, start + number * 1_000);
    world().clock = start + minutes(5);
    await expect(world().sweep()).rejects.toThrow('42');
    expect(new Set(world().published()).size).toBe(19);
    expect(process.stdout.write).toHaveBeenCalledWith(expect.stringMatching(/no form that is known.*"unreadable":1/));
  });

  it('fails where what GitHub answers is no list', async () => {
    world().gitHub.on('GET /app/hook/deliveries', { body: { message: 'something else' } });
    await expect(world().sweep()).rejects.toThrow('42');
  });

  it.each([
    ['three days at GitHub', 'api.github.com', 3],
    ['three days on a host of GHE.com', 'api.octo-corp.ghe.com', 3],
    ['seven days on an Enterprise Server', 'github.example.com', 7],
  ])('tells how many are forgotten before their turn: %s', async (_what, host, days) => {
    world().movesTo(host);
    outage(60);
    // What is left of half the limit brings 10 an hour.
    world().steered.limit = { resource: 'core', limit: 20, remaining: 20, resetsAt: new Date(start) };
    world().clock = start + minutes(days * 24 * 60 - 120);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 25, missing: 35, atRisk: 15 });
  });

  it('has no fear for what an Enterprise Server keeps longer than GitHub does', async () => {
    world().movesTo('github.example.com');
    outage(60);
    world().steered.limit = { resource: 'core', limit: 20, remaining: 20, resetsAt: new Date(start) };
    world().clock = start + minutes(72 * 60 - 120);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 25, missing: 35 });
  });
});

describe('createSweepDeliveries, of the webhook URL', () => {
  it.each([
    ['the same, spelt differently', 'https://EXAMPLE.com:443/prod/webhook', 0],
    ['another one', 'https://example.com/prod/hook', 1],
    ['none', undefined, 1],
  ])('counts %s', async (_what, url, elsewhere) => {
    world().gitHub.on('GET /app/hook/config', { body: { url } });
    expect(await world().sweep()).toEqual({ ...nothing, elsewhere });
  });

  it('counts none where GitHub does not say', async () => {
    world().gitHub.on('GET /app/hook/config', broken);
    expect(await world().sweep()).toEqual(nothing);
  });
});
