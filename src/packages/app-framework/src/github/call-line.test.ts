import { writeCall } from './call-line';
import { createTimedFetch } from './timed-fetch';

describe('writeCall', () => {
  it('says that no answer came, and shows nothing that stands before or behind the path of an address', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const route = 'GET https://user:password@github.example/api/v3/app?secret=1#part';
    const fetch = createTimedFetch({
      timeoutMilliseconds: 60_000,
      remainingMilliseconds: () => 1_000,
      onTry: (tried) => writeCall((_event, fields) => lines.push(fields), { ...tried, route }),
      send: async () => {
        throw new TypeError('fetch failed');
      },
    });
    await expect(fetch('https://github.example/app')).rejects.toThrow();
    expect(lines).toEqual([{ method: 'GET', route: '/api/v3/app', status: 'none', ms: expect.any(Number) }]);
  });
});
