import fc from 'fast-check';
import { readRateLimit, readRateLimits } from './rate-limit';

const headers = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-reset': '1800000000',
  'x-ratelimit-resource': 'search',
};
const limit = { resource: 'search', limit: 5000, remaining: 4999, resetsAt: new Date(1_800_000_000_000) };

describe('readRateLimit', () => {
  it.each([
    ['fetch', new Headers(headers)],
    ['Octokit', headers],
    ['Octokit, with numbers', { ...headers, 'x-ratelimit-remaining': 4999 }],
  ])('reads headers as %s has them', (_client, given) => {
    expect(readRateLimit(given)).toEqual(limit);
  });

  it('takes the limit for that of most requests where GitHub does not name it', () => {
    expect(readRateLimit({ ...headers, 'x-ratelimit-resource': undefined })?.resource).toBe('core');
  });

  it.each([
    ['none of them', {}],
    ['no limit', { ...headers, 'x-ratelimit-limit': undefined }],
    ['no reset', { ...headers, 'x-ratelimit-reset': '' }],
    ['what is no number', { ...headers, 'x-ratelimit-remaining': '-1' }],
  ])('reads nothing where there is %s', (_what, given) => {
    expect(readRateLimit(given)).toBeUndefined();
  });
});

describe('readRateLimits', () => {
  it('reads every limit, and passes over what has another form', () => {
    const body = {
      resources: {
        core: { limit: 15000, remaining: 3, reset: 1_800_000_000, used: 14997 },
        search: { limit: 30, remaining: 'many', reset: 1_800_000_000 },
        graphql: null,
      },
      rate: {},
    };
    expect(readRateLimits(body)).toEqual([
      { resource: 'core', limit: 15000, remaining: 3, resetsAt: new Date(1_800_000_000_000) },
    ]);
  });

  it('never fails, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ resources: fc.anything() })), (body) => {
        for (const { limit: most, remaining, resetsAt } of readRateLimits(body)) {
          expect([most, remaining, resetsAt.getTime()].every(Number.isSafeInteger)).toBe(true);
        }
      }),
    );
  });
});
