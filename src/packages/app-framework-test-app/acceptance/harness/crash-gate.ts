import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a function is killed: just before a call of it reaches AWS, or when AWS has done it and the function does not know yet. */
export interface Crash {
  readonly functionName: string;
  /** An operation such as `PutEvents`, `PutObject` and `GetObject` for those of S3, `Invoke` of Lambda, or `InvokeFunctionUrl` for any of ours. */
  readonly operation: string;
  /** Which of its calls of this operation it is, from 1. */
  readonly call?: number;
  readonly moment: 'before' | 'after';
  /** All its calls of this operation from that one on, until another crash is wanted. */
  readonly each?: true;
}

/** Stands between functions and the local AWS, and kills one in the middle of a call when told to. */
export async function openCrashGate() {
  const upstream = process.env.AWS_ENDPOINT_URL ?? '';
  let armed: Crash | undefined;
  let passed = 0;
  let crashes = 0;

  const server = createServer((incoming, outgoing) => {
    through(incoming, outgoing).catch((error: unknown) => {
      process.stderr.write(`Between a function and AWS: ${String(error)}\n`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function through(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    const crash = crashAt(operationOf(incoming));
    if (crash?.moment !== 'before') {
      const answer = await handOn(upstream, incoming, body);
      if (!crash) {
        outgoing.writeHead(answer.status, answer.headers);
        outgoing.end(answer.body);
        return;
      }
    }
    await kill(crash.functionName);
    crashes += 1;
    outgoing.destroy();
  }

  function crashAt(operation: string): Crash | undefined {
    if (armed?.operation !== operation) return undefined;
    passed += 1;
    if (passed < (armed.call ?? 1)) return undefined;
    const crash = armed;
    if (!crash.each) armed = undefined;
    return crash;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The next call that fits is the last that the function makes. */
    arm(crash: Crash): void {
      armed = crash;
      passed = 0;
    },
    crashes: () => crashes,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Kills a function wherever it is. */
export async function kill(functionName: string): Promise<void> {
  const url = `${process.env.AWS_ENDPOINT_URL}/_emulator/crash`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ functionName }) });
  const text = await answer.text();
  if (!answer.ok || JSON.parse(text).ended < 1) throw new Error(`${functionName} was not killed: ${text}`);
}

function operationOf({ headers, method, url }: IncomingMessage): string {
  if (url?.startsWith('/_aws/lambda-url/')) return 'InvokeFunctionUrl';
  if (url?.startsWith('/2015-03-31/functions/')) return 'Invoke';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.replace(/^.*\./, '');
  return method === 'PUT' ? 'PutObject' : 'GetObject';
}

/** The host stays that of the request, because it is signed. */
function handOn(upstream: string, { method, url = '/', headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const asked = httpRequest(new URL(url, upstream), { ...(method && { method }), headers }, async (response) => {
        const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = response.headers;
        const known = Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
        resolve({
          status: response.statusCode ?? 502,
          headers: Object.fromEntries(known),
          body: await bytesOf(response),
        });
      });
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
