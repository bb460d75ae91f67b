import { Readable } from 'node:stream';
import { Octokit } from '@octokit/core';
import fc from 'fast-check';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createAppFrameworkAuth } from './app-framework-auth';
import { type FakeDeployment, givenDeploymentAndGitHub, hashOf, tokenAnswer } from './fake-deployment.test.support';

describe('the request hook', () => {
  const world = givenDeploymentAndGitHub();
  let deployment: FakeDeployment;
  let gitHub: FakeGitHub;
  const pauses: number[] = [];
  beforeEach(() => {
    ({ deployment, gitHub } = world());
    pauses.length = 0;
  });

  const strategy = () => {
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
      deployment.passMinutes(milliseconds / 60_000);
    };
    return createAppFrameworkAuth({ ...deployment.settings(), pause });
  };
  const given = (auth: object = { appId: 5, installationId: 77 }, authStrategy = strategy()) =>
    new Octokit({ baseUrl: gitHub.url, authStrategy, auth });
  /** The deployment hands out this one, as long as it says so. */
  const deploymentGives = (tokenFor: (hash: unknown) => string) =>
    deployment.on('POST /tokens/installation', ({ body }) => tokenAnswer(tokenFor(Object(body).unusableTokenHash)));
  const repositories = (octokit: Octokit) => octokit.request('GET /installation/repositories');
  const fine = { body: { repositories: [] } };
  const unauthorized = { status: 401, body: { message: 'Bad credentials' } };
  const authorizations = () => gitHub.requests.map(({ headers }) => headers.authorization);
  /** GitHub takes every token but these. */
  const gitHubRefuses = (...tokens: string[]) =>
    gitHub.on('GET /installation/repositories', ({ headers }) =>
      tokens.some((token) => headers.authorization === `token ${token}`) ? unauthorized : fine,
    );

  describe('when a token is dead', () => {
    it('reports it once, for every target that it was kept under', async () => {
      let current = 'ghs_shared';
      deploymentGives((hash) => {
        if (hash === hashOf('ghs_shared')) current = 'ghs_next';
        return current;
      });
      const authStrategy = strategy();
      const octokits = [{ owner: 'acme' }, { nodeId: 'O_1' }, { installationId: 77 }].map((target) =>
        given({ appId: 5, ...target }, authStrategy),
      );
      for (const octokit of octokits) expect(await octokit.auth()).toMatchObject({ token: 'ghs_shared' });
      gitHubRefuses('ghs_shared');

      for (const octokit of octokits) await repositories(octokit);
      expect(authorizations()).toEqual(['ghs_shared', ...Array(3).fill('ghs_next')].map((token) => `token ${token}`));
      expect(deployment.asked().filter(({ unusableTokenHash }) => unusableTokenHash)).toHaveLength(1);
      expect(pauses).toEqual([]);
    });

    it('heals where the deployment believes no report in the first ten seconds', async () => {
      const mintedAt = deployment.now().getTime();
      let current = 'ghs_dead';
      deploymentGives((hash) => {
        if (hash === hashOf('ghs_dead') && deployment.now().getTime() - mintedAt >= 10_000) current = 'ghs_next';
        return current;
      });
      gitHubRefuses('ghs_dead');
      const octokit = given();
      expect((await repositories(octokit)).status).toBe(200);
      expect(pauses).toEqual([1_000, 2_000, 3_000, 5_000]);
      const reports = deployment.asked().map(({ unusableTokenHash }) => unusableTokenHash);
      expect(reports).toEqual([undefined, hashOf('ghs_dead'), hashOf('ghs_dead')]);
      expect(await octokit.auth()).toMatchObject({ token: 'ghs_next' });
    });

    it('waits for one that GitHub does not know everywhere yet, and that the deployment keeps', async () => {
      deploymentGives(() => 'ghs_young');
      gitHub.onInTurn('GET /installation/repositories', unauthorized, unauthorized, fine);
      expect((await repositories(given())).status).toBe(200);
      expect(pauses).toEqual([1_000, 2_000]);
      expect(deployment.asked()).toHaveLength(2);
    });

    it('fails with GitHub’s answer when nothing helps', async () => {
      gitHub.on('GET /installation/repositories', unauthorized);
      await expect(repositories(given())).rejects.toMatchObject({ status: 401 });
      expect(pauses).toEqual([1_000, 2_000, 3_000, 5_000]);
      expect(deployment.asked()).toHaveLength(3);
    });

    it('asks for another after its own DELETE /installation/token', async () => {
      gitHub.on('DELETE /installation/token', { status: 204 });
      deploymentGives((hash) => (hash === hashOf('ghs_1') ? 'ghs_2' : 'ghs_1'));
      gitHubRefuses('ghs_1');
      const octokit = given();
      await octokit.request('DELETE /installation/token');
      await repositories(octokit);
      expect(authorizations()).toEqual(['token ghs_1', 'token ghs_2']);
      expect(pauses).toEqual([]);
    });
  });

  describe('when a body can be read only once', () => {
    const bodies: [string, () => unknown][] = [
      ['a web stream', () => Readable.toWeb(Readable.from(['1']))],
      ['a stream of Node', () => Readable.from(['1'])],
      [
        'a generator',
        async function* () {
          yield new TextEncoder().encode('1');
        },
      ],
    ];

    it.each(bodies)(
      'reports the token that was refused, and leaves it to the caller to send %s again',
      async (_what, body) => {
        gitHub.on('POST /upload', ({ headers }) =>
          headers.authorization === 'token ghs_1.a.b' ? unauthorized : { status: 201, body: {} },
        );
        const octokit = given();
        const upload = () => octokit.request('POST /upload', { data: body(), request: { duplex: 'half' } });
        await expect(upload()).rejects.toMatchObject({ status: 401 });
        expect(deployment.asked()[1]).toMatchObject({ unusableTokenHash: hashOf('ghs_1.a.b') });
        expect((await upload()).status).toBe(201);
        expect(authorizations()).toEqual(['token ghs_1.a.b', 'token ghs_2.a.b']);
      },
    );

    it('says what GitHub said even where the report fails', async () => {
      gitHub.on('POST /upload', unauthorized);
      const octokit = given();
      await octokit.auth();
      deployment.on('POST /tokens/installation', { status: 500, body: {} });
      const data = Readable.from(['1']);
      await expect(octokit.request('POST /upload', { data, request: { duplex: 'half' } })).rejects.toMatchObject({
        status: 401,
      });
    });

    it('gets another App token for the next one', async () => {
      gitHub.onInTurn('POST /app/upload', unauthorized, { status: 201, body: {} });
      const octokit = given();
      const upload = () =>
        octokit.request('POST /app/upload', { data: Readable.from(['1']), request: { duplex: 'half' } });
      await expect(upload()).rejects.toMatchObject({ status: 401 });
      expect((await upload()).status).toBe(201);
      expect(authorizations()).toEqual(['bearer h.p.s1', 'bearer h.p.s2']);
    });
  });

  describe('towards other hosts', () => {
    let stranger: FakeGitHub;
    beforeAll(async () => {
      stranger = await startFakeGitHub();
      stranger.on('GET /x', { body: {} });
      stranger.on('GET /app', { body: {} });
    });
    afterAll(() => stranger.stop());

    it.each<[string, (octokit: Octokit) => Promise<unknown>]>([
      ['a parameter for the origin', (octokit) => octokit.request('GET {+origin}/x', { origin: stranger.url })],
      ['a whole URL', (octokit) => octokit.request(`GET ${stranger.url}/x`)],
      ['a base URL of the request', (octokit) => octokit.request('GET /x', { baseUrl: stranger.url })],
      ['a base URL of defaults', (octokit) => octokit.request.defaults({ baseUrl: stranger.url })('GET /app')],
      ['a host behind an @', (octokit) => octokit.request(`GET @${new URL(stranger.url).host}/x`)],
    ])('sends no token for %s', async (_how, ask) => {
      const before = stranger.requests.length;
      // Where the URL holds what fetch does not take, nothing is sent at all.
      await ask(given()).catch(() => {});
      expect(
        stranger.requests
          .slice(before)
          .map(({ headers }) => headers.authorization)
          .filter(Boolean),
      ).toEqual([]);
      expect(deployment.requests()).toEqual([]);
    });

    it('sends none whatever the parameters are', async () => {
      const text = fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.constantFrom('//evil.example', '@evil.example', '.evil.example', '\\evil.example'),
      );
      const routes = ['GET {origin}/x', 'GET {+origin}/x', 'GET /{+origin}', 'GET {+origin}', 'GET /app{+origin}'];
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...routes), text, fc.option(fc.webUrl()), async (route, origin, baseUrl) => {
          const sent: { url: string; token: boolean }[] = [];
          const fetch = async (url: string, { headers }: { headers: Record<string, string> }) => {
            sent.push({ url, token: headers.authorization !== undefined });
            return new Response('{}', { headers: { 'content-type': 'application/json' } });
          };
          await given().request(route, { origin, ...(baseUrl && { baseUrl }), request: { fetch } });
          const astray = sent.filter(
            ({ url, token }) => token && !(URL.canParse(url) && new URL(url).origin === new URL(gitHub.url).origin),
          );
          expect(astray).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });
  });
});
