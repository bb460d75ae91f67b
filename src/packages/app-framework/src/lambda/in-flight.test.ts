import { createInFlight } from './in-flight';

describe('createInFlight', () => {
  it('runs once for all who ask for the same before it has ended, and again for who asks later', async () => {
    const share = createInFlight<number>();
    let runs = 0;
    const run = async () => {
      await Promise.resolve();
      runs += 1;
      return runs;
    };

    expect(await Promise.all([share('a', run), share('a', run), share('b', run)])).toEqual([1, 1, 2]);
    expect(await share('a', run)).toBe(3);
  });

  it('fails for all of them, and keeps no failure', async () => {
    const share = createInFlight<string>();
    const fails = () => Promise.reject(new Error('busy'));

    const both = await Promise.allSettled([share('a', fails), share('a', fails)]);

    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await share('a', async () => 'well')).toBe('well');
  });
});
