import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitHubControl } from '../src/packages/app-framework-local/src/github/control/control-client';
import { startGitHub } from '../src/packages/app-framework-local/src/github/server/start';

/** The ids that the documents use. */
const ids = { appId: 123456, installationId: 7654321 };

/**
 * What a program with the runtime door meets: a local GitHub with an App that is installed on `octo-org`, the token API of a deployment, and a
 * KMS that holds the App's key. The last two are one server that answers in their place: the API by minting at that GitHub.
 */
export async function startEcosystem() {
  const gitHub = await startGitHub();
  const control = createGitHubControl(gitHub.url);
  const { pem } = await control.createApp({ appId: ids.appId });
  const key = createPrivateKey(pem);
  await control.createAccount({ login: 'octo-org', type: 'Organization' });
  await control.createRepository({ owner: 'octo-org', name: 'web' });
  await control.install({ appId: ids.appId, account: 'octo-org', id: ids.installationId });

  const called: string[] = [];
  const appToken = () => jwtOf(ids.appId, key);
  const answers: Record<string, (body: unknown) => Promise<object> | object> = {
    '/tokens/app': () => ({ appToken: appToken(), appId: ids.appId, expirationTime: inMinutes(8) }),
    '/tokens/installation': async (body) => {
      const { installationId = ids.installationId } = Object(body);
      const response = await fetch(`${gitHub.url}/app/installations/${installationId}/access_tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${appToken()}`, 'user-agent': 'deployment' },
      });
      const { token, expires_at, permissions } = Object(await response.json());
      return {
        installationToken: token,
        nodeId: 'O_1',
        appId: ids.appId,
        installationId,
        expirationTime: expires_at,
        actualScopeDown: { permissions },
      };
    },
    '/': (body) => ({ Signature: sign('sha256', Buffer.from(Object(body).Message, 'base64'), key).toString('base64') }),
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    called.push(path === '/' ? `KMS ${request.headers['x-amz-target']}` : path);
    void readJson(request)
      .then((body) => answers[path]?.(body))
      .then((answer) => {
        response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? { message: 'no such operation' }));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    gitHubUrl: gitHub.url,
    control,
    ...ids,
    /** What was called besides GitHub, in order. */
    called: () => [...called],
    forget: () => void called.splice(0),
    /** The environment of a connected function. */
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_ENDPOINT_URL_KMS: url,
      APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: url,
      APP_FRAMEWORK_APP_TOKEN_ENDPOINT: url,
      WEBHOOK_SECRET: 'secret',
      NODE_NO_WARNINGS: '1',
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await gitHub.stop();
    },
  };
}

function jwtOf(appId: number, key: KeyObject): string {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 480, iss: String(appId), jti: randomUUID() };
  const input = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}
