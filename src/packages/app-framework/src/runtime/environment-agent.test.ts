import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { privateAuthority } from '../lambda/private-authority.test.support';

const run = promisify(execFile);

/** Asks for an App token of the deployment, and for a signature of KMS. */
const program = `
const { createKmsJwt, createTokenSource } = require('@aws/app-framework-for-github-apps-on-aws/runtime');
async function main() {
  const { token } = await createTokenSource({ appTokenEndpoint: process.env.DEPLOYMENT, appId: 7 }).appToken();
  const { jwt } = await createKmsJwt({ keyId: 'alias/a' })(7);
  console.log(token, jwt.split('.').length);
}
main().catch((error) => console.log(error.message));`;

describe('the proxy of the environment', () => {
  let aws: Server;
  let proxy: Server;
  let folder: string;
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  let passwords: (string | undefined)[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxy-'));
    const { key, certificate: cert } = privateAuthority();
    writeFileSync(join(folder, 'ca.crt'), cert);
    const expirationTime = new Date(Date.now() + 480_000).toISOString();
    aws = createSecureServer({ key, cert }, (request, response) => {
      const isKms = request.headers['x-amz-target'] === 'TrentService.Sign';
      const body = isKms ? { Signature: 'c2ln' } : { appToken: 'h.p.s', appId: 7, expirationTime };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    proxy = createServer((_request, response) => response.writeHead(400).end());
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(request.url ?? '');
      passwords.push(request.headers['proxy-authorization']);
      const [host = '', port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [onward, socket]) sockets.add(end.on('error', () => {}));
    });
    for (const server of [aws, proxy]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  beforeEach(() => {
    tunnels.length = 0;
    passwords = [];
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    for (const socket of sockets) socket.destroy();
    for (const server of [aws, proxy]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  async function asked(variables: Record<string, string>): Promise<string> {
    const url = `https://localhost:${portOf(aws)}`;
    const env = {
      PATH: process.env.PATH,
      DEPLOYMENT: url,
      AWS_ENDPOINT_URL_KMS: url,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt'),
      NODE_NO_WARNINGS: '1',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_MAX_ATTEMPTS: '1',
      ...variables,
    };
    const { stdout } = await run(process.execPath, ['-e', program], { env, cwd: __dirname });
    return stdout.trim();
  }
  const target = () => `localhost:${portOf(aws)}`;

  it.each([
    ['HTTPS_PROXY', 'http://127.0.0.1:'],
    ['https_proxy', 'http://127.0.0.1:'],
    ['ALL_PROXY', 'http://127.0.0.1:'],
    ['HTTPS_PROXY', '127.0.0.1:'],
  ])('is asked to tunnel to the deployment and to KMS, by %s=%s…', async (name, value) => {
    expect(await asked({ [name]: `${value}${portOf(proxy)}` })).toBe('h.p.s 3');
    expect([...new Set(tunnels)]).toEqual([target()]);
  });

  it('is told who asks', async () => {
    await asked({ HTTPS_PROXY: `http://me:secret@127.0.0.1:${portOf(proxy)}` });
    expect(passwords[0]).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it.each([
    ['NO_PROXY names the host', { NO_PROXY: 'example.com,localhost' }],
    ['NO_PROXY is for all', { no_proxy: '*' }],
  ])('is passed by where %s', async (_why, variables) => {
    expect(await asked({ HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, ...variables })).toBe('h.p.s 3');
    expect(tunnels).toEqual([]);
  });

  it('is none where the variable is empty', async () => {
    expect(await asked({ HTTPS_PROXY: '', ALL_PROXY: '' })).toBe('h.p.s 3');
    expect(tunnels).toEqual([]);
  });

  it('does not stand between both ends of TLS', async () => {
    const answer = await asked({ HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NODE_EXTRA_CA_CERTS: '' });
    expect(answer).toMatch(/self-signed certificate|unable to verify/);
  });
});
