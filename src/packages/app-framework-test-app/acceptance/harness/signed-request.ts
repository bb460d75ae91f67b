import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { region } from './deployment';
import type { Identity } from './identities';
import { at } from './json';
import { recordSecret } from './record';

export interface RawRequest {
  /** Absent: sent without a signature. */
  readonly as?: Identity;
  /** Function URL and path. */
  readonly url: string;
  readonly method?: 'POST' | 'GET' | 'PUT';
  readonly body?: string;
  /** What is sent instead of the body that was signed. */
  readonly tamperedBody?: string;
  readonly contentType?: string;
  readonly signedAt?: Date;
  readonly service?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Name of the modelled error, where our own code has answered with one. */
  readonly errorType: string | undefined;
  /** Text of the modelled error. */
  readonly message: string | undefined;
}

/** A request that the generated client would not send, signed all the same. */
export async function sendRaw(request: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', body } = request;
  const sent = request.tamperedBody ?? body;
  const headers = request.as ? await signedHeaders(request, request.as) : unsignedHeaders(request);
  const answer = await fetch(request.url, {
    method,
    headers,
    ...(method !== 'GET' && sent !== undefined && { body: sent }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    errorType: answer.headers.get('x-amzn-errortype') ?? undefined,
    message: messageIn(text),
  };
}

async function signedHeaders(request: RawRequest, identity: Identity): Promise<Record<string, string>> {
  const { service = 'lambda', method = 'POST', body, signedAt } = request;
  const url = new URL(request.url);
  const signer = new SignatureV4({ service, region, credentials: identity, sha256: Sha256 });
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...unsignedHeaders(request) },
      ...(method !== 'GET' && body !== undefined && { body }),
    },
    signedAt && { signingDate: signedAt },
  );
  recordSecret(signed.headers.authorization?.match(/Signature=([0-9a-f]+)/)?.[1]);
  return signed.headers;
}

function unsignedHeaders({ contentType = 'application/json' }: RawRequest): Record<string, string> {
  return { 'content-type': contentType };
}

function messageIn(text: string): string | undefined {
  try {
    const message = at(JSON.parse(text), 'message');
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
