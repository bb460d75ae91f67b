import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createMeteredGitHub } from './metered-github';

let server: FakeGitHub;
const lines: string[] = [];
beforeAll(async () => {
  server = await startFakeGitHub();
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

describe('createMeteredGitHub', () => {
  it('logs what an App has left, once, however often it asks within a minute', async () => {
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '1800000000' };
    server.on('GET /app', { headers, body: {} });
    const gitHub = createMeteredGitHub('apps');
    const ask = { baseUrl: server.url, route: 'GET /app', token: 'jwt', spends: { appId: 7 } } as const;
    await gitHub.request(ask);
    await gitHub.request(ask);

    expect(server.requests).toHaveLength(2);
    const told = lines.map((line) => JSON.parse(line));
    expect(told.filter(({ event }) => event === 'GitHub called')).toHaveLength(2);
    expect(told.filter(({ event }) => event !== 'GitHub called')).toMatchObject([
      { event: 'rate limit', Deployment: 'apps', AppID: '7', Category: 'core', GitHubAPICallsRemaining: 9 },
    ]);
  });
});
