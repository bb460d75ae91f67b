import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../src/aws/identities';

export interface SignedCall {
  readonly url: string;
  readonly credentials: Credentials;
  readonly service?: string;
  readonly region?: string;
  readonly method?: string;
  readonly body?: string;
  /** What is sent instead of the body that was signed. */
  readonly tamperedBody?: string;
  readonly signedAt?: Date;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request signed with SigV4. */
export async function signedCall(call: SignedCall): Promise<Answer> {
  const { credentials, service = 'lambda', region = 'us-east-1', method = 'POST', body = '{}', signedAt } = call;
  const url = new URL(call.url);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, 'content-type': 'application/json', ...call.headers },
      ...(method === 'GET' ? {} : { body }),
    },
    signedAt ? { signingDate: signedAt } : {},
  );
  const sent = method === 'GET' ? {} : { body: call.tamperedBody ?? body };
  const answer = await fetch(url, { method, headers: signed.headers, ...sent });
  return { status: answer.status, text: await answer.text() };
}
