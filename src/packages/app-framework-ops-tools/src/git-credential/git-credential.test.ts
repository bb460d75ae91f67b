import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildTool } from '../built-tool.test.support';
import { plainGit, startGitHost } from './smart-http.test.support';

// The real git, with the tool as its helper in a process of its own.
describe('git-credential, run by git', () => {
  let folder = '';
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let api: Server;
  let endpoint = '';
  const asked: unknown[] = [];
  const live = new Set<string>();
  let minted = 0;
  let answer: { status: number; headers?: Record<string, string>; body?: object } | undefined;

  beforeAll(async () => {
    ({ folder } = await buildTool());
    host = await startGitHost({ folder: join(folder, 'hosted'), accepts: (token) => live.has(token) });
    host.createRepository('octo-org/web');
    api = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push(JSON.parse(Buffer.concat(chunks).toString()));
        const { status, headers, body } = answer ?? { status: 200, body: mint() };
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked.length = 0;
    host.refused.length = 0;
    live.clear();
    answer = undefined;
  });
  afterAll(async () => {
    api?.closeAllConnections();
    await new Promise((resolve) => api?.close(resolve));
    await host?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function mint() {
    minted += 1;
    const installationToken = `ghs_${minted}.a.b`;
    live.add(installationToken);
    const expirationTime = new Date(Date.now() + 3_600_000).toISOString();
    const gitHubApiUrl = `http://${host.host}/api/v3`;
    const whose = { nodeId: 'O_1', appId: 123456, installationId: 7, gitHubApiUrl };
    return { installationToken, ...whose, expirationTime, actualScopeDown: {} };
  }

  function run(command: string, args: string[], input: string): Promise<Ended> {
    const aws = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIDFAKE', AWS_SECRET_ACCESS_KEY: 'fake' };
    const env = { ...plainGit(), ...aws, AWS_MAX_ATTEMPTS: '1', NODE_NO_WARNINGS: '1' };
    const child = spawn(command, args, { cwd: folder, env, timeout: 120_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    // git does not read what it was not asked to.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }
  const cli = () => join(folder, 'lib/cli.js');
  const tool = (operation: string, input: string) =>
    run(
      process.execPath,
      [cli(), 'git-credential', '123456', operation, '--host', host.host, '--endpoint', endpoint],
      input,
    );
  const git = (args: string[], { helper = `--host ${host.host}`, input = '' } = {}) => {
    const command = `!'${process.execPath}' '${cli()}' git-credential 123456 ${helper} --endpoint ${endpoint}`;
    return run('git', ['-c', `credential.helper=${command}`, '-c', 'credential.useHttpPath=true', ...args], input);
  };
  const url = (path = 'octo-org/web.git') => `http://${host.host}/${path}`;

  it('clones and pushes with a token for that one repository', async () => {
    const cloned = await git(['clone', '--quiet', url(), 'clone']);
    expect(cloned).toMatchObject({ code: 0, stderr: '' });
    expect(asked).toEqual([{ appId: 123456, owner: 'octo-org', scopeDown: { repositoryNames: ['web'] } }]);
    await git(['-C', 'clone', 'commit', '--quiet', '--allow-empty', '-m', 'second']);
    expect(await git(['-C', 'clone', 'push', '--quiet', 'origin', 'main'])).toMatchObject({ code: 0 });
  });

  it('limits the token to the permissions given, and widens it to the installation when told', async () => {
    await git(['ls-remote', url()], { helper: `--host ${host.host} --permission contents=read` });
    await git(['ls-remote', url()], { helper: `--host ${host.host} --all-repositories` });
    expect(asked).toEqual([
      { appId: 123456, owner: 'octo-org', scopeDown: { repositoryNames: ['web'], permissions: { contents: 'read' } } },
      { appId: 123456, owner: 'octo-org' },
    ]);
  });

  // Older versions of git pass over what they do not know.
  it('says when the token ends, and answers nothing to what it does not know', async () => {
    const input = `protocol=http\nhost=${host.host}\npath=octo-org/web.git\n\n`;
    const { stdout } = await tool('get', input);
    expect(stdout).toMatch(/^username=x-access-token\npassword=ghs_\d+\.a\.b\npassword_expiry_utc=\d+\n$/);
    const seconds = Number(/utc=(\d+)/.exec(stdout)?.[1]) - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
    for (const operation of ['store', 'capability']) {
      expect(await tool(operation, input)).toEqual({ code: 0, stdout: '\n', stderr: '' });
    }
    expect(asked).toHaveLength(1);
  });

  it('reports a token that the host refuses', async () => {
    const dead = { ...mint(), installationToken: 'ghs_dead' };
    answer = { status: 200, body: dead };
    expect((await git(['ls-remote', url()])).code).not.toBe(0);
    expect(host.refused).toEqual(['ghs_dead']);
    expect(asked[1]).toEqual({
      appId: 123456,
      owner: 'octo-org',
      scopeDown: { repositoryNames: ['web'] },
      unusableTokenHash: createHash('sha256').update('ghs_dead').digest('base64'),
    });
  });

  it('needs no --host: the deployment says whose host the token is for', async () => {
    expect(await git(['ls-remote', url()], { helper: '' })).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives no token to another host than the deployment says, nor to any in the clear', async () => {
    const fill = (of: string) =>
      git(['credential', 'fill'], { input: `${of}\npath=octo-org/web.git\n\n`, helper: '--host git.example' });
    for (const of of [
      'protocol=https\nhost=github.com',
      'protocol=http\nhost=git.example',
      'protocol=https\nhost=git.example.evil',
    ]) {
      expect((await fill(of)).stdout).not.toContain('password');
    }
    expect(asked).toEqual([]);
    expect((await fill('protocol=https\nhost=git.example')).stdout).not.toContain('password');
    expect(asked).toHaveLength(1);
  });

  it('tells the person why there is no token', async () => {
    answer = {
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedError' },
      body: { message: 'octo-org is above your ceiling.' },
    };
    expect((await git(['ls-remote', url()])).stderr).toContain('error: octo-org is above your ceiling.');
    const noPath = await git(['-c', 'credential.useHttpPath=false', 'ls-remote', url()]);
    expect(noPath.stderr).toContain('useHttpPath');
  });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
