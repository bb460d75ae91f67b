import { forEachAtMost } from './for-each-at-most';

async function* upTo(last: number, then: () => void = () => undefined) {
  for (let item = 1; item <= last; item++) yield item;
  then();
}

describe('forEachAtMost', () => {
  describe('over a list', () => {
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

  describe('over what comes in time', () => {
    it('does all, and no more than that many at a time', async () => {
      const done: number[] = [];
      let running = 0;
      let most = 0;
      await forEachAtMost({ items: upTo(50), atOnce: 4 }, async (item) => {
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
        forEachAtMost({ items: upTo(0), atOnce: 4 }, () => Promise.reject(new Error('run'))),
      ).resolves.toBeUndefined();
    });

    it('fails with the first failure of an item, takes no further ones, and waits for those under way', async () => {
      const done: number[] = [];
      const work = forEachAtMost({ items: upTo(50), atOnce: 2 }, async (item) => {
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
      const work = forEachAtMost({ items: failing, atOnce: 2 }, async (item) => {
        await new Promise((resolve) => setImmediate(resolve));
        done.push(item);
      });
      await expect(work).rejects.toThrow('no more');
      expect(done).toEqual([1, 2, 3]);
    });

    it('tells the source that nothing more is wanted after a failure', async () => {
      let isTold = false;
      async function* source() {
        try {
          for (;;) yield 1;
        } finally {
          isTold = true;
        }
      }
      await expect(
        forEachAtMost({ items: source(), atOnce: 2 }, () => Promise.reject(new Error('no'))),
      ).rejects.toThrow('no');
      expect(isTold).toBe(true);
    });
  });
});
