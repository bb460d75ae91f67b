import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fieldIn } from '../http/visitor.test.support';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { openIssuer } from '../operator-entry/open-issuer';
import { useOperatorPages } from './operator-pages.test.support';

const pages = useOperatorPages();
const issuer = useIssuer();
const log = givenLoggedLines();
const base = 'https://bot.example.com/github/';
const seconds = () => Math.floor(Date.now() / 1_000);
const discovery = () => ({
  issuer: issuer().url,
  authorization_endpoint: `${issuer().url}/authorize?tenant=1`,
  token_endpoint: `${issuer().url}/token`,
});

interface Given {
  readonly claims?: object;
  readonly configuration?: object;
  readonly settings?: object;
}

/** A browser at the pages, and how it comes back from the issuer. */
async function signedIn({ claims = {}, configuration = {}, settings = {} }: Given = {}) {
  const said = { issuer: issuer().url, audience: 'pages', claim: 'groups', values: ['on-call'], scopes: ['email'] };
  const opened = openIssuer({ said: JSON.stringify({ ...said, ...settings }), baseUrl: base, now: () => new Date() });
  issuer().on('GET /.well-known/openid-configuration', { body: { ...discovery(), ...configuration } });
  const visitor = pages.browserAt(base, '', opened);
  const begun = await visitor.get('operators/enter');
  const asked = new URL(begun.headers.location ?? 'about:blank').searchParams;
  const all = {
    ...{ iss: issuer().url, aud: 'pages', sub: 'ada', exp: seconds() + 60, groups: ['staff', 'on-call'] },
    ...{ nonce: asked.get('nonce'), ...claims },
  };
  const id_token = `h.${Buffer.from(JSON.stringify(all)).toString('base64url')}.s`;
  issuer().on('POST /token', { body: { id_token, access_token: 'never-used' } });
  const back = (query: Record<string, string> = { code: 'c1' }) =>
    visitor.get(`operators/entered?${new URLSearchParams({ state: asked.get('state') ?? '', ...query })}`);
  return { visitor, begun, asked, back };
}

/** An issuer that answers over HTTP what it is told to, and keeps what its token endpoint was sent. */
function useIssuer() {
  const answers = new Map<string, { readonly status?: number; readonly body: object }>();
  const sent: { readonly form: URLSearchParams; readonly authorization: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    if (request.method === 'POST') sent.push({ form, authorization: request.headers.authorization });
    const { status = 200, body } = answers.get(`${request.method} ${request.url}`) ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    answers.clear();
    sent.splice(0);
  });
  afterAll(() => server.close());
  return () => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    on: (route: string, answer: { readonly status?: number; readonly body: object }) => answers.set(route, answer),
    sent,
  });
}

