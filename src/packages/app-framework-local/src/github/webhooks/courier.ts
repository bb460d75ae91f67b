import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
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
  const closing = new AbortController();
  let timeoutMilliseconds = defaultTimeoutMilliseconds;

  return {
    setTimeout(milliseconds: number): void {
      timeoutMilliseconds = milliseconds;
    },
    async carry(parcel: Parcel): Promise<Outcome> {
      const began = performance.now();
      const timeOut = AbortSignal.timeout(timeoutMilliseconds);
      const durationSeconds = () => Math.round(performance.now() - began) / 1000;
      try {
        const answer = await send(parcel, AbortSignal.any([timeOut, closing.signal]));
        return { ...answer, durationSeconds: durationSeconds() };
      } catch {
        return { ...(timeOut.aborted ? timedOut : unreachable), durationSeconds: durationSeconds() };
      }
    },
    /** Gives up what is on its way. */
    close: () => closing.abort(),
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

async function send({ url, insecureSsl, headers, body }: Parcel, signal: AbortSignal) {
  const options = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': String(body.length) },
    signal,
    agent: false,
  } as const;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sending = url.startsWith('https:')
      ? tlsRequest(url, { ...options, rejectUnauthorized: insecureSsl === '0' }, resolve)
      : plainRequest(url, options, resolve);
    sending.on('error', reject).end(body);
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
