import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isLoopback } from '../server/loopback';
import type { Outcome } from './deliveries';
import type { SignedRequest } from './signature';

export interface Parcel extends SignedRequest {
  readonly url: string;
  readonly insecureSsl: '0' | '1';
}

export type Courier = ReturnType<typeof createCourier>;

/** GitHub gives an endpoint ten seconds. */
const defaultTimeoutMilliseconds = 10_000;

/** Carries deliveries to endpoints: one attempt each, no redirects followed, a new connection each time. */
export function createCourier() {
  const under = new Set<ClientRequest>();
  let timeoutMilliseconds = defaultTimeoutMilliseconds;

  return {
    setTimeout(milliseconds: number): void {
      timeoutMilliseconds = milliseconds;
    },
    async carry(parcel: Parcel): Promise<Outcome> {
      const began = performance.now();
      let isLate = false;
      try {
        // An address that is none throws here, and cannot be reached either.
        const sending = open(parcel);
        const deadline = setTimeout(() => {
          isLate = true;
          sending.destroy();
        }, timeoutMilliseconds);
        under.add(sending);
        sending.once('close', () => {
          clearTimeout(deadline);
          under.delete(sending);
        });
        return { ...(await answerTo(sending, parcel.body)), durationSeconds: secondsSince(began) };
      } catch {
        return { ...(isLate ? timedOut : unreachable), durationSeconds: secondsSince(began) };
      }
    },
    /** Gives up what is on its way. */
    close(): void {
      for (const sending of under) sending.destroy();
    },
  };
}

/** What GitHub notes when an endpoint takes longer than ten seconds: a status code that is in no class. */
export const timedOut: Outcome = {
  status: 'timed out',
  statusCode: 0,
  durationSeconds: defaultTimeoutMilliseconds / 1000,
  responseHeaders: null,
  responsePayload: null,
};

/** What GitHub notes when there is no connection. */
export const unreachable: Outcome = {
  status: 'failed to connect to host',
  statusCode: 502,
  durationSeconds: 0,
  responseHeaders: null,
  responsePayload: null,
};

function open({ url, insecureSsl, headers, body }: Parcel): ClientRequest {
  const options = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': String(body.length) },
    agent: false,
  } as const;
  // Nobody vouches for the certificate of a local AWS.
  const isChecked = insecureSsl === '0' && !isLoopback(new URL(url).hostname);
  return url.startsWith('https:')
    ? tlsRequest(url, { ...options, rejectUnauthorized: isChecked })
    : plainRequest(url, options);
}

async function answerTo(sending: ClientRequest, body: Buffer) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sending
      .on('response', resolve)
      .on('error', reject)
      .on('close', () => reject(new Error('There is no answer.')));
    sending.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  const statusCode = answer.statusCode ?? 0;
  const isFine = statusCode >= 200 && statusCode < 300;
  return {
    status: isFine ? 'OK' : `Invalid HTTP Response: ${statusCode}`,
    statusCode,
    responseHeaders: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    ),
    responsePayload: Buffer.concat(chunks).toString('utf8'),
  };
}

function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1000;
}
