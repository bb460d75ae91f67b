import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '../run';

const expirationTime = '2026-11-01T12:00:00Z';

describe('get-installation-token', () => {
  const before = { ...process.env };
  let api: Server;
  let endpoint = '';
  let token = '';

  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
    });
    api = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          installationToken: token,
          nodeId: 'O_1',
          appId: 7,
          installationId: 8,
          expirationTime,
          actualScopeDown: {},
        }),
      );
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}/`;
  });
  beforeEach(() => {
    token = 'ghs_1.a-b.c_d';
  });
  afterAll(async () => {
    process.env = before;
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
  });

  async function runWith(...options: string[]) {
    const written = { stdout: '', stderr: '' };
    const into = (stream: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        written[stream] += text;
      },
    });
    const exitCode = await run({
      args: ['get-installation-token', '7', '--owner', 'octo-org', '--endpoint', endpoint, ...options],
      version: '1.2.3',
      streams: { stdout: into('stdout'), stderr: into('stderr') },
      takeOverInterrupt: () => new AbortController().signal,
    });
    return { exitCode, ...written };
  }

  it.each([
    ['env', 'GH_TOKEN=ghs_1.a-b.c_d\n'],
    ['token', 'ghs_1.a-b.c_d\n'],
  ])('prints the token for programs as %s', async (format, stdout) => {
    expect(await runWith('--format', format)).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  it('hides the token in every other format unless it is asked for', async () => {
    for (const options of [[], ['--format', 'json'], ['--json']]) {
      const { stdout } = await runWith(...options);
      expect(stdout).toContain('***');
      expect(stdout).not.toContain(token);
    }
    const { stdout } = await runWith('--format', 'json', '--show-token');
    expect(JSON.parse(stdout)).toMatchObject({ installationToken: token, installationId: 8 });
  });

  it('refuses to print for programs what is no token of GitHub', async () => {
    token = 'ghs_1\nPATH=/tmp';
    const { exitCode, stdout, stderr } = await runWith('--format', 'env');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/characters that GitHub does not use/);
  });
});
