import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createControl } from '../control/control';
import { createWorld } from '../world/world';
import { createApi } from './api';
import { isLoopback } from './loopback';

export interface GitHubOptions {
  /** A free one is chosen when absent. */
  readonly port?: number;
  /** `127.0.0.1` when absent; only loopback addresses are accepted. */
  readonly host?: string;
  /** Milliseconds since 1970; the machine's time when absent. */
  readonly machineTime?: () => number;
  /** Sees each request to the API, before it is answered. */
  readonly observe?: (request: Request) => Promise<void>;
}

export interface LocalGitHub {
  /** The REST API's base URL, without a slash at its end. The control API is at `/_control` below it. */
  readonly url: string;
  /** Ends all connections, the silent ones too. */
  stop(): Promise<void>;
}

/** Starts a local GitHub: empty, in memory, on loopback. @throws Error when the host is not loopback or the port is taken. */
export async function startGitHub(options: GitHubOptions = {}): Promise<LocalGitHub> {
  const { port = 0, host = '127.0.0.1', machineTime = Date.now, observe } = options;
  if (!isLoopback(host)) {
    throw new Error(`The local GitHub hands out private keys, so it listens on loopback only, not on "${host}".`);
  }

  const build = () => {
    const world = createWorld({ machineTime });
    const end = () => world.webhooks.outbox.close();
    const reset = () => {
      end();
      current = build();
    };
    return { api: createApi(world), control: createControl({ world, reset }), end };
  };
  let current = build();

  const server = createServer(
    getRequestListener(
      async (request, env) => {
        const { pathname } = new URL(request.url);
        const isControl = pathname === '/_control' || pathname.startsWith('/_control/');
        if (isControl) return current.control.fetch(request);
        await observe?.(request.clone());
        return current.api.fetch(request, { outgoing: env.outgoing });
      },
      // A test may run this server in its own process: its globals are not ours to replace.
      { overrideGlobalObjects: false },
    ),
  );
  // A silent connection stays open: after Node's five seconds it would end just when a busy machine sends its next request on it.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    async stop() {
      current.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
