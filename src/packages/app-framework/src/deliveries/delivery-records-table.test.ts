import fc from 'fast-check';
import { field } from '../lambda/parsed-json';
import { hourShard, ledgerShards } from '../webhooks/ledger-keys';
import { createDeliveryRecords, type DeliverySearch } from './delivery-records-table';

type Row = Readonly<Record<string, { readonly S: string }>>;
const begin = Date.parse('2026-11-01T07:00:00Z');
const hour = 3_600_000;

/** A ledger that answers by pages, and counts what it answered. */
function ledgerOf(rows: readonly Row[]) {
  const byKey = new Map<string, Row[]>();
  const inOrder = [...rows].sort((one, other) => (String(one.ReceivedAt?.S) < String(other.ReceivedAt?.S) ? -1 : 1));
  for (const row of inOrder) {
    for (const key of [`Hour ${row.Hour?.S}`, `Delivery ${row.Delivery?.S}`]) {
      const known = byKey.get(key);
      if (known) known.push(row);
      else byKey.set(key, [row]);
    }
  }
  let read = 0;
  const query = async (input: object) => {
    const value = (name: string) => field(field(field(input, 'ExpressionAttributeValues'), name), 'S');
    const [since, until] = [String(value(':since')), String(value(':until'))];
    const isOf = ({ ReceivedAt }: Row) => ReceivedAt && ReceivedAt.S >= since && ReceivedAt.S <= until;
    const found =
      field(input, 'IndexName') === undefined
        ? [...(byKey.get(`Delivery ${value(':key')}`) ?? [])]
        : (byKey.get(`Hour ${value(':value')}`) ?? []).filter(isOf);
    if (field(input, 'ScanIndexForward') === false) found.reverse();
    const from = field(input, 'ExclusiveStartKey');
    const start = from === undefined ? 0 : found.findIndex((row) => Object.is(row, from)) + 1;
    const Items = found.slice(start, start + Number(field(input, 'Limit') ?? found.length));
    read += Items.length;
    const last = Items.at(-1);
    return { Items, ...(last && last !== found.at(-1) && { LastEvaluatedKey: last }) };
  };
  const records = createDeliveryRecords({ reads: { query, item: async () => ({}) }, tableName: 'ledger' });
  return { records, read: () => read };
}

/** A delivery with what a handler made of it. */
function rowsOf({ index, at }: { readonly index: number; readonly at: number }): Row[] {
  const time = new Date(at);
  const place = {
    Delivery: { S: `api.github.com#7#${String(index).padStart(6, '0')}` },
    Hour: { S: hourShard(time, index % ledgerShards) },
    ReceivedAt: { S: time.toISOString() },
  };
  return ['delivery', 'handler#greet'].map((part) => ({ ...place, Part: { S: part }, Status: { S: 'done' } }));
}

async function taken(rows: readonly Row[], most: number, search: Partial<DeliverySearch> = {}) {
  const { records, read } = ledgerOf(rows);
  const span = { since: new Date(begin), until: new Date(begin + 3 * hour), order: 'newest first' } as const;
  const found: string[] = [];
  for await (const { receivedAt, key, works } of records.search({ ...span, ...search })) {
    expect(works).toMatchObject([{ handler: 'greet' }]);
    found.push(`${receivedAt} ${key}`);
    if (found.length === most) break;
  }
  return { found, read: read() };
}

describe('the search of a ledger', () => {
  it('reads a page a shard for the newest of 100,000 in an hour, and no more than is taken besides', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => rowsOf({ index, at: begin + index * 36 })).flat();
    const { found, read } = await taken(rows, 50);
    expect(found).toEqual(
      Array.from({ length: 50 }, (_, back) => {
        const index = 99_999 - back;
        return `${new Date(begin + index * 36).toISOString()} api.github.com#7#0${index}`;
      }),
    );
    expect(read).toBeLessThanOrEqual(ledgerShards * 100);
    expect((await taken(rows, 2_000)).read).toBeLessThanOrEqual(2 * 2_000 + ledgerShards * 200);
  });

  it('tells each once in its order, whatever comes at one time, over shards, hours and pages', async () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 400,
    });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.boolean(), async (times, isNewestFirst) => {
        const rows = times.flatMap(([hours, milliseconds], index) =>
          rowsOf({ index: index * 4, at: begin + hours * hour + milliseconds }),
        );
        const order = isNewestFirst ? 'newest first' : 'oldest first';
        const { found } = await taken(rows, Number.POSITIVE_INFINITY, { order });
        const expected = [...new Set(rows.map(({ ReceivedAt, Delivery }) => `${ReceivedAt?.S} ${Delivery?.S}`))].sort();
        expect(found).toEqual(isNewestFirst ? expected.reverse() : expected);
      }),
      { numRuns: 60 },
    );
  });

  it('knows of one that the sweep fetched when GitHub sent it, and tells it where it arrived', async () => {
    const [arrival, work] = rowsOf({ index: 1, at: begin + hour + 5 });
    const [sent] = rowsOf({ index: 1, at: begin + hour + 1 });
    const rows: Row[] = [
      { ...arrival, Source: { S: 'recovered' } },
      { ...work },
      { ...sent, Part: { S: 'sweep' }, Status: { S: 'recovered' } },
    ];
    const { records } = ledgerOf(rows);
    const found = [];
    const search = { since: new Date(begin), until: new Date(begin + 3 * hour), order: 'oldest first' } as const;
    for await (const { receivedAt, sweep } of records.search(search)) found.push([receivedAt, sweep?.deliveredAt]);
    expect(found).toEqual([['2026-11-01T08:00:00.005Z', '2026-11-01T08:00:00.001Z']]);
  });
});
