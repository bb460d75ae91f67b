import { forEachOfAll } from './for-each-of-all';

describe('forEachOfAll', () => {
  const ran: number[] = [];
  const failingAt = (...bad: number[]) =>
    forEachOfAll([1, 2, 3], async (item) => {
      ran.push(item);
      if (bad.includes(item)) throw new Error(`No ${item}.`);
    });
  beforeEach(() => {
    ran.length = 0;
  });

  it('does all, one after the other', async () => {
    await failingAt();
    expect(ran).toEqual([1, 2, 3]);
  });

  it.each([
    [[1], 'No 1.'],
    [[1, 3], '2 failed: No 1. No 3.'],
  ])('fails with what failed, after the others were done: %j', async (bad, message) => {
    await expect(failingAt(...bad)).rejects.toThrow(message);
    expect(ran).toEqual([1, 2, 3]);
  });
});
