import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that arrived. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What to answer; `silent` never answers, `cutOff` breaks the connection within the body. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly silent?: true;
  readonly cutOff?: true;
}

export type Replier = (request: ArrivedRequest) => Reply | Promise<Reply>;

/** An HTTP server on loopback that answers as each test says, and keeps what arrived. Routes are `METHOD path`. */
export async function startFakeGitHub() {
  const routes = new Map<string, Replier>();
  const requests: ArrivedRequest[] = [];
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then(async (request) => {
      requests.push(request);
      const replier = isNamed(request) ? routes.get(`${request.method} ${request.path}`) : () => nameless;
      reply(response, (await replier?.(request)) ?? { status: 404, body: { message: 'Not Found' } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    /** `METHOD path` of everything that arrived, in order. */
    asked: () => requests.map(({ method, path }) => `${method} ${path}`),
    on(route: string, replier: Replier | Reply): void {
      routes.set(route, typeof replier === 'function' ? replier : () => replier);
    },
    /** Answers the given replies in turn, the last one for good. */
    onInTurn(route: string, ...replies: Reply[]): void {
      let turn = 0;
      routes.set(route, () => replies[Math.min(turn++, replies.length - 1)] ?? {});
    },
    reset(): void {
      routes.clear();
      requests.length = 0;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A fake GitHub for the tests of a file, as new for each; where it stands in for AWS, too. */
export function useFakeGitHub(): () => FakeGitHub {
  let server: FakeGitHub;
  beforeAll(async () => {
    server = await startFakeGitHub();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.stop());
  return () => server;
}

export type FakeGitHub = Awaited<ReturnType<typeof startFakeGitHub>>;

/** As GitHub answers those who do not say who they are (https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent). */
const nameless: Reply = {
  status: 403,
  body: { message: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header' },
};

/** What fetch says of itself names nobody. Where the server stands in for AWS, nobody has to. */
function isNamed({ headers }: ArrivedRequest): boolean {
  if (headers.authorization?.startsWith('AWS4-')) return true;
  return !['', 'node', 'undici', undefined].includes(headers['user-agent']);
}

async function readRequest(incoming: IncomingMessage): Promise<ArrivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(incoming.url ?? '/', 'http://fake');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: incoming.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function reply(response: ServerResponse, { status = 200, headers, body, silent, cutOff }: Reply): void {
  if (silent) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  if (cutOff) {
    response.write('{"half":');
    setImmediate(() => response.destroy());
    return;
  }
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** As many pages of a list as it takes, with links as GitHub's. */
export function paged(items: readonly object[], wrap: (page: readonly object[]) => unknown = (page) => page) {
  return ({ query, path }: { readonly query: Readonly<Record<string, string>>; readonly path: string }) => {
    const [size, page] = [Number(query.per_page ?? 30), Number(query.page ?? 1)];
    const link = `<https://api.github.com${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
    return {
      ...(page * size < items.length && { headers: { link } }),
      body: wrap(items.slice((page - 1) * size, page * size)),
    };
  };
}
