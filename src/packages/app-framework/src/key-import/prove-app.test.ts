import { createVerify, generateKeyPairSync, sign } from 'node:crypto';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createAppProof } from './prove-app';

const server = useFakeGitHub();

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const proving = (timeoutMilliseconds: number) => ({
  gitHub: createGitHub({ retryMilliseconds: 1, timeoutMilliseconds }),
  now: () => new Date('2026-11-21T10:00:00Z'),
  newJwtId: () => 'id-1',
});
const { proveApp } = createAppProof(proving(60_000));
const claim = () => ({
  appId: 3000000001,
  gitHubApiUrl: server().url,
  sign: async (text: string) => sign('sha256', Buffer.from(text), privateKey),
});

describe('proveApp', () => {
  it('shows GitHub a token of the App that the key has signed', async () => {
    server().on('GET /app', { body: { id: 3000000001, slug: 'octo-app' } });
    expect(await proveApp(claim())).toEqual({ appId: 3000000001, slug: 'octo-app' });

    const [header = '', claims = '', signature = ''] = (server().requests[0]?.headers.authorization ?? '')
      .slice(7)
      .split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: '3000000001', jti: 'id-1' });
    const verified = createVerify('sha256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url');
    expect(verified).toBe(true);
  });

  it('refuses a key of another App', async () => {
    server().on('GET /app', { body: { id: 8, slug: 'other' } });
    await expect(proveApp(claim())).rejects.toMatchObject({
      kind: 'other-app',
      message: 'This is the key of App 8 (other), not of App 3000000001.',
    });
  });

  it.each([
    [401, 'unauthorized', /answered 401 \(no\).*not one of App 3000000001 at this host/],
    [404, 'not-found', /answered 404 \(no\).*ends in \/api\/v3/],
    [403, 'forbidden', /answered 403 \(no\)/],
  ])('refuses where GitHub answers %d, and says what to look at', async (status, kind, message) => {
    server().on('GET /app', { status, body: { message: 'no' } });
    await expect(proveApp(claim())).rejects.toMatchObject({
      name: 'AppNotProvenError',
      kind,
      message: expect.stringMatching(message),
    });
  });

  it('fails as unavailable where GitHub is broken, silent, or something else answers', async () => {
    server().on('GET /app', { status: 503, body: { message: 'down' } });
    await expect(proveApp(claim())).rejects.toMatchObject({ kind: 'unavailable' });
    server().on('GET /app', { silent: true });
    await expect(createAppProof(proving(100)).proveApp(claim())).rejects.toMatchObject({ kind: 'unavailable' });
    server().on('GET /app', { body: { hello: 'world' } });
    await expect(proveApp(claim())).rejects.toThrow(/without the id of an App/);
  });

  it('says nothing of the token', async () => {
    server().on('GET /app', ({ headers }) => ({ status: 401, body: { message: `bad ${headers.authorization}` } }));
    const failure = await proveApp({ ...claim(), sign: async () => Buffer.from('secret') }).catch(String);
    expect(failure).toContain('answered 401');
    expect(failure).not.toContain(Buffer.from('secret').toString('base64url'));
  });
});
