import type { CountUpTo } from './bounded-count-table';

/** What a count promises, over any table: DynamoDB's, and the one that unit tests have in its place. Each case counts under a key of its own. */
export function boundedCountContract(given: () => CountUpTo): void {
  const counting = (key: string) => ({ key, limit: 2, until: 1_000 });

  it('counts up to the limit', async () => {
    const one = counting('up to the limit');
    const outcomes = [await given()(one), await given()(one), await given()(one)];
    expect(outcomes).toEqual(['counted', 'counted', 'full']);
  });

  it('counts each key by itself', async () => {
    const outcomes = [
      await given()({ ...counting('first'), limit: 1 }),
      await given()({ ...counting('other'), limit: 1 }),
    ];
    expect(outcomes).toEqual(['counted', 'counted']);
  });

  it('lets no two take the last one, though all count at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => given()({ ...counting('at once'), limit: 5 })));
    expect(outcomes.filter((outcome) => outcome === 'counted')).toHaveLength(5);
  });
}
