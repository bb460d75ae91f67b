import type { SweepFigures } from './sweep-deliveries';
import { guidOf, minutes, nothing, pageSize, start, useSweepWorld } from './sweep-world.test.support';

const world = useSweepWorld();
const withheld = { body: { request: { payload: null } } };

describe('createSweepDeliveries', () => {
  it('brings what GitHub lists and the ledger lacks, once, the oldest first, with ids beyond 2^53 and the payload as it was', async () => {
    const all = Array.from({ length: 25 }, (_, index) => world().deliver(index, start + index * 1_000));
    const arrived = all.filter((_, index) => index % 3 === 0);
    for (const one of arrived) await world().receive(one);
    world().aws.events.length = 0;
    world().clock = start + minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 16 });
    const lacking = all.filter((one) => !arrived.includes(one));
    expect(world().published()).toEqual(lacking.map(({ guid }) => guid));
    const sent = world()
      .aws.calls.filter(({ operation }) => operation === 'PutEvents')
      .at(-1);
    expect(JSON.stringify(sent?.input)).toContain('9007199254740993');
    expect(world().aws.events[0]?.detail).not.toHaveProperty('replay_id');
    expect(world().aws.rows.get(`api.github.com#42#${guidOf(1)}|delivery`)).toMatchObject({
      Status: { S: 'published' },
      Source: { S: 'recovered' },
    });
    // Its signature was never checked.
    expect(world().aws.rows.get(`api.github.com#42#${guidOf(1)}|delivery`)).not.toHaveProperty('SecretVersion');
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual(nothing);
    expect(world().published()).toHaveLength(16);
  });

  it('reads down to the last pass less two minutes, and the whole list after an hour', async () => {
    for (let number = 0; number < 40; number += 1) world().deliver(number, start + number * 1_000);
    world().clock = start + minutes(5);
    await world().sweep();
    expect(world().pagesRead()).toBe(4);
    world().clock += minutes(5);
    world().deliver(100, world().clock - minutes(3));
    await world().sweep();
    expect(world().pagesRead()).toBe(4 + 5);
    world().clock += minutes(5);
    await world().sweep();
    // The mark is that of the one delivery now.
    expect(world().pagesRead()).toBe(4 + 5 + 1);
    world().clock += minutes(60);
    await world().sweep();
    expect(world().pagesRead()).toBe(4 + 5 + 1 + 5);
  });

  it('looks at what was listed late: its time is old, and its id is new', async () => {
    world().deliver(1);
    world().clock += minutes(10);
    await world().sweep();
    world().deliver(2, start);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(world().published()).toEqual([guidOf(1), guidOf(2)]);
  });

  it('begins at the top again where its place in the list is none any more', async () => {
    for (let number = 0; number < 25; number += 1) world().deliver(number);
    world().clock += minutes(5);
    const before = world().aws.calls.length;
    world().aws.fail((_call, index) => (index - before >= 60 ? 'refused' : undefined));
    await expect(world().sweep()).rejects.toThrow('42');
    world().aws.fail(() => undefined);
    world().forgetPlaces();
    await expect(world().sweep()).rejects.toThrow('42');
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 25 });
  });

  it('reads a list with events of every name that the receiver takes', async () => {
    world().deliver(1, world().clock, 'projects_v2_item');
    world().deliver(2);
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 2 });
    expect(world().aws.events.map(({ detailType }) => detailType)).toEqual(['projects_v2_item', 'issues']);
  });

  it('takes several attempts of a delivery for one', async () => {
    const first = world().deliver(1);
    world().attempt({ ...first, at: first.at + 1_000 });
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(world().published()).toEqual([guidOf(1)]);
  });

  it.each([
    ['the payload is withheld', withheld],
    ['GitHub answers 404', { status: 404, body: { message: 'Not Found' } }],
  ])('asks for a redelivery where %s, three times at most, and then says that it is lost', async (_what, answer) => {
    const { id } = world().deliver(1);
    world().gitHub.on(`GET /app/hook/deliveries/${id}`, answer);
    world().gitHub.on(`POST /app/hook/deliveries/${id}/attempts`, { status: 202, body: {} });
    world().deliver(2);
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1, redeliveriesAsked: 1, missing: 1 });
    const seen: (SweepFigures | undefined)[] = [];
    for (let run = 0; run < 7; run += 1) {
      world().clock += minutes(5);
      seen.push(await world().sweep());
    }
    expect(seen.map((figures) => figures?.redeliveriesAsked)).toEqual([0, 1, 0, 1, 0, 0, 0]);
    expect(seen.map((figures) => figures?.unrecoverable)).toEqual([0, 0, 0, 0, 0, 1, 0]);
    expect(world().published()).toEqual([guidOf(2)]);
    expect(world().aws.rows.get(`api.github.com#42#${guidOf(1)}|sweep`)).toMatchObject({
      Status: { S: 'unrecoverable' },
    });
  });

  it('notes what is missing where the list by event looks for it', async () => {
    const { id } = world().deliver(1);
    world().gitHub.on(`GET /app/hook/deliveries/${id}`, withheld);
    await world().sweep();
    const shard = Number.parseInt(guidOf(1).slice(0, 4), 16) % 16;
    expect(world().aws.rows.get(`api.github.com#42#${guidOf(1)}|sweep`)).toMatchObject({
      EventDay: { S: `issues#2026-11-01#${shard}` },
      Hour: { S: `2026-11-01T12#${shard}` },
    });
  });

  it('opens what is lost again where GitHub lists a newer attempt, and asks for that one', async () => {
    const lost = world().deliver(1);
    world().gitHub.on(`GET /app/hook/deliveries/${lost.id}`, withheld);
    world().gitHub.on(`POST /app/hook/deliveries/${lost.id}/attempts`, { status: 202, body: {} });
    for (let run = 0; run < 7; run += 1) {
      world().clock += minutes(5);
      await world().sweep();
    }
    const row = `api.github.com#42#${guidOf(1)}|sweep`;
    expect(world().aws.rows.get(row)).toMatchObject({ Status: { S: 'unrecoverable' } });
    const again = world().attempt({ ...lost, at: world().clock });
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(world().published()).toEqual([guidOf(1)]);
    expect(world().aws.rows.get(row)).toMatchObject({ Status: { S: 'recovered' }, AttemptId: { S: String(again.id) } });
  });

  it('fetches the newest of several attempts, and keeps to it', async () => {
    const first = world().deliver(1);
    const second = world().attempt({ ...first, at: first.at + 1_000 });
    world().clock += minutes(5);
    await world().sweep();
    const fetched = world()
      .gitHub.asked()
      .filter((asked) => /deliveries\/\d/.test(asked));
    expect(fetched).toEqual([`GET /app/hook/deliveries/${second.id}`]);
  });

  it('fails after all that it could do where it cannot tell which Apps have a secret', async () => {
    world().deliver(1);
    world().steered.unread = { failure: new Error('refused') };
    world().clock += minutes(5);
    await expect(world().sweep()).rejects.toThrow('Apps that have a secret could not be found');
    expect(world().published()).toEqual([guidOf(1)]);
  });

  it('counts what the endpoint was too small or too slow for, each attempt once, and brings it', async () => {
    const answered = (number: number, status: number) => {
      const [one] = [world().deliver(number, world().clock - minutes(3))];
      world().log.splice(world().log.indexOf(one), 1, { ...one, status });
    };
    for (const [number, status] of [413, 429, 413, 200, 502].entries()) answered(number, status);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 5, oversized: 2, throttled: 1 });
    // Read again: the overlap at once, and all of it with the pass over the whole list.
    expect(await world().sweep()).toEqual(nothing);
    world().clock += minutes(65);
    answered(5, 429);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1, throttled: 1 });
  });

  it('leaves half of the rate limit of an App to others', async () => {
    world().deliver(1);
    world().steered.limit = {
      resource: 'core',
      limit: 5_000,
      remaining: 2_499,
      resetsAt: new Date(start + minutes(60)),
    };
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual(nothing);
    expect(world().gitHub.asked()).toEqual([]);
  });

  it('tells for how long a list was not read to its end, though no run fails', async () => {
    await world().sweep();
    expect(world().oldestPassSeconds()).toBe(0);
    world().clock += minutes(30);
    world().steered.limit = { resource: 'core', limit: 5_000, remaining: 0, resetsAt: new Date(start + minutes(600)) };
    expect(await world().sweep()).toEqual(nothing);
    expect(world().oldestPassSeconds()).toBe(30 * 60);
    world().clock += minutes(300);
    expect(await world().sweep()).toEqual(nothing);
    expect(world().oldestPassSeconds()).toBe(330 * 60);
    world().steered.limit = undefined;
    await world().sweep();
    expect(world().oldestPassSeconds()).toBe(0);
  });

  it('tells it of an App whose list was never read, from when it was first seen', async () => {
    world().seesAppFirst();
    world().steered.limit = { resource: 'core', limit: 5_000, remaining: 0, resetsAt: new Date(start + minutes(600)) };
    await world().sweep();
    world().clock += minutes(300);
    await world().sweep();
    expect(world().oldestPassSeconds()).toBe(300 * 60);
  });

  // None of them between the bus and the mark, where the same event is published again and its handlers absorb it.
  it.each([1, 97, 222, 304, 403])(
    'stopped at call %i of AWS and started again, it misses nothing, publishes nothing twice and reads at most 1.1 of the pages',
    async (stop) => {
      for (let number = 0; number < 200; number += 1) {
        const one = world().deliver(number, start + minutes(number));
        if (number % 5 !== 0)
          world().aws.rows.set(`api.github.com#42#${one.guid}|delivery`, { Status: { S: 'published' } });
      }
      world().clock = start + minutes(205);
      const before = world().aws.calls.length;
      world().aws.fail((_call, index) => (index - before >= stop ? 'refused' : undefined));
      await world()
        .sweep()
        .catch(() => undefined);
      expect(world().aws.calls.length - before).toBeGreaterThan(stop);
      world().aws.fail(() => undefined);
      await world().sweepThrough();
      const lacking = world()
        .log.filter((_, number) => number % 5 === 0)
        .map(({ guid }) => guid);
      expect(world().published().sort()).toEqual(lacking.sort());
      expect(world().pagesRead()).toBeLessThanOrEqual(1.1 * (200 / pageSize));
    },
  );
});
