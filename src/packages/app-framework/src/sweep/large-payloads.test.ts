import { guidOf, minutes, nothing, useSweepWorld } from './sweep-world.test.support';

const world = useSweepWorld();

describe('createSweepDeliveries', () => {
  it('brings what is as large as GitHub sends, by reference', async () => {
    // A text of GitHub has 65,536 characters at the most: it is many that make 25 MB.
    const comments = Array.from({ length: 400 }, (_none, index) => ({ index, body: 'x'.repeat(62_000) }));
    const payload = JSON.stringify({ action: 'opened', issue: { number: 1 }, comments });
    world().attempt({ guid: guidOf(1), at: world().clock, payload, event: 'issues', status: 413 });
    world().clock += minutes(5);
    expect(await world().sweep()).toEqual({ ...nothing, recovered: 1, oversized: 1 });
    expect([...world().aws.objects.values()]).toEqual([payload]);
    expect(world().aws.events[0]?.detail).toMatchObject({ payload_complete: false });
  });
});