describe('signing in to the pages of operators', () => {
  it('leads through the issuer, and lets the browser look for four hours', async () => {
    const { visitor, begun, asked, back } = await signedIn();
    expect(begun.statusCode).toBe(302);
    expect(Object.fromEntries(asked)).toEqual({
      ...{ tenant: '1', response_type: 'code', client_id: 'pages', scope: 'openid email' },
      ...{ redirect_uri: `${base}operators/entered`, code_challenge_method: 'S256' },
      ...{ state: expect.any(String), nonce: expect.any(String), code_challenge: expect.any(String) },
    });
    expect((await visitor.get('operators')).statusCode).toBe(403);
    const { statusCode, headers, multiValueHeaders } = await back();
    expect([statusCode, headers.location]).toEqual([303, `${base}operators`]);
    const cookies = multiValueHeaders?.['set-cookie'] ?? [];
    expect(cookies).toEqual([
      expect.stringMatching(/^__Secure-operators-attempt-[\w-]{22}=; Max-Age=0; Path=\/github\/operators;/),
      expect.stringMatching(/^__Secure-operators-\w{32}=\S+; Max-Age=14400; Path=\/github\/operators;/),
    ]);
    expect((await visitor.get('operators')).statusCode).toBe(200);
    const { form, authorization } = issuer().sent[0] ?? { form: new URLSearchParams() };
    expect(authorization).toBeUndefined();
    const verifier = form.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'));
    expect(Object.fromEntries(form)).toEqual({
      ...{ grant_type: 'authorization_code', code: 'c1', redirect_uri: `${base}operators/entered` },
      ...{ code_verifier: verifier, client_id: 'pages' },
    });
    expect(JSON.stringify(log)).toContain('an operator signed in');
    for (const secret of ['never-used', verifier, 'c1"'])
      expect(JSON.stringify([...pages.rows, log])).not.toContain(secret);
  });

  it('lets a browser in where the answer of AWS was lost', async () => {
    const { visitor, back } = await signedIn();
    pages.lost.push({ status: 500 });
    expect((await back()).statusCode).toBe(303);
    expect((await visitor.get('operators')).statusCode).toBe(200);
  });

  it.each<[string, object]>([
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['another client', { aud: 'other' }],
    ['a client among several that it was not given to', { aud: ['pages', 'other'] }],
    ['another client that it was given to', { aud: ['pages', 'other'], azp: 'other' }],
    ['a time that is over, by whatever clock', { exp: seconds() - 90 }],
    ['no end', { exp: undefined }],
    ['another sign-in', { nonce: 'another' }],
    ['nobody', { sub: undefined }],
    ['no group of operators', { groups: ['staff'] }],
    ['no groups', { groups: undefined }],
    ['a group that only begins so', { groups: 'on-call-manager' }],
  ])('lets nobody in by a token of %s', async (_what, claims) => {
    const { visitor, back } = await signedIn({ claims });
    const { statusCode, body } = await back();
    expect([statusCode, body]).toEqual([403, expect.stringContaining('Sign in again')]);
    expect([(await visitor.get('operators')).statusCode, pages.rows.size]).toEqual([403, 0]);
    expect(visitor.cookieNames()).toEqual([]);
  });

  it.each([
    [{ email: 'ada@example.com', email_verified: true }, 303],
    [{ email: 'ada@example.com' }, 403],
    [{ email: 'ada@example.com', email_verified: false }, 403],
  ])('takes an address for somebody’s where the issuer says so alone: %j', async (claims, status) => {
    const settings = { claim: 'email', values: ['ada@example.com'] };
    const { back } = await signedIn({ claims, settings });
    expect((await back()).statusCode).toBe(status);
  });

  it('is gone through by the browser that began it, once, with its own state', async () => {
    const { visitor, asked, back } = await signedIn();
    const stranger = pages.browserAt(base, '', undefined);
    expect((await stranger.get('operators/enter')).statusCode).toBe(404);
    for (const state of ['made-up', `${asked.get('state')?.slice(0, -1)}?`])
      expect((await back({ code: 'c1', state })).statusCode).toBe(400);
    expect((await visitor.get('operators')).statusCode).toBe(403);
    expect(issuer().sent).toEqual([]);
    expect([(await back()).statusCode, (await back()).statusCode]).toEqual([303, 400]);
    expect(issuer().sent).toHaveLength(1);
  });

  it('is gone through in each of several tabs, of the five that began last', async () => {
    const attempts = async (more: number) => {
      const { visitor, back } = await signedIn();
      for (let tab = 0; tab < more; tab += 1) await visitor.get('operators/enter');
      return { kept: visitor.cookieNames().length, status: (await back()).statusCode };
    };
    expect(await attempts(4)).toEqual({ kept: 5, status: 303 });
    expect(await attempts(6)).toEqual({ kept: 5, status: 400 });
  });

  it('ends nothing else that the browser has, however many tabs begin', async () => {
    const { visitor, back } = await signedIn();
    await back();
    for (let tab = 0; tab < 6; tab += 1) await visitor.get('operators/enter');
    expect([visitor.cookieNames().length, (await visitor.get('operators')).statusCode]).toEqual([6, 200]);
  });

  it.each([
    [
      'as the issuer takes it when it says nothing',
      {},
      { authorization: `Basic ${Buffer.from('pages:client%20secret').toString('base64')}` },
    ],
    [
      'in the form, where that alone is taken',
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      { client_id: 'pages', client_secret: 'client secret' },
    ],
  ])('proves the client by its secret %s', async (_what, configuration, proof) => {
    pages
      .aws()
      .on('POST /', ({ headers }) =>
        String(headers['x-amz-target']).startsWith('secretsmanager')
          ? { body: { SecretString: 'client secret' } }
          : { body: {} },
      );
    const { back } = await signedIn({ configuration, settings: { clientSecretArn: 'arn:secret' } });
    expect((await back()).statusCode).toBe(303);
    const { form, authorization } = issuer().sent[0] ?? {};
    expect({ ...Object.fromEntries(form ?? []), ...(authorization && { authorization }) }).toMatchObject(proof);
  });

  it('says what the issuer says where it signs nobody in, and nothing else that an address has', async () => {
    const refused = await signedIn();
    const denied = await refused.back({ error: 'access_denied' });
    expect([denied.statusCode, denied.body]).toEqual([403, expect.stringContaining('access_denied')]);
    expect(refused.visitor.cookieNames()).toEqual([]);
    const forged = await (await signedIn()).back({ error: '<b>call 555</b>' });
    expect(forged.body).not.toContain('call 555');
    const { back } = await signedIn();
    issuer().on('POST /token', { status: 400, body: { error: 'invalid_grant' } });
    expect((await back()).statusCode).toBe(403);
    expect(JSON.stringify(log)).toContain('invalid_grant');
  });

  it.each<[string, object]>([
    ['another issuer', { issuer: 'https://evil.example.com' }],
    ['no endpoints', { token_endpoint: undefined }],
    ['an endpoint that is no address', { authorization_endpoint: 'javascript:alert(1)' }],
    ['an endpoint of tokens that is none', { token_endpoint: 'file:///etc/passwd' }],
  ])('leads nobody to what names %s', async (_what, configuration) => {
    expect((await signedIn({ configuration })).begun.statusCode).toBe(500);
  });

  it('takes a token of a clock that is behind by less than a minute', async () => {
    const { back } = await signedIn({ claims: { exp: seconds() - 30 } });
    expect((await back()).statusCode).toBe(303);
  });

  it('asks an issuer that ends with a slash where it is, and holds its tokens to the letter', async () => {
    const slashed = `${issuer().url}/`;
    const given = { settings: { issuer: slashed }, configuration: { issuer: slashed } };
    expect((await (await signedIn({ ...given, claims: { iss: slashed } })).back()).statusCode).toBe(303);
    expect((await (await signedIn(given)).back()).statusCode).toBe(403);
  });

  it('says of nobody that they were refused while the issuer fails', async () => {
    const { visitor, back } = await signedIn();
    issuer().on('POST /token', { status: 503, body: { error: 'down' } });
    const { statusCode, multiValueHeaders } = await back();
    expect([statusCode, multiValueHeaders]).toEqual([500, undefined]);
    expect((await visitor.get('operators')).statusCode).toBe(403);
  });

  it('ends by a button, for whoever has the cookies as well; the issuer is not asked', async () => {
    const { visitor, back } = await signedIn();
    await back();
    const thief = visitor.thief();
    const signOut = fieldIn((await visitor.get('operators')).body, 'signOut');
    const asked = issuer().sent.length;
    const { statusCode, body } = await visitor.post({ signOut });
    expect([statusCode, visitor.cookieNames(), issuer().sent.length]).toEqual([200, [], asked]);
    for (const part of [`href="${base}operators/enter"`, 'at the issuer']) expect(body).toContain(part);
    for (const one of [visitor, thief]) expect((await one.get('operators')).statusCode).toBe(403);
  });

  it('is said to strangers, where there is an issuer', async () => {
    const { visitor } = await signedIn();
    expect((await visitor.get('operators')).body).toContain(`href="${base}operators/enter"`);
    expect((await pages.browserAt(base, '').get('operators')).body).not.toContain('operators/enter');
  });
});
