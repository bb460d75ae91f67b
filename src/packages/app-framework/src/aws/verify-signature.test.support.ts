import { createHash, createHmac } from 'node:crypto';

export interface SignedArrival {
  readonly method: string;
  /** Path and query, as they stood on the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const keyed = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
/** `UriEncode()` of the documentation: bytes, all but the unreserved. */
const encode = (text: string) =>
  [...Buffer.from(text)].map((byte) => {
    const one = String.fromCharCode(byte);
    return /[A-Za-z0-9\-._~]/.test(one) ? one : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
const encoded = (text: string) => encode(text).join('');

/**
 * Verifies a signature as AWS does, from what arrived, with nothing of the signer: S3 over the decoded path, encoded once; all others
 * over the path as it arrived, encoded once more (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * @throws Error where it does not fit
 */
export function verifySignature(
  request: SignedArrival,
  { service, secretKey }: { service: string; secretKey: string },
) {
  const { headers, method, url, body } = request;
  const form =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/((\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request), SignedHeaders=([^,]+), Signature=(\w+)$/;
  const [, scope = '', day = '', region = '', signedFor = '', names = '', signature] =
    headers.authorization?.match(form) ?? [];
  if (signedFor !== service) throw new Error(`signed for ${signedFor}`);
  if (!names.split(';').includes('host')) throw new Error('the host is not signed');
  if (service === 's3' && headers['x-amz-content-sha256'] !== hash(body))
    throw new Error('S3 wants the hash of the body');

  const [path = '', query = ''] = url.split('?');
  const onePath = path.split('/').map((part) => encoded(service === 's3' ? decodeURIComponent(part) : part));
  const pairs =
    query === '' ? [] : query.split('&').map((pair) => pair.split('=').map(decodeURIComponent).map(encoded));
  const canonical = [
    method,
    onePath.join('/'),
    pairs
      .sort(byNameAndValue)
      .map(([name, value = '']) => `${name}=${value}`)
      .join('&'),
    ...names.split(';').map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}`),
    '',
    names,
    hash(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(keyed, `AWS4${secretKey}`);
  const expected = keyed(key, text).toString('hex');
  if (expected !== signature) throw new Error(`The signature does not fit what arrived:\n${canonical}`);
}

function byNameAndValue([name = '', value = '']: string[], [otherName = '', otherValue = '']: string[]): number {
  if (name !== otherName) return name < otherName ? -1 : 1;
  return value < otherValue ? -1 : 1;
}
