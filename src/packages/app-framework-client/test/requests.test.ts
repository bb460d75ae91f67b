import {
  AppFrameworkClient,
  GetAppTokenCommand,
  GetInstallationDataCommand,
  GetInstallationsCommand,
  GetInstallationTokenCommand,
  RefreshCachedDataCommand,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import { Sha256 } from '@aws-crypto/sha256-js';
import { type RecordingServer, startRecordingServer } from './recording-server';
import { credentials, expectedSignature, readSignature } from './request-signature';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(() => server.stop());

const settings = { region: 'eu-central-1', credentials, maxAttempts: 1 };

/** Which request each operation sent, as `method path`, in the order of the calls. */
async function callAll(client: AppFrameworkClient): Promise<string[]> {
  await client.send(new GetAppTokenCommand({ appId: 7 }));
  await client.send(new GetInstallationTokenCommand({ appId: 7, nodeId: 'O_1' }));
  await client.send(new RefreshCachedDataCommand({}));
  await client.send(new GetInstallationDataCommand({ nodeId: 'O_1' }));
  await client.send(new GetInstallationsCommand({}));
  return server.requests.map(({ method, path }) => `${method} ${path}`);
}

describe('AppFrameworkClient', () => {
  it('sends every operation to `endpoint` where there is nothing else', async () => {
    const client = new AppFrameworkClient({ ...settings, endpoint: server.url });
    expect(await callAll(client)).toEqual([
      'POST /tokens/app',
      'POST /tokens/installation',
      'POST /installations/refresh',
      'POST /installations/info',
      'POST /installations',
    ]);
  });

  it('sends each operation to the URL of its own', async () => {
    const client = new AppFrameworkClient({
      ...settings,
      endpoint: `${server.url}/all`,
      appTokenEndpoint: `${server.url}/a`,
      installationAccessTokenEndpoint: `${server.url}/b`,
      refreshCachedDataEndpoint: `${server.url}/c`,
      installationRecordEndpoint: `${server.url}/d`,
      installationsEndpoint: `${server.url}/e`,
    });
    expect(await callAll(client)).toEqual([
      'POST /a/tokens/app',
      'POST /b/tokens/installation',
      'POST /c/installations/refresh',
      'POST /d/installations/info',
      'POST /e/installations',
    ]);
  });

  it('falls back to `endpoint` for the operations that have no URL', async () => {
    const client = new AppFrameworkClient({ ...settings, endpoint: server.url, appTokenEndpoint: `${server.url}/a` });
    expect((await callAll(client)).slice(0, 2)).toEqual(['POST /a/tokens/app', 'POST /tokens/installation']);
  });

  it('takes a URL that is found out only when it is needed', async () => {
    const client = new AppFrameworkClient({ ...settings, appTokenEndpoint: async () => `${server.url}/late` });
    await client.send(new GetAppTokenCommand({ appId: 7 }));
    expect(server.requests[0]?.path).toBe('/late/tokens/app');
  });

  it('fails before any request where neither is set, and says what to set', async () => {
    const client = new AppFrameworkClient({ ...settings, installationsEndpoint: server.url });
    await expect(client.send(new GetAppTokenCommand({ appId: 7 }))).rejects.toThrow(
      "set the operation's own endpoint, or `endpoint` for all of them",
    );
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    ['its own SHA-256', {}],
    ['one that is handed in', { sha256: Sha256 }],
  ])('signs body, host and date for the service `lambda`, with %s', async (_, hash) => {
    const client = new AppFrameworkClient({ ...settings, ...hash, endpoint: server.url });
    await callAll(client);
    expect(server.requests).toHaveLength(5);
    for (const request of server.requests) {
      const { accessKeyId, region, service, signedHeaders, signature } = readSignature(request);
      expect([accessKeyId, region, service]).toEqual(['AKIDEXAMPLE', 'eu-central-1', 'lambda']);
      expect(signedHeaders).toEqual(expect.arrayContaining(['host', 'x-amz-date']));
      expect(signature).toBe(expectedSignature(request));
    }
  });

  it('uses the hash that is handed in', async () => {
    const hashed: number[] = [];
    class CountingSha256 extends Sha256 {
      override update(data: Parameters<Sha256['update']>[0]): void {
        hashed.push(typeof data === 'string' ? data.length : 1);
        super.update(data);
      }
    }
    const client = new AppFrameworkClient({ ...settings, sha256: CountingSha256, endpoint: server.url });
    await client.send(new GetAppTokenCommand({ appId: 7 }));
    expect(hashed.length).toBeGreaterThan(0);
  });

  it('sends input as JSON', async () => {
    const client = new AppFrameworkClient({ ...settings, endpoint: server.url });
    await client.send(new GetAppTokenCommand({ appId: 9007199254740991 }));
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(server.requests[0]?.body).toBe('{"appId":9007199254740991}');
  });
});
