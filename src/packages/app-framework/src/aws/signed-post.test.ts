import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { endpointOf, signedPost } from './signed-post';

const variables = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  AWS_ENDPOINT_URL: '',
  AWS_ENDPOINT_URL_SSM: '',
};
const before = { ...process.env };
beforeEach(() => Object.assign(process.env, variables));
afterEach(() => {
  process.env = { ...before };
});

const silent = { status: 0, body: '' };
async function serve(answer: { status: number; body: string; location?: string }) {
  const arrived: { request: IncomingMessage; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    arrived.push({ request, body });
    if (answer === silent) return;
    response.writeHead(answer.status, answer.location ? { location: answer.location } : {});
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, arrived, stop };
}

const post = { service: 'ssm', headers: { 'content-type': 'text/plain' }, body: 'héllo', timeoutMilliseconds: 2_000 };

describe('signedPost', () => {
  it('sends what it signed, as another signer signs it', async () => {
    const server = await serve({ status: 400, body: 'answer' });
    const answer = await signedPost({ ...post, url: `${server.url}/a/b?x=1` });
    await server.stop();

    expect(answer).toMatchObject({ status: 400, body: 'answer' });
    const [{ request, body } = { request: undefined, body: '' }] = server.arrived;
    expect(body).toBe('héllo');
    const { authorization = '', host = '', 'x-amz-date': date } = request?.headers ?? {};
    const signer = new SignatureV4({
      service: 'ssm',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
      sha256: Sha256,
    });
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/a/b',
        query: { x: '1' },
        headers: { host, 'content-type': 'text/plain' },
        body,
      },
      { signingDate: new Date(String(date).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')) },
    );
    expect(authorization).toContain('Signature=');
    expect(authorization).toBe(signed.headers.authorization);
    expect(request?.headers['x-amz-security-token']).toBe('session');
  });

  it('fails where there is no answer in time', async () => {
    const server = await serve(silent);
    await expect(signedPost({ ...post, url: server.url, timeoutMilliseconds: 50 })).rejects.toThrow(/timeout/i);
    await server.stop();
  });

  it('fails where it is sent elsewhere: the signature is for nobody else', async () => {
    const server = await serve({ status: 307, body: '', location: 'http://127.0.0.1:9/' });
    await expect(signedPost({ ...post, url: server.url })).rejects.toThrow('fetch failed');
    await server.stop();
  });
});

describe('endpointOf', () => {
  it('is that of the region', () => {
    expect(endpointOf('ssm')).toBe('https://ssm.eu-west-1.amazonaws.com/');
    process.env.AWS_REGION = 'cn-north-1';
    expect(endpointOf('ssm')).toBe('https://ssm.cn-north-1.amazonaws.com.cn/');
  });

  it('is what the environment names, for the service first', () => {
    process.env.AWS_ENDPOINT_URL = 'http://all';
    expect(endpointOf('ssm')).toBe('http://all');
    process.env.AWS_ENDPOINT_URL_SSM = 'http://one';
    expect(endpointOf('ssm')).toBe('http://one');
  });
});
