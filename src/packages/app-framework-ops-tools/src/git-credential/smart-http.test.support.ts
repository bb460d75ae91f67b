import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Whether a token reaches a repository, named `owner/name`. */
export type Accepts = (token: string, repository: string) => boolean | Promise<boolean>;

/** A git host on loopback as GitHub is one: repositories by `owner/name`, for whoever has a token as the password of `x-access-token`. */
export async function startGitHost({ folder, accepts }: { folder: string; accepts: Accepts }) {
  const refused: string[] = [];
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const server = createServer((request, response) => {
    const [user, token = ''] = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    const repository = (request.url ?? '').replace(/^\//, '').replace(/\.git\/.*$/, '');
    const refuse = () => {
      if (token) refused.push(token);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    };
    if (user !== 'x-access-token') return refuse();
    void Promise.resolve(accepts(token, repository)).then((isAccepted) =>
      isAccepted ? serve(backend, folder, request, response) : refuse(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    /** Tokens that were refused, in order. */
    refused,
    /** A repository with one commit. */
    createRepository(path: string): void {
      const bare = join(folder, `${path}.git`);
      const work = join(folder, 'work', path);
      mkdirSync(work, { recursive: true });
      const git = (...args: string[]) => execFileSync('git', args, { cwd: work, env: plainGit(), stdio: 'pipe' });
      git('init', '--quiet', '--bare', bare);
      git('--git-dir', bare, 'config', 'http.receivepack', 'true');
      git('init', '--quiet', '-b', 'main');
      git('commit', '--quiet', '--allow-empty', '-m', 'first');
      git('push', '--quiet', bare, 'main');
      git('--git-dir', bare, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** git without what this machine has configured, and without anybody to ask. */
export function plainGit(): NodeJS.ProcessEnv {
  const author = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    ...author,
  };
}

/** https://git-scm.com/docs/git-http-backend, a CGI program. */
function serve(backend: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://git');
  const child = spawn(backend, {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: String(searchParams),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'x-access-token',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1];
    response.writeHead(
      status ? Number.parseInt(status, 10) : 200,
      Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')),
    );
    response.end(output.subarray(end + 4));
  });
}
