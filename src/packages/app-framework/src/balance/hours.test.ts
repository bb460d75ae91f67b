import { createRepeatedDeliveries } from '../deliveries/repeated-delivery-table';
import { hourShard, shardOf } from '../webhooks/ledger-keys';
import {
  at,
  aws,
  balance,
  clock,
  delivered,
  idOf,
  keyOf,
  minutesLater,
  nothing,
  tableName,
  useBalanceWorld,
  worked,
} from './balance-world.test.support';

const theHour = '2026-11-01T12:00:00.000Z';

useBalanceWorld();

describe('hours of the ledger', () => {
  it('closes an hour over several runs where one has not the time to read it, and reads nothing twice', async () => {
    for (let number = 0; number < 32; number += 1) {
      await delivered(number, ['greet']);
      worked(number, 'done');
    }
    const progress = { open: [theHour], next: '2026-11-01T13:00:00.000Z' };
    aws().rows.set('balance|hours', { Progress: { S: JSON.stringify(progress) } });
    const read: string[] = [];
    const runs: number[] = [];
    for (let openHours = 1; openHours > 0 && runs.length < 9; ) {
      const before = aws().calls.length;
      const queries = () =>
        aws()
          .calls.slice(before)
          .filter(({ operation }) => operation === 'Query');
      // There is time for seven of the 16 shards.
      ({ openHours } = await balance(() => 15_000 + 6 - queries().length));
      runs.push(queries().length);
      read.push(...queries().map(({ input }) => JSON.stringify(input.ExpressionAttributeValues)));
    }
    expect(runs).toEqual([7, 7, 2]);
    expect(new Set(read).size).toBe(16);
  });

  it('looks again at an hour that it had closed, where something of it was redriven, until that is done', async () => {
    await delivered(1, ['greet']);
    worked(1, 'parked');
    expect(await balance()).toEqual(nothing);
    const remaining = () => 5_000;
    const repeated = createRepeatedDeliveries({ tableName });
    await repeated.reopenHour(at, new Date(clock()), remaining);
    worked(1, 'retry');
    expect(await balance()).toEqual({ ...nothing, missing: 1, sentAgain: 1, openHours: 1 });
    expect(aws().sent).toHaveLength(1);
    worked(1, 'done');
    minutesLater(5);
    expect(await balance()).toEqual(nothing);
    // An hour that is not over is opened in its turn: what is on its way in it is not looked at yet.
    const now = { S: new Date(clock()).toISOString() };
    const Hour = { S: hourShard(new Date(clock()), shardOf(idOf(2))) };
    const taken = { Delivery: { S: keyOf(2) }, Part: { S: 'delivery' }, Status: { S: 'received' } };
    aws().rows.set(`${keyOf(2)}|delivery`, { ...taken, Hour, ReceivedAt: now });
    await repeated.reopenHour(new Date(clock()), new Date(clock()), remaining);
    expect(await balance()).toEqual(nothing);
  });
});
