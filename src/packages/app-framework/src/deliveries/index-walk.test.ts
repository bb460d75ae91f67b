import { field } from '../lambda/parsed-json';
import { walkIndex } from './index-walk';

/** Rows of one key, a page at a time as they are asked for. */
function pagesOf(rows: readonly { readonly ReceivedAt: { readonly S: string } }[]) {
  return async (input: object) => {
    const from = Number(field(input, 'ExclusiveStartKey') ?? 0);
    const end = from + Number(field(input, 'Limit'));
    return { Items: rows.slice(from, end), ...(end < rows.length && { LastEvaluatedKey: end }) };
  };
}

describe('walkIndex', () => {
  it('tells the rows of one time together, over however many pages they are', async () => {
    const at = (second: number) => ({ ReceivedAt: { S: new Date(second * 1_000).toISOString() } });
    const rows = [at(3), ...Array.from({ length: 250 }, () => at(2)), at(1)];
    const told: number[] = [];
    for await (const { rows: found } of walkIndex({ queries: [{}], order: 'newest first', query: pagesOf(rows) }))
      told.push(found.length);
    expect(told).toEqual([1, 250, 1]);
  });
});
