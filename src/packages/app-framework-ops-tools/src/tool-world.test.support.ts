import { createPublicKey, createVerify, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from './run';
import { fakeAws, type World } from './tool-world-aws.test.support';
import { operationsRow, usualOperations } from './tool-world-ledger.test.support';

/** What came of running the tool in this process. */
export interface ToolRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the person at the terminal was asked. */
  readonly questions: readonly string[];
}

/** Who sits at the terminal, and what stands in standard input. */
export interface Terminal {
  readonly answer?: 'yes' | 'no';
  readonly input?: string | Uint8Array;
  readonly output?: 'terminal';
}

/** Runs the tool in this process. Without an answer there is no terminal to ask at. */
export async function runTool(args: readonly string[], { answer, input, output }: Terminal = {}): Promise<ToolRun> {
  const written = { stdout: '', stderr: '' };
  const questions: string[] = [];
  const into = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const exitCode = await run({
    args,
    version: '1.2.3',
    streams: { stdout: { ...into('stdout'), isTTY: output === 'terminal' }, stderr: into('stderr') },
    takeOverInterrupt: () => new AbortController().signal,
    ...(input !== undefined && { input: async () => input }),
    ...(answer !== undefined && {
      ask: async (question) => {
        questions.push(question);
        return answer;
      },
    }),
  });
  return { exitCode, ...written, questions };
}

/** A request to a function or to GitHub. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** An answer in place of the usual one. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const { privateKey: appKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The private key of App 7, as GitHub gives it. */
export const appPem = appKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** The id of the App, and what GitHub calls it besides. */
export const app = { id: 7, slug: 'octo-app', client_id: 'Iv23liAAAABBBBCCCC' };

/** A world for the tests of a file, empty but for its deployment before each. */
export const useToolWorld = () => forTests(startToolWorld);

export type ToolWorld = Awaited<ReturnType<typeof startToolWorld>>;

/**
 * What the tool meets: an AWS in memory with a deployment, and on loopback its functions and a GitHub with App 7. Each test changes what
 * it is about.
 */
