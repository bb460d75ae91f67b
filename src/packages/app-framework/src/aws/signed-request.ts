import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { reasonOfBrokenConnection } from '../lambda/broken-connection';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { escaped, signRequest } from '../lambda/sign-request';
import type { SignedService } from './service-endpoint';

export interface SignedRequest {
  /** Name that the signature is made for. */
  readonly service: SignedService;
  /** `POST` by default. */
  readonly method?: string;
  /** Where to, with the path as it is to arrive, escaped already: nothing of it is resolved or escaped again. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as UTF-8, bytes as they are. */
  readonly body?: string | Uint8Array;
  /** Longest time until the whole answer is there. */
  readonly timeoutMilliseconds: number;
}

export interface SignedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/**
 * One request, signed as the function's role (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). For calls of a
 * service whose client would cost more start-up time than the call itself.
 *
 * Tried once, save where a connection that was kept turns out to be closed. A redirect is an answer and is not followed: the signature
 * is for nobody else.
 * @throws Error when there is no whole answer in time, not for what is answered
 */
export async function signedRequest(request: SignedRequest): Promise<SignedAnswer> {
  const { service, method = 'POST', body = '', timeoutMilliseconds } = request;
  const { protocol, host, hostname, port, path, query } = parsed(request.url);
  const headers = signRequest({
    ...{ service, method, path, query, headers: { ...request.headers, host }, body, at: new Date() },
    region: requiredVariable('AWS_REGION'),
    accessKeyId: requiredVariable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredVariable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: optionalVariable('AWS_SESSION_TOKEN'),
  });
  const search = query.map((pair) => pair.map(escaped).join('=')).join('&');
  const sent = {
    protocol,
    hostname,
    port,
    path: search ? `${path}?${search}` : path,
    method,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: agents[protocol],
  };
  const attempt: Attempt = { isLate: false };
  const timer = setTimeout(() => {
    attempt.isLate = true;
    attempt.outgoing?.destroy();
  }, timeoutMilliseconds);
  try {
    return await answered(sent, body, attempt);
  } catch (cause) {
    const what = attempt.isLate
      ? `no complete answer within ${timeoutMilliseconds} ms`
      : reasonOfBrokenConnection(cause);
    throw new Error(`${method} to ${host}: ${what}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** By hand: `URL` resolves dots in a path, and a key of S3 may hold them. */
function parsed(url: string) {
  const [, origin = '', path = '/', query = ''] = url.match(/^([^/]+:\/\/[^/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/) ?? [];
  const { protocol, host, hostname, port } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`${protocol} is neither http: nor https:`);
  // An address of IPv6 is connected to without its brackets, and named with them.
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const pairs = query === '' ? [] : [...new URLSearchParams(query)];
  return { protocol, host, hostname: bare, port, path, query: pairs } as const;
}

/** What is on its way, so that it can be ended. */
interface Attempt {
  isLate: boolean;
  outgoing?: ClientRequest;
}

function answered(
  options: RequestOptions & { readonly protocol: 'http:' | 'https:' },
  body: string | Uint8Array,
  attempt: Attempt,
): Promise<SignedAnswer> {
  return new Promise((resolve, reject) => {
    const send = options.protocol === 'http:' ? requestHttp : requestHttps;
    const outgoing = send(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    attempt.outgoing = outgoing;
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The other side closed a connection that was kept: it has seen nothing of this (https://nodejs.org/api/http.html#requestreusedsocket).
      const isStale = outgoing.reusedSocket && !attempt.isLate && /ECONNRESET|EPIPE/.test(error.code ?? '');
      if (isStale) answered(options, body, attempt).then(resolve, reject);
      else reject(error);
    });
    outgoing.end(body);
  });
}
