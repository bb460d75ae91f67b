import { createRateLimitTap } from './rate-limit-tap';

const headers = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4321',
  'x-ratelimit-reset': '1800000000',
  'x-ratelimit-resource': 'graphql',
};
const route = 'GET https://api.github.com/repos/{owner}/{repo}?page=2';
const response = { appId: 7, installationId: 99, status: 200, headers, route, milliseconds: 12.4 };

function given(measured: { deployment: string; metrics: string } | undefined) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const calls: Readonly<Record<string, unknown>>[] = [];
  const tap = createRateLimitTap({
    measured: () => measured,
    write: (_event, fields) => lines.push(fields),
    writeOfCall: (_event, fields) => calls.push(fields),
  });
  return { tap, lines, calls };
}

describe('createRateLimitTap', () => {
  it('writes what an installation has left, as the deployment counts it', () => {
    const { tap, lines } = given({ deployment: 'apps', metrics: 'installation' });
    tap(response);
    tap(response);
    expect(lines).toMatchObject([
      {
        Deployment: 'apps',
        AppID: '7',
        InstallationID: '99',
        Category: 'graphql',
        GitHubAPICallsRemaining: 4321,
        _aws: { CloudWatchMetrics: [{ Dimensions: [expect.arrayContaining(['InstallationID'])] }, {}] },
      },
    ]);
  });

  it('counts for the App where that is all that is asked for', () => {
    const { tap, lines } = given({ deployment: 'apps', metrics: 'app' });
    tap(response);
    expect(JSON.stringify(lines[0]?._aws)).not.toContain('InstallationID');
  });

  it('writes a line for each call, without host and query', () => {
    const { tap, calls } = given({ deployment: 'apps', metrics: 'app' });
    tap(response);
    tap({ ...response, status: 404, headers: {} });
    const call = { method: 'GET', route: '/repos/{owner}/{repo}', ms: 12, appId: 7, installationId: 99 };
    expect(calls).toEqual([
      { ...call, status: 200, left: 4321, of: 5000, category: 'graphql' },
      { ...call, status: 404 },
    ]);
  });

  it('writes nothing in a function that is not connected', () => {
    const { tap, lines, calls } = given(undefined);
    tap(response);
    expect([...lines, ...calls]).toEqual([]);
  });

  it('writes nothing for a response without rate limits', () => {
    const { tap, lines } = given({ deployment: 'apps', metrics: 'app' });
    tap({ ...response, headers: {} });
    expect(lines).toEqual([]);
  });
});