export async function startToolWorld() {
  const asked: Asked[] = [];
  const replies = new Map<string, (body: unknown, query: URLSearchParams) => Reply>();
  const ledger = { names: [], tables: [], used: [], rows: [] };
  const secret = { SecretString: '', CreatedDate: new Date(0) };
  const world: World = {
    tables: [],
    deployments: [],
    rows: new Map(),
    left: new Map(),
    keys: new Map(),
    appKey,
    ledger,
    secret,
  };
  const aws = fakeAws(world);

  const answerFor = (path: string, body: unknown, authorization: string): Reply => {
    const usual = usualAnswers[path];
    if (path === '/app') return appAnswer(authorization);
    if (path === '/tokens/app') return { status: 200, body: appToken(world, body) };
    return usual ? { status: 200, body: usual(Object(body), world) } : { status: 404, body: { message: `no ${path}` } };
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://world');
      asked.push({ path, body });
      const reply =
        replies.get(path)?.(body, searchParams) ?? answerFor(path, body, request.headers.authorization ?? '');
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = { ...process.env };

  return {
    ...world,
    aws,
    url,
    asked,
    /** Bodies of the requests to a path. */
    askedOf: (path: string) => asked.filter((each) => each.path === path).map(({ body }) => body),
    /** Has the table name the host of rows that name none. */
    hostOfRowsIs(gitHubApiUrl: string): void {
      world.hostOfRows = gitHubApiUrl;
    },
    /** Has a path answer this. */
    on(path: string, reply: Reply | ((body: unknown, query: URLSearchParams) => Reply)): void {
      replies.set(path, typeof reply === 'function' ? reply : () => reply);
    },
    /** An empty account with one deployment, whose table is `apps`. */
    reset(): void {
      asked.length = 0;
      replies.clear();
      world.tables.splice(0, Number.POSITIVE_INFINITY, 'apps');
      world.deployments.splice(0, Number.POSITIVE_INFINITY, { table: 'apps', url });
      world.rows.clear();
      world.left.clear();
      world.keys.clear();
      Object.assign(world.secret, { SecretString: 'old', CreatedDate: new Date(0) });
      world.ledger.names.splice(0, Number.POSITIVE_INFINITY, 'ledger');
      world.ledger.tables.splice(0, Number.POSITIVE_INFINITY, 'jobs');
      world.ledger.used.length = 0;
      world.ledger.rows.splice(0, Number.POSITIVE_INFINITY, operationsRow(usualOperations));
      world.hostOfRows = undefined;
      aws.reset();
      process.env = {
        ...before,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIDFAKE',
        AWS_SECRET_ACCESS_KEY: 'fake',
        AWS_MAX_ATTEMPTS: '1',
        GITHUB_API_URL: url,
      };
      delete process.env.CI;
    },
    async stop(): Promise<void> {
      process.env = before;
      aws.restore();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const expirationTime = '2026-11-01T12:00:00Z';
/** What a deployment answers of a token, but for the host that newer ones name. */
export const usualToken = {
  installationToken: 'ghs_1.a-b.c_d',
  nodeId: 'O_1',
  appId: 7,
  installationId: 8,
  expirationTime,
  actualScopeDown: {},
};
const usualAnswers: Record<string, (body: Record<string, unknown>, world: World) => object> = {
  '/tokens/installation': ({ appId, scopeDown }, { rows, hostOfRows = 'https://api.github.com' }) => ({
    ...usualToken,
    appId,
    ...(scopeDown !== undefined && { requestedScopeDown: scopeDown, actualScopeDown: scopeDown }),
    gitHubApiUrl: rows.get(Number(appId))?.GitHubApiUrl ?? hostOfRows,
  }),
  '/tokens/revoke': () => ({ message: 'Revoked 3 tokens.', revoked: 3, failed: 0, unknown: 0, suspended: 0 }),
  '/installations/refresh': () => ({
    message: 'Looked at 1 App.',
    refreshedDate: expirationTime,
    counts: { apps: 1, installations: 2, written: 2, removed: 0, unchanged: 0 },
  }),
  '/installations': ({ appId = 7 }) => ({
    installations: [{ appId, nodeId: 'O_1', installationId: 8, targetType: 'Organization', name: 'octo-org' }],
  }),
};

/** The function signs with the key that the row names, as the deployed one does by KMS. */
function appToken({ rows, keys }: World, body: unknown): object {
  const { appId } = Object(body);
  const key = keys.get(rows.get(appId)?.KmsKeyArn ?? '');
  const input = [{ alg: 'RS256', typ: 'JWT' }, { iss: String(appId) }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = key?.privateKey ? sign('sha256', Buffer.from(input), key.privateKey).toString('base64url') : 'none';
  return { appToken: `${input}.${signature}`, appId, expirationTime };
}

/** `GET /app`, for whoever signs with the App's key. */
function appAnswer(authorization: string): Reply {
  const [header = '', claims = '', signature = ''] = authorization.replace(/^Bearer /i, '').split('.');
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
  const isApp = [String(app.id), app.client_id].includes(String(iss));
  const isSigned = createVerify('sha256')
    .update(`${header}.${claims}`)
    .verify(publicOf(appKey), signature, 'base64url');
  return isApp && isSigned ? { status: 200, body: app } : { status: 401, body: { message: 'Bad credentials' } };
}

function publicOf(key: KeyObject): KeyObject {
  return createPublicKey(key);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text || '{}');
}

/** What `start` makes, for the tests of a file, as new for each. */
export function forTests<World extends { reset(): void; stop(): Promise<void> }>(start: () => Promise<World>) {
  let world: World;
  beforeAll(async () => {
    world = await start();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());
  return () => world;
}
