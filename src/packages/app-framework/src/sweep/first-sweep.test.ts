import { guidOf, minutes, nothing, type SweepWorld, start, startSweepWorld } from './sweep-world.test.support';

let world: SweepWorld;
beforeEach(async () => {
  world = await startSweepWorld();
  world.seesAppFirst();
});
afterEach(() => world.stop());

const taken = (number: number, at: number) => world.attempt({ ...world.deliver(number, at), at, status: 200 });
const days = (count: number) => minutes(count * 24 * 60);

describe('createSweepDeliveries, where an App is seen for the first time', () => {
  it('leaves alone what another endpoint took, or nobody for long, then and with every later pass', async () => {
    for (let number = 0; number < 25; number += 1) world.deliver(number, start - days(2) + number * 1_000);
    const before = world.log.splice(0);
    for (const one of before) world.attempt({ ...one, status: 200 });
    world.deliver(100, start - minutes(61));
    const [justBefore] = [world.deliver(101, start - minutes(1))];
    world.log.splice(world.log.indexOf(justBefore), 1);
    world.attempt({ ...justBefore, status: 204 });

    for (let run = 0; run < 15; run += 1) {
      expect(await world.sweep()).toEqual(nothing);
      world.clock += minutes(5);
    }
    expect(world.published()).toEqual([]);
  });

  it('brings what nobody took in the hour before, as while its secret was not here, and all that comes later', async () => {
    world.deliver(1, start - minutes(59));
    expect(await world.sweep()).toEqual({ ...nothing, recovered: 1 });
    taken(2, start + minutes(1));
    world.clock += minutes(5);
    expect(await world.sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(world.published()).toEqual([guidOf(1), guidOf(2)]);
  });

  it('counts from its first run, though GitHub did not answer then', async () => {
    world.gitHub.on('GET /app', { status: 502, body: {} });
    world.steered.limit = { resource: 'core', limit: 5_000, remaining: 0, resetsAt: new Date(start + minutes(120)) };
    await world.sweep();
    const late = world.deliver(1, start + minutes(10));
    world.steered.limit = undefined;
    world.clock += minutes(180);
    expect(await world.sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(world.published()).toEqual([late.guid]);
  });

  it('goes on as before where the list was read before the first time was kept', async () => {
    world.aws.rows.set('sweep#api.github.com#42|sweep', { Progress: { S: '{}' } });
    world.deliver(1, start - days(2));
    expect(await world.sweep()).toEqual({ ...nothing, recovered: 1 });
  });

  it('brings an old one that is redelivered and that this endpoint does not take', async () => {
    const old = world.deliver(1, start - days(2));
    expect(await world.sweep()).toEqual(nothing);
    world.clock += minutes(5);
    world.attempt({ ...old, at: world.clock });
    world.clock += minutes(5);
    expect(await world.sweep()).toEqual({ ...nothing, recovered: 1 });
  });
});
