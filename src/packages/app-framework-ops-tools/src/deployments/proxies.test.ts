import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildTool } from '../built-tool.test.support';
import { certificate, startTlsProxy } from '../tls-proxy.test.support';
import { appPem, usualToken } from '../tool-world.test.support';

// example.test is nowhere: what arrives, arrives through the proxy.
describe('the tool behind a proxy', () => {
  let tool: Awaited<ReturnType<typeof buildTool>>;
  let proxy: Awaited<ReturnType<typeof startTlsProxy>>;
  let pem = '';

  const functions = ['AppTokenEndpoint'].map((Value) => ({
    ResourceARN: 'arn:aws:lambda:us-east-1:000000000000:function:f',
    Tags: [
      { Key: 'CredentialManager', Value },
      { Key: 'AppTable', Value: 'apps' },
    ],
  }));

  beforeAll(async () => {
    tool = await buildTool();
    pem = join(tool.folder, 'app.pem');
    writeFileSync(pem, appPem);
    writeFileSync(join(tool.folder, 'ca.pem'), certificate);
    proxy = await startTlsProxy(({ path, target }) => {
      if (target.endsWith('GetResources')) return ok({ ResourceTagMappingList: functions });
      if (target.endsWith('GetItem')) return ok({});
      if (path === '/tokens/installation') return ok(usualToken);
      return { status: 401, body: JSON.stringify({ message: 'Bad credentials' }) };
    });
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    tool?.remove();
    await proxy?.stop();
  });

  const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });
  const run = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
    tool.run(args, {
      environment: {
        NODE_EXTRA_CA_CERTS: join(tool.folder, 'ca.pem'),
        AWS_ENDPOINT_URL: 'https://aws.example.test',
        AWS_MAX_ATTEMPTS: '1',
        ...environment,
      },
    });
  const getting = ['get-installation-token', '7', '--owner', 'octo-org', '--format', 'token'].concat(
    ...['--endpoint', 'https://tokens.example.test'],
  );

  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('calls functions through %s', async (name) => {
    const ended = await run(getting, { [name]: `http://${proxy.host}` });
    expect(ended).toEqual({ exitCode: 0, stdout: `${usualToken.installationToken}\n`, stderr: '' });
    expect(proxy.connected).toEqual([{ host: 'tokens.example.test:443', authorization: undefined }]);
    expect(proxy.behind).toMatchObject([{ host: 'tokens.example.test', path: '/tokens/installation' }]);
  });

  it('asks AWS and GitHub through it', async () => {
    const args = ['import-private-key', pem, '7', 'apps', '--keep-pem'];
    const gitHub = ['--github-api-url', 'https://github.example.test/api/v3'];
    const { exitCode, stderr } = await run([...args, ...gitHub], { HTTPS_PROXY: `http://${proxy.host}` });
    expect(stderr).toContain('GET /app at https://github.example.test/api/v3 answered 401');
    expect(exitCode).toBe(4);
    const hosts = new Set(proxy.connected.map(({ host }) => host));
    expect(hosts).toEqual(new Set(['aws.example.test:443', 'github.example.test:443']));
    expect(proxy.behind.at(-1)).toMatchObject({ host: 'github.example.test', path: '/api/v3/app' });
  });

  it('says to the proxy who it is', async () => {
    await run(getting, { HTTPS_PROXY: `http://user:pass@${proxy.host}` });
    expect(proxy.connected).toEqual([
      { host: 'tokens.example.test:443', authorization: `Basic ${Buffer.from('user:pass').toString('base64')}` },
    ]);
  });

  it.each(['.example.test', 'tokens.example.test', '*'])('goes past it for NO_PROXY=%s', async (NO_PROXY) => {
    const { exitCode } = await run(getting, { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY });
    expect({ exitCode, connected: proxy.connected }).toEqual({ exitCode: 5, connected: [] });
  });

  it('takes an empty variable for none', async () => {
    const environment = { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: '', https_proxy: '' };
    expect((await run(getting, environment)).exitCode).toBe(0);
  });

  it('is refused by a proxy that wants to know who it is, and says so', async () => {
    proxy.refuse('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nwho?');
    const { exitCode, stderr } = await run(getting, { HTTPS_PROXY: `http://${proxy.host}` });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/status 407/);
  });

  it('trusts no certificate that it would not trust without a proxy', async () => {
    const { exitCode, stderr } = await run(getting, { HTTPS_PROXY: `http://${proxy.host}`, NODE_EXTRA_CA_CERTS: '' });
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/self-signed certificate[\s\S]*NODE_EXTRA_CA_CERTS/);
    expect(proxy.behind).toEqual([]);
  });
});
