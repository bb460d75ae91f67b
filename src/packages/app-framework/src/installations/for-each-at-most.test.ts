import { forEachAtMost } from './for-each-at-most';

describe('forEachAtMost', () => {
  it('takes every item once, and no more at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await forEachAtMost({ items: [1, 2, 3, 4, 5, 6, 7], atOnce: 3 }, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    });

    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('fails with the first failure, begins nothing after it, and ends what is under way', async () => {
    const ended: number[] = [];
    const run = forEachAtMost({ items: [1, 2, 3, 4], atOnce: 2 }, async (item) => {
      if (item === 1) throw new Error('one');
      await Promise.resolve();
      ended.push(item);
    });

    await expect(run).rejects.toThrow('one');
    expect(ended).toEqual([2]);
  });
});
