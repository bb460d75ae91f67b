import { recordOf } from '../deliveries/delivery-record';
import { queryBehind, readDeliveriesQuery } from './deliveries-query';
import { listDeliveries } from './list-deliveries';

const begin = Date.parse('2026-11-01T07:00:00Z');

/** As many as a storm brings in an hour: one each 36 milliseconds. */
async function* storm() {
  for (let index = 100_000; index > 0; index -= 1) {
    const ReceivedAt = { S: new Date(begin + index * 36).toISOString() };
    const record = recordOf(`api.github.com#7#${index}`, [
      { Part: { S: 'delivery' }, Event: { S: 'push' }, ReceivedAt },
    ]);
    if (record) yield record;
  }
}

describe('readDeliveriesQuery', () => {
  it('goes on behind a delivery of a host of any name', () => {
    const host = `github.${'department.'.repeat(20)}example.com`;
    const key = `${host}#1234567#7a3f5c1e-0000-4000-8000-000000000001`;
    const behind = { at: '2026-11-01T07:00:00.000Z', key };
    expect(readDeliveriesQuery(queryBehind(new URLSearchParams(), behind), new Date(begin)).after).toEqual(behind);
  });
});

describe('listDeliveries', () => {
  it.each([
    ['what is there', {}, 50],
    ['what is not', { event: 'issues' }, 0],
  ] as const)('looks through a part of a storm for %s, and says where to go on', async (_what, looked, found) => {
    let taken = 0;
    async function* search() {
      for await (const record of storm()) {
        taken += 1;
        yield record;
      }
    }
    const query = { ...looked, since: new Date(begin), until: new Date(begin + 3_600_001) };
    const { deliveries, next } = await listDeliveries({ search }, query, () => 28_000);
    expect(deliveries).toHaveLength(found);
    expect(taken).toBe(found === 50 ? 51 : 5_000);
    const last = 100_000 - (found === 50 ? 49 : 4_999);
    expect(next).toEqual({ at: new Date(begin + last * 36).toISOString(), key: `api.github.com#7#${last}` });
  });
});
