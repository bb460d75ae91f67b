import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export type Endpoint = Awaited<ReturnType<typeof openEndpoint>>;

export const hookSecret = 'a secret between the App and GitHub';

/** Whether the body is signed with the secret. */
export function isSigned({ headers, body }: Arrived, secret = hookSecret): boolean {
  return headers['x-hub-signature-256'] === `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Where an App gets its webhooks. Answers 200 unless told otherwise. */
export async function openEndpoint() {
  const arrived: Arrived[] = [];
  let answer = (response: ServerResponse): void => void response.end('taken');
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { headers, rawHeaders } = request;
    arrived.push({ headers, rawHeaders, body: Buffer.concat(chunks).toString('utf8') });
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    arrived,
    answerWith(next: (response: ServerResponse) => void): void {
      answer = next;
    },
    /** The events that came, as `<event>.<action>`, all of them signed. */
    events(): string[] {
      for (const one of arrived) if (!isSigned(one)) throw new Error('A delivery is not signed as it should be.');
      return arrived.map(({ headers, body }) => {
        const { action } = Object(JSON.parse(body));
        return [headers['x-github-event'], action].filter((part) => part !== undefined).join('.');
      });
    },
    /** The payloads of an event, in the order in which they came. */
    payloads: (event: string): Record<string, unknown>[] =>
      arrived.filter(({ headers }) => headers['x-github-event'] === event).map(({ body }) => Object(JSON.parse(body))),
    async close(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
