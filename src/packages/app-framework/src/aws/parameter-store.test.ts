import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createParameterReader } from './parameter-store';

let server: FakeGitHub;
const before = { ...process.env };
beforeAll(async () => {
  server = await startFakeGitHub();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_SSM: server.url,
  });
});
beforeEach(() => server.reset());
afterAll(async () => {
  process.env = before;
  await server.stop();
});

const read = createParameterReader({ retryMilliseconds: 1, timeoutMilliseconds: 200 });
const found = { body: { Parameter: { Name: '/a', Value: 'text' } } };
const refused = (status: number, type: string) => ({ status, body: { __type: type, message: 'm' } });

describe('createParameterReader', () => {
  it('asks for one parameter, signed', async () => {
    server.on('POST /', found);
    expect(await read('/a')).toBe('text');
    expect(server.requests[0]).toMatchObject({
      body: { Name: '/a' },
      headers: {
        'x-amz-target': 'AmazonSSM.GetParameter',
        'content-type': 'application/x-amz-json-1.1',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/ssm\/aws4_request, /),
      },
    });
  });

  it.each(['ParameterNotFound', 'com.amazonaws.ssm#ParameterNotFound'])('answers none for %s', async (type) => {
    server.on('POST /', refused(400, type));
    expect(await read('/a')).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a denial', refused(400, 'AccessDeniedException')],
    ['a 404 of something on the way', { status: 404, body: '<html>' }],
    ['a ParameterNotFound of another status', refused(404, 'ParameterNotFound')],
    ['an answer without a value', { body: { Parameter: {} } }],
    ['an answer that is no object', { body: '"text"' }],
    ['an empty answer', { body: '' }],
  ])('fails on %s at once', async (_what, answer) => {
    server.on('POST /', answer);
    await expect(read('/a')).rejects.toThrow('Parameter Store did not give');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['throttled', refused(400, 'ThrottlingException')],
    ['failing', refused(500, 'InternalServerError')],
    ['silent', { silent: true } as const],
  ])('tries again where the store is %s, and then succeeds', async (_what, answer) => {
    server.onInTurn('POST /', answer, answer, found);
    expect(await read('/a')).toBe('text');
    expect(server.requests).toHaveLength(3);
  });

  it('fails after three tries', async () => {
    server.on('POST /', refused(500, 'InternalServerError'));
    await expect(read('/a')).rejects.toThrow('500 InternalServerError');
    expect(server.requests).toHaveLength(3);
  });
});
