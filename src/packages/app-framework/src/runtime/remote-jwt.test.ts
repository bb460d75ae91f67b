import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { type FakeDeployment, givenAwsEnvironment, startFakeDeployment } from './fake-deployment.test.support';
import { withDeploymentJwt, withJwt } from './remote-jwt';

describe('withJwt', () => {
  givenAwsEnvironment();
  let gitHub: FakeGitHub;
  let deployment: FakeDeployment;
  beforeAll(async () => {
    [gitHub, deployment] = await Promise.all([startFakeGitHub(), startFakeDeployment()]);
  });
  beforeEach(() => {
    gitHub.reset();
    gitHub.on('GET /app', { body: { id: 5 } });
    deployment.restart();
  });
  afterAll(() => Promise.all([gitHub.stop(), deployment.stop()]));

  const asked: unknown[] = [];
  const Remote = withJwt(Octokit, async (...request) => {
    asked.push(request);
    return { jwt: 'h.p.remote', expiresAt: '2026-11-01T12:08:00Z' };
  });
  beforeEach(() => void asked.splice(0));
  const optionsWith = (auth: object) => ({ baseUrl: gitHub.url, authStrategy: createAppAuth, auth });
  const privateKey = 'nothing that could sign';

  it('has App tokens made elsewhere, whatever stands as the private key', async () => {
    const octokit = new Remote(optionsWith({ appId: 5, privateKey }));
    await octokit.request('GET /app');
    expect(octokit).toBeInstanceOf(Octokit);
    expect(gitHub.requests[0]?.headers.authorization).toBe('bearer h.p.remote');
    expect(asked).toEqual([[5, undefined]]);
  });

  it('holds for classes made from it, and for Octokits that a factory makes', async () => {
    gitHub.on('POST /app/installations/7/access_tokens', {
      status: 201,
      body: { token: 'ghs_x', expires_at: '2026-11-01T13:00:00Z', permissions: {} },
    });
    gitHub.on('GET /installation/repositories', { body: {} });
    const octokit = new (Remote.defaults({ userAgent: 'mine' }))(optionsWith({ appId: 5, privateKey }));
    const factory = ({ octokit, octokitOptions, ...auth }: Record<string, object>) =>
      Reflect.construct(octokit?.constructor ?? Octokit, [
        { ...octokitOptions, authStrategy: createAppAuth, auth: { ...auth, installationId: 7 } },
      ]);
    const own: unknown = await octokit.auth({ type: 'installation', installationId: 7, factory });
    if (!(own instanceof Octokit)) throw new Error('The factory was not asked.');
    await own.request('GET /installation/repositories');
    expect(gitHub.requests.map(({ headers }) => headers.authorization)).toEqual(['bearer h.p.remote', 'token ghs_x']);
    expect(gitHub.requests[1]?.headers['user-agent']).toMatch(/^mine /);
  });

  it('leaves Octokits alone that are no App', async () => {
    const octokit = new Remote({ baseUrl: gitHub.url, auth: 'ghp_text' });
    await octokit.request('GET /app');
    await new Remote().auth();
    expect(gitHub.requests[0]?.headers.authorization).toBe('token ghp_text');
    expect(asked).toEqual([]);
  });

  it('takes App tokens of a deployment', async () => {
    const Deployed = withDeploymentJwt(Octokit, deployment.settings());
    const octokit = new Deployed(optionsWith({ appId: '5', privateKey }));
    await octokit.request('GET /app');
    await octokit.request('GET /app');
    expect(gitHub.requests.map(({ headers }) => headers.authorization)).toEqual(['bearer h.p.s1', 'bearer h.p.s1']);
    expect(deployment.asked('/tokens/app')).toEqual([{ appId: 5 }]);
  });
});
