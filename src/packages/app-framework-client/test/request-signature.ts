import { createHash, createHmac } from 'node:crypto';
import type { RecordedRequest } from './recording-server';

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-key' };

/** What the Authorization header says. */
export interface RequestSignature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly date: string;
}

export function readSignature({ headers }: RecordedRequest): RequestSignature {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!parts) throw new Error(`This is no SigV4 header: ${headers.authorization}`);
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] = parts;
  return { accessKeyId, date, region, service, signedHeaders: names.split(';'), signature };
}

/**
 * The signature that this request must carry, computed from what arrived, as the service does
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function expectedSignature(request: RecordedRequest): string {
  const { date, region, service, signedHeaders } = readSignature(request);
  const canonical = [
    request.method,
    request.path,
    '',
    ...signedHeaders.map((name) => `${name}:${request.headers[name]}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
