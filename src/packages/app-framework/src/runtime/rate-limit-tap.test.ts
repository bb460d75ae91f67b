import { createRateLimitTap } from './rate-limit-tap';

const headers = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4321',
  'x-ratelimit-reset': '1800000000',
  'x-ratelimit-resource': 'graphql',
};
const response = { appId: 7, installationId: 99, status: 200, headers };

function given(measured: { deployment: string; metrics: string } | undefined) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const tap = createRateLimitTap({ measured: () => measured, write: (_event, fields) => lines.push(fields) });
  return { tap, lines };
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

  it('writes nothing in a function that is not connected', () => {
    const { tap, lines } = given(undefined);
    tap(response);
    expect(lines).toEqual([]);
  });

  it('writes nothing for a response without rate limits', () => {
    const { tap, lines } = given({ deployment: 'apps', metrics: 'app' });
    tap({ ...response, headers: {} });
    expect(lines).toEqual([]);
  });
});
