import { eachAtMost } from './each-at-most';

async function* upTo(last: number, then: () => void = () => undefined) {
  for (let item = 1; item <= last; item++) yield item;
  then();
}

describe('eachAtMost', () => {
  it('does all, and no more than that many at a time', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await eachAtMost({ items: upTo(50), atOnce: 4 }, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(item);
    });
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(most).toBe(4);
  });

  it('does nothing for nothing', async () => {
    await expect(
      eachAtMost({ items: upTo(0), atOnce: 4 }, () => Promise.reject(new Error('run'))),
    ).resolves.toBeUndefined();
  });

  it('fails with the first failure of an item, takes no further ones, and waits for those under way', async () => {
    const done: number[] = [];
    const work = eachAtMost({ items: upTo(50), atOnce: 2 }, async (item) => {
      if (item === 3) throw new Error('the third');
      await new Promise((resolve) => setImmediate(resolve));
      done.push(item);
    });
    await expect(work).rejects.toThrow('the third');
    expect(done.length).toBeLessThan(6);
  });

  it('fails with what the items’ source threw, after those under way', async () => {
    const done: number[] = [];
    const failing = upTo(3, () => {
      throw new Error('no more');
    });
    const work = eachAtMost({ items: failing, atOnce: 2 }, async (item) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(item);
    });
    await expect(work).rejects.toThrow('no more');
    expect(done).toEqual([1, 2, 3]);
  });
});
