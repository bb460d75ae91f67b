import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalVariable, requiredVariable } from '../lambda/environment';

export interface SignedPost {
  /** Name that the signature is made for, such as `ssm`. */
  readonly service: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Longest time until the whole answer is there. */
  readonly timeoutMilliseconds: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * One POST, signed as the function's role
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). For a single call of a service whose client would cost more
 * start-up time than the call itself.
 * @throws Error when there is no answer in time, not for what is answered
 */
export async function signedPost(post: SignedPost): Promise<PostAnswer> {
  const url = new URL(post.url);
  const signer = new SignatureV4({
    service: post.service,
    region: requiredVariable('AWS_REGION'),
    credentials: roleCredentials(),
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...post.headers, host: url.host },
    body: post.body,
  });
  // The host is part of the signature, and fetch sets it itself.
  const { host: _host, ...sent } = headers;
  const signal = AbortSignal.timeout(post.timeoutMilliseconds);
  const answer = await fetch(url, { method: 'POST', headers: sent, body: post.body, redirect: 'error', signal });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** Where a service is called: at the endpoint that the environment names, as the SDKs do, otherwise at that of the region. */
export function endpointOf(service: string): string {
  const named = optionalVariable(`AWS_ENDPOINT_URL_${service.toUpperCase()}`) ?? optionalVariable('AWS_ENDPOINT_URL');
  if (named) return named;
  const region = requiredVariable('AWS_REGION');
  return `https://${service}.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}/`;
}

function roleCredentials() {
  const sessionToken = optionalVariable('AWS_SESSION_TOKEN');
  return {
    accessKeyId: requiredVariable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredVariable('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
}

/** SHA-256, keyed or not, in the shape that the signer wants. */
class Sha256 {
  private hash;

  constructor(private readonly secret?: Key) {
    this.hash = this.fresh();
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    this.hash = this.fresh();
  }

  private fresh() {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', keyBytes(this.secret));
  }
}

type Key = string | ArrayBuffer | ArrayBufferView;

function keyBytes(key: Key): string | Uint8Array {
  if (typeof key === 'string') return key;
  return ArrayBuffer.isView(key) ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength) : new Uint8Array(key);
}
