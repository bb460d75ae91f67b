import { createHash, createHmac } from 'node:crypto';

export interface RequestToSign {
  /** Name that the signature is made for. */
  readonly service: string;
  readonly method: string;
  /** As it goes on the wire, escaped. */
  readonly path: string;
  /** Not escaped. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case, the host among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly at: Date;
}

const algorithm = 'AWS4-HMAC-SHA256';
const hashOf = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

/**
 * The headers of a request with its signature, version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * All headers that are given are signed, and so are the bytes of the body. By hand, because the signer of the SDK takes three times as long, and
 * a receiver of webhooks signs four times for each.
 */
export function signRequest(request: RequestToSign): Readonly<Record<string, string>> {
  const { service, method, path, query, region, accessKeyId, secretAccessKey, sessionToken, at } = request;
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const bodyHash = hashOf(request.body);
  const headers: Readonly<Record<string, string>> = {
    ...request.headers,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}\n`).join('');
  const where = `${service === 's3' ? path : canonicalPath(path)}\n${canonicalQuery(query)}`;
  const text = `${algorithm}\n${time}\n${scope}\n${hashOf(`${method}\n${where}\n${lines}\n${signedNames}\n${bodyHash}`)}`;
  const key = signingKey(service, secretAccessKey, scope);
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const authorization = `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`;
  return { ...headers, authorization };
}

/** Everything but the unreserved characters of RFC 3986, as signatures want it: `encodeURIComponent` leaves five more. */
export function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** S3 signs the path as it is, all others without dots and doubled slashes, and escape it once more. */
function canonicalPath(path: string): string {
  if (path === '/') return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(escaped(part));
  }
  return `/${parts.join('/')}${parts.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** By name, then by value: a line end comes before all that can be in them. */
function canonicalQuery(query: RequestToSign['query']): string {
  const pairs = query.map((pair) => pair.map(escaped).join('\n')).sort();
  return pairs.map((pair) => pair.replace('\n', '=')).join('&');
}

/** The key of a day is good for that day, and the four steps to it cost as much as all else. */
const keys = new Map<string, { readonly of: string; readonly key: Buffer }>();

function signingKey(service: string, secret: string, scope: string): Buffer {
  const of = `${secret}\n${scope}`;
  const known = keys.get(service);
  if (known?.of === of) return known.key;
  let key = Buffer.from(`AWS4${secret}`);
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest();
  keys.set(service, { of, key });
  return key;
}
