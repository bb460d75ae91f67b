import { createServer, type IncomingMessage, type Server } from 'node:http';
import { member } from './json-members';
import type { LedgerRows } from './ledger-rows';
import { parsed } from './received';

/** An event that the local GitHub posted. */
export interface Posted {
  readonly event: string;
  readonly deliveryId: string;
  readonly payload: unknown;
}

export interface StandInParts {
  readonly rows: LedgerRows;
  readonly installationToken: (input: unknown) => Promise<{ readonly answer: object } | { readonly refusal: string }>;
  readonly userToken: (userId: unknown) => Promise<object>;
  readonly posted: (event: Posted) => void;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly errorType?: string;
}

/** What a handler calls of AWS and of its deployment, and the endpoint that GitHub posts to: on loopback, at the port if it is free. */
export async function openStandIn(parts: StandInParts, port: number) {
  const server = createServer((request, response) => {
    const replied = read(request).then((text) => replyTo(parts, request, text));
    void replied.catch(failed).then(({ status, body, errorType }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
      });
      response.end(JSON.stringify(body));
    });
  });
  await listen(server, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function replyTo(parts: StandInParts, { method, url, headers }: IncomingMessage, text: string): Promise<Reply> {
  const input = parsed(text);
  const operation = String(headers['x-amz-target'] ?? `${method} ${url}`).replace(/^.*\./, '');
  switch (operation) {
    case 'UpdateItem':
      return { status: 200, body: { Attributes: parts.rows.update(input) } };
    case 'GetItem':
      return { status: 200, body: { Item: parts.rows.get(member(input, 'Key')) } };
    case 'ChangeMessageVisibility':
      return { status: 200, body: {} };
    case 'POST /tokens/installation': {
      const minted = await parts.installationToken(input);
      if ('answer' in minted) return { status: 200, body: minted.answer };
      return { status: 400, body: { message: minted.refusal }, errorType: 'ClientSideError' };
    }
    case 'POST /user-token':
      return { status: 200, body: await parts.userToken(member(input, 'userId')) };
    case 'POST /webhook': {
      const [event, deliveryId] = [headers['x-github-event'], headers['x-github-delivery']].map(String);
      if (event !== undefined && deliveryId !== undefined) parts.posted({ event, deliveryId, payload: input });
      return { status: 200, body: {} };
    }
    default:
      return {
        status: 400,
        body: { message: `The test kit has of AWS what the framework's handlers call, and not ${operation}.` },
        errorType: 'UnknownOperation',
      };
  }
}

function failed(error: unknown): Reply {
  return { status: 500, body: { message: String(error) } };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
