import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { objectUrl } from './service-endpoint';
import { type SignedRequest, signedRequest } from './signed-request';
import { verifySignature } from './verify-signature.test.support';

const variables = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  AWS_ENDPOINT_URL: '',
  AWS_ENDPOINT_URL_S3: '',
};
const before = { ...process.env };
beforeEach(() => Object.assign(process.env, variables));
afterEach(async () => {
  process.env = { ...before };
  for (const stop of running.splice(0)) await stop();
});

const running: (() => Promise<unknown>)[] = [];
const silent = { status: 0 };
type Answer = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };

/** Answers alike to all, and keeps what arrived, and over how many connections. */
async function serve(answer: Answer) {
  const arrived: { method: string; url: string; headers: Record<string, string>; body: Buffer }[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '' } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    arrived.push({ method, url, headers, body: Buffer.concat(chunks) });
    if (answer === silent) return;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { url, arrived, connections: () => connections, dropAll: () => server.closeAllConnections() };
}

const post = {
  service: 'ssm',
  headers: { 'content-type': 'text/plain' },
  body: 'héllo',
  timeoutMilliseconds: 60_000,
} as const;

describe('signedRequest', () => {
  it('sends what it signed, as the signer of the SDK signs it', async () => {
    const { url, arrived } = await serve({ status: 400, body: 'änswer', headers: { 'X-Amzn-RequestId': 'id' } });
    const answer = await signedRequest({ ...post, url: `${url}/a/b?x=1` });

    expect(answer).toMatchObject({ status: 400, body: 'änswer', headers: { 'x-amzn-requestid': 'id' } });
    const [{ method, body, headers } = { method: '', body: '', headers: {} as Record<string, string> }] = arrived;
    expect(method).toBe('POST');
    expect(String(body)).toBe('héllo');
    const signer = new SignatureV4({
      service: 'ssm',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
      sha256: Sha256,
    });
    const { authorization, host = '', 'x-amz-date': date } = headers;
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/a/b',
        query: { x: '1' },
        headers: { host, 'content-type': 'text/plain' },
        body: 'héllo',
      },
      { signingDate: new Date(String(date).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')) },
    );
    expect(authorization).toContain('Signature=');
    expect(authorization).toBe(signed.headers.authorization);
    expect(headers['x-amz-security-token']).toBe('session');
  });

  it('is what a service verifies, whatever path, query, method and bytes', async () => {
    const { url, arrived } = await serve({ status: 200 });
    const segment = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\.{1,2}$/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('PUT', 'POST', 'DELETE'),
        fc.array(segment, { maxLength: 4 }),
        fc.array(fc.tuple(fc.string(), fc.string({ unit: 'grapheme' })), { maxLength: 3 }),
        fc.uint8Array(),
        async (method, segments, query, body) => {
          const path = `/${segments.map(encodeURIComponent).join('/')}`;
          const search = String(new URLSearchParams(query));
          arrived.length = 0;
          await signedRequest({ ...post, method, body, url: `${url}${path}${search && `?${search}`}` });
          const [request] = arrived;
          expect(request).toMatchObject({ method, body: Buffer.from(body) });
          if (request) verifySignature(request, { service: 'ssm', secretKey: 'secret' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('puts an object under exactly its key, as S3 verifies it', async () => {
    const { url, arrived } = await serve({ status: 200 });
    process.env.AWS_ENDPOINT_URL_S3 = url;
    const sharp = fc.constantFrom('.', '..', '/', '%2F', '+', ' ', '?', '#', "!'()*", '=&', '~', 'ü', '😀', ':@$,;');
    const key = fc.array(fc.oneof(sharp, fc.string({ unit: 'grapheme', minLength: 1 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array(), async (parts, body) => {
        arrived.length = 0;
        await signedRequest({ ...putOf(parts.join('')), body });
        const [request = { url: '', method: '', headers: {}, body: Buffer.of() }] = arrived;
        expect(request.url.split('/').slice(2).map(decodeURIComponent).join('/')).toBe(parts.join(''));
        expect(request.body).toEqual(Buffer.from(body));
        expect(request.headers['content-length']).toBe(String(body.length));
        verifySignature(request, { service: 's3', secretKey: 'secret' });
      }),
      { numRuns: 100 },
    );
  });

  it('says the bytes of a text', async () => {
    const { url, arrived } = await serve({ status: 200 });
    await signedRequest({ ...post, url, body: '😀' });
    expect(arrived[0]?.headers['content-length']).toBe('4');
  });

  it('keeps its connection, and takes another where that was closed meanwhile', async () => {
    const { url, arrived, connections, dropAll } = await serve({ status: 200 });
    for (let i = 0; i < 3; i += 1) await signedRequest({ ...post, url });
    expect(connections()).toBe(1);
    dropAll();
    await signedRequest({ ...post, url });
    expect(connections()).toBe(2);
    expect(arrived).toHaveLength(4);
  });

  it('fails where there is no answer in time, and names neither path nor signature', async () => {
    const { url } = await serve(silent);
    const asked = signedRequest({ ...post, url: `${url}/secret-path`, timeoutMilliseconds: 50 });
    await expect(asked).rejects.toThrow(`POST to ${url.slice(7)}: no complete answer within 50 ms`);
  });

  it('fails where the body breaks off', async () => {
    const { url } = await serve({ status: 200, headers: { 'content-length': '10' }, body: 'four' });
    await expect(signedRequest({ ...post, url, timeoutMilliseconds: 300 })).rejects.toThrow('no complete answer');
  });

  it('fails where nobody listens', async () => {
    await expect(signedRequest({ ...post, url: 'http://127.0.0.1:9' })).rejects.toThrow('the connection failed');
  });

  it('answers a redirect and does not follow it: the signature is for nobody else', async () => {
    const elsewhere = await serve({ status: 200 });
    const { url } = await serve({ status: 307, headers: { location: elsewhere.url } });
    expect(await signedRequest({ ...post, url })).toMatchObject({ status: 307, headers: { location: elsewhere.url } });
    expect(elsewhere.arrived).toEqual([]);
  });

  it.each(['ftp://host/', 'host', '/path', ''])('refuses %p as an address', async (url) => {
    await expect(signedRequest({ ...post, url })).rejects.toThrow();
  });
});

function putOf(key: string): SignedRequest {
  return { service: 's3', method: 'PUT', url: objectUrl({ bucket: 'bucket', key }), timeoutMilliseconds: 60_000 };
}
