import { type RateLimitReading, rateLimitLine, readRateLimitDetail } from './rate-limit-line';

const seenAt = new Date('2026-11-01T12:00:00Z');
const reading = (limit: Partial<RateLimitReading['limit']> = {}, installationId?: number): RateLimitReading => ({
  owner: { appId: 7, installationId },
  limit: { resource: 'core', limit: 15000, remaining: 1234, resetsAt: new Date('2026-11-01T12:30:00Z'), ...limit },
  seenAt,
});
const perApp = { deployment: 'apps', detail: 'app' } as const;
const perInstallation = { deployment: 'apps', detail: 'installation' } as const;
const dimensionsOf = (line: ReturnType<typeof rateLimitLine>) =>
  line._aws.CloudWatchMetrics.map(({ Dimensions, Metrics }) => [...Dimensions, Metrics.map(({ Name }) => Name)]);

const all = [
  'GitHubAPICalls',
  'GitHubAPICallsRemaining',
  'GitHubAPICallsRemainingPercent',
  'GitHubAPIRateLimit',
  'GitHubRateLimitTimeToReset',
];

describe('rateLimitLine', () => {
  it('says what was used, what is left and for how long, at the moment it was seen', () => {
    expect(rateLimitLine(perApp, reading())).toMatchObject({
      service: 'Credential Manager',
      Deployment: 'apps',
      Category: 'core',
      AppID: '7',
      GitHubAPICalls: 13766,
      GitHubAPICallsRemaining: 1234,
      GitHubAPICallsRemainingPercent: 8.23,
      GitHubAPIRateLimit: 15000,
      GitHubRateLimitTimeToReset: 1800,
      _aws: { Timestamp: seenAt.getTime() },
    });
  });

  it('counts for the App, and the share that is left for the deployment too', () => {
    expect(dimensionsOf(rateLimitLine(perApp, reading({}, 99)))).toEqual([
      [['service', 'Deployment', 'Category', 'AppID'], all],
      [
        ['service', 'Deployment'],
        ['GitHubAPICallsRemaining', 'GitHubAPICallsRemainingPercent'],
      ],
    ]);
  });

  it('counts for the installation where that is asked for', () => {
    expect(dimensionsOf(rateLimitLine(perInstallation, reading({}, 99)))[0]?.[0]).toEqual([
      'service',
      'Deployment',
      'Category',
      'AppID',
      'InstallationID',
    ]);
    expect(dimensionsOf(rateLimitLine(perInstallation, reading()))[0]?.[0]).not.toContain('InstallationID');
  });

  it('names the installation in the line either way', () => {
    expect(rateLimitLine(perApp, reading({}, 99))).toMatchObject({ InstallationID: '99' });
    expect(rateLimitLine(perApp, reading())).not.toHaveProperty('InstallationID');
  });

  it('puts limits that GitHub does not document into one category, so that there is an end to them', () => {
    const made_up = ['anything', 'x'.repeat(2000), 'constructor', ''];
    expect(made_up.map((resource) => rateLimitLine(perApp, reading({ resource })).Category)).toEqual(
      made_up.map(() => 'other'),
    );
  });

  it.each([
    ['a window that has passed', { resetsAt: new Date('2026-11-01T11:00:00Z') }, { GitHubRateLimitTimeToReset: 0 }],
    [
      'more left than there is',
      { limit: 10, remaining: 11 },
      { GitHubAPICalls: 0, GitHubAPICallsRemainingPercent: 100 },
    ],
    ['no limit', { limit: 0, remaining: 0 }, { GitHubAPICallsRemainingPercent: 100 }],
  ])('stays in range with %s', (_what, limit, expected) => {
    expect(rateLimitLine(perApp, reading(limit))).toMatchObject(expected);
  });
});

describe('readRateLimitDetail', () => {
  it('takes installation at its word, and all else for the default', () => {
    expect(['installation', 'app', 'Installation', ''].map(readRateLimitDetail)).toEqual([
      'installation',
      'app',
      'app',
      'app',
    ]);
  });
});
