import { createHash } from 'node:crypto';
import { type ArrivedRequest, type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import type { TokenSourceSettings } from './token-source';

/** What a token request asked for. */
export type Asked = Readonly<Record<string, unknown>>;

const minute = 60_000;

/** The token API of a deployment, on loopback: hands out `ghs_1`, `ghs_2`, … and keeps what was asked. Time stands until it is moved. */
export async function startFakeDeployment() {
  const server = await startFakeGitHub();
  let time = Date.parse('2026-11-01T12:00:00Z');
  let minted = 0;
  let lifetimeMinutes = 60;
  const start = () => {
    server.reset();
    time = Date.parse('2026-11-01T12:00:00Z');
    minted = 0;
    lifetimeMinutes = 60;
    server.on('POST /tokens/installation', ({ body }) => {
      minted += 1;
      return {
        body: {
          installationToken: `ghs_${minted}.a.b`,
          nodeId: 'O_1',
          appId: asked(body).appId,
          installationId: asked(body).installationId ?? 77,
          expirationTime: new Date(time + lifetimeMinutes * minute).toISOString(),
          actualScopeDown: { permissions: { metadata: 'read' }, ...Object(asked(body).scopeDown) },
        },
      };
    });
    server.on('POST /tokens/app', ({ body }) => {
      minted += 1;
      return {
        body: {
          appToken: `h.p.s${minted}`,
          appId: asked(body).appId,
          expirationTime: new Date(time + 8 * minute).toISOString(),
        },
      };
    });
  };
  start();

  return {
    url: server.url,
    on: server.on,
    onInTurn: server.onInTurn,
    stop: server.stop,
    restart: start,
    /** Bodies of what was asked, in order. */
    asked: (path = '/tokens/installation') =>
      server.requests.filter((one) => one.path === path).map(({ body }) => asked(body)),
    requests: (): readonly ArrivedRequest[] => server.requests,
    now: () => new Date(time),
    passMinutes(minutes: number): void {
      time += minutes * minute;
    },
    /** Lifetime of what is handed out from now on. */
    liveFor(minutes: number): void {
      lifetimeMinutes = minutes;
    },
    settings: (): TokenSourceSettings => ({
      installationAccessTokenEndpoint: server.url,
      appTokenEndpoint: server.url,
      now: () => new Date(time),
    }),
  };
}

export type FakeDeployment = Awaited<ReturnType<typeof startFakeDeployment>>;

/** The form in which the deployment is told of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/** The AWS environment in which the generated client signs, for the time of a test file. */
export function givenAwsEnvironment(): void {
  const before = { ...process.env };
  beforeAll(() => {
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  afterAll(() => {
    process.env = before;
  });
}

function asked(body: unknown): Asked {
  return Object(body);
}

/** A deployment and a GitHub for the time of a test file, as new for each test, and where the generated client signs. */
export function givenDeploymentAndGitHub() {
  givenAwsEnvironment();
  let world: { readonly deployment: FakeDeployment; readonly gitHub: FakeGitHub };
  beforeAll(async () => {
    const [deployment, gitHub] = await Promise.all([startFakeDeployment(), startFakeGitHub()]);
    world = { deployment, gitHub };
  });
  beforeEach(() => {
    world.deployment.restart();
    world.gitHub.reset();
  });
  afterAll(() => Promise.all([world.deployment.stop(), world.gitHub.stop()]));
  return () => world;
}

/** What the deployment answers: this token, for installation 77 of App 5. */
export function tokenAnswer(installationToken: string, expirationTime = '2026-11-01T13:00:00Z') {
  const whose = { appId: 5, installationId: 77, nodeId: 'O_1' };
  return { body: { installationToken, ...whose, expirationTime, actualScopeDown: {} } };
}
