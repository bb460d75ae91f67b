import { generateKeyPairSync } from 'node:crypto';
import { createLinkMaker } from '../install-links/create-install-link';
import { field, parsedJson } from '../lambda/parsed-json';
import { createAskedRequests } from './asked-requests-table';
import { useIntegrations } from './integrations.test.support';
import { issuer, publicKey, seconds, token } from './issuer.test.support';
import { serveIntegrations } from './serve-integrations';
import { createTokenVerifier } from './token-verifier';

const world = useIntegrations();
const { gitHub, bound } = world;
const cognito = 'https://cognito.example.com/pool';
const site = 'https://app.example.com';

function offerKeys(): void {
  for (const path of ['/keys', '/other-keys']) gitHub().on(`GET ${path}`, { body: { keys: [publicKey] } });
}

function served({ appIds = [7] }: { readonly appIds?: readonly number[] } = {}) {
  offerKeys();
  const { url } = gitHub();
  const ofClient = { audience: ['client-1'], audienceIn: 'client_id', jwksUri: `${url}/other-keys` } as const;
  const issuers = [
    { issuer, audience: ['spa'], audienceIn: 'aud', subjects: 'plain', jwksUri: `${url}/keys` },
    { issuer: cognito, subjects: 'with issuer', ...ofClient },
  ] as const;
  return serveIntegrations({
    userOf: createTokenVerifier({ issuers, now: world.now }),
    asks: createAskedRequests({ tableName: 'integrations', now: () => new Date('2026-11-01T00:00:20Z') }),
    ...world.collaborators(),
    ...linking(appIds),
    origins: [site],
  });
}

function linking(appIds: readonly number[]) {
  const { links, apps } = world.world();
  const known = appIds.flatMap((appId) => apps.map((app) => ({ ...app, appId })));
  const baseUrl = 'https://bot.example.com/prod/';
  return { apps: known, makeLink: createLinkMaker({ links, apps: known, baseUrl, now: world.now }) };
}

async function ask(
  route: string,
  authorization: string | undefined,
  handler = served(),
  { origin = site, body: sent }: { readonly origin?: string; readonly body?: string } = {},
) {
  const [httpMethod = '', url = ''] = route.split(' ');
  const { pathname, searchParams } = new URL(url, 'https://bot.example.com');
  const event = {
    httpMethod,
    path: pathname,
    queryStringParameters: Object.fromEntries(searchParams),
    headers: { origin, ...(authorization !== undefined && { authorization }) },
    ...(sent !== undefined && { body: sent }),
    requestContext: { requestId: 'r' },
  };
  const { statusCode, headers, body } = await handler(event, { getRemainingTimeInMillis: () => 20_000 });
  return { statusCode, headers, body: parsedJson(body) };
}
const all = 'GET /api/v1/app/integrations';

describe('the integrations API for front ends', () => {
  it.each([all, `${all}/github`])('answers what the user of the token has, and nobody else: %s', async (route) => {
    await bound('user-1');
    const { statusCode, headers, body } = await ask(route, `Bearer ${token()}`);
    expect([statusCode, headers['access-control-allow-origin'], headers['cache-control']]).toEqual([
      200,
      site,
      'no-store',
    ]);
    expect(body).toEqual({
      success: true,
      user_id: 'user-1',
      total_count: 1,
      integrations: [
        {
          id: expect.stringMatching(/^[0-9a-f]{64}$/),
          integration_id: 'github_app',
          provider: 'github',
          integration_type: 'github',
          name: 'GitHub App Integration',
          is_active: true,
          status: 'active',
          created_at: '2026-11-01T00:00:00.000Z',
          credential_data: {
            installation_id: '9',
            setup_action: 'install',
            account_login: 'acme',
            account_type: 'Organization',
          },
        },
      ],
    });
    expect((await ask(route, `Bearer ${token({ sub: 'user-2' })}`)).body).toMatchObject({
      total_count: 0,
      integrations: [],
    });
  });

  it('takes the client from where its issuer names it', async () => {
    const access = { iss: cognito, aud: undefined, client_id: 'client-1' };
    expect((await ask(all, `Bearer ${token(access)}`)).statusCode).toBe(200);
    expect((await ask(all, `Bearer ${token({ ...access, client_id: 'other' })}`)).statusCode).toBe(401);
    expect((await ask(all, `Bearer ${token({ client_id: 'client-1', aud: undefined })}`)).statusCode).toBe(401);
  });

  it('tells the users of two issuers apart, though both call them alike', async () => {
    await bound('user-1');
    await bound(`${cognito}#user-1`);
    await world.collaborators().revoke({
      ...{ userId: 'user-1', integrationId: String((await world.listed('user-1'))[0]?.integrationId) },
      ...{ atGitHub: 'leave', remaining: () => 20_000 },
    });
    const access = { iss: cognito, aud: undefined, client_id: 'client-1' };
    const states = async (claims: object) =>
      Object((await ask(all, `Bearer ${token(claims)}`)).body).integrations.map((one: object) => field(one, 'status'));
    expect([await states({}), await states(access)]).toEqual([['revoked'], ['active']]);
    expect((await ask(all, `Bearer ${token({ sub: `${cognito}#user-1` })}`)).statusCode).toBe(401);
  });

  it('does not uninstall the App for who asked the owners for it', async () => {
    await world.created(9, { sender: { id: 66, login: 'mallory' }, requester: { id: 41, login: 'ada' } });
    const id = await bound('user-1');
    const { statusCode } = await ask(`DELETE /api/v1/app/integrations/${id}?uninstall=true`, `Bearer ${token()}`);
    expect(statusCode).toBe(403);
    expect(gitHub().asked()).not.toContain('DELETE /app/installations/9');
  });

  it('does not uninstall the App for whom GitHub says nothing of', async () => {
    const id = await bound('user-1', { owns: ['acme'] });
    gitHub().on('GET /orgs/acme/memberships/ada', { status: 403, body: { message: 'no' } });
    const { statusCode } = await ask(`DELETE /api/v1/app/integrations/${id}?uninstall=true`, `Bearer ${token()}`);
    expect(statusCode).toBe(403);
    expect(gitHub().asked()).not.toContain('DELETE /app/installations/9');
  });

  it.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['another scheme', () => `Basic ${token()}`],
    ['another client', () => `Bearer ${token({ aud: 'other' })}`],
    ['another issuer', () => `Bearer ${token({ iss: 'https://evil.example.com' })}`],
    ['a token that is over', () => `Bearer ${token({ exp: seconds() - 5 })}`],
    [
      'a key of somebody else',
      () => `Bearer ${token({}, { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey })}`,
    ],
    ['no signature', () => `Bearer ${token({}, { header: { alg: 'none' } })}`],
    ['a token without an end', () => `Bearer ${token({ exp: undefined })}`],
    ['no subject', () => `Bearer ${token({ sub: undefined })}`],
    ['a subject that is no name', () => `Bearer ${token({ sub: 'user 1' })}`],
    ['a subject that is too long', () => `Bearer ${token({ sub: 'u'.repeat(257) })}`],
  ])('refuses %s', async (_what, authorization) => {
    await bound('user-1');
    const { statusCode, headers, body } = await ask(all, authorization());
    expect([statusCode, headers['www-authenticate'], field(body, 'success')]).toEqual([401, 'Bearer', false]);
    expect(JSON.stringify(body)).not.toContain('acme');
  });

  it('signs nobody out while the keys of the issuer are not to be had', async () => {
    const handler = served();
    gitHub().on('GET /keys', { status: 503, body: { message: 'down' } });
    const { statusCode, headers } = await ask(all, `Bearer ${token()}`, handler);
    expect([statusCode, headers['access-control-allow-origin'], headers['www-authenticate']]).toEqual([
      500,
      site,
      undefined,
    ]);
  });

  it('signs nobody out by a key that is new, though a stranger had the issuer asked a moment before, and logs no error', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const handler = served();
    expect((await ask(all, `Bearer ${token({}, { header: { kid: 'made-up' } })}`, handler)).statusCode).toBe(401);
    const { statusCode, headers } = await ask(all, `Bearer ${token({}, { header: { kid: 'k2' } })}`, handler);
    expect([statusCode, headers['retry-after'], headers['www-authenticate']]).toEqual([503, '10', undefined]);
    expect(headers['access-control-expose-headers']).toBe('retry-after');
    expect((await ask(all, `Bearer ${token()}`, handler)).statusCode).toBe(200);
    expect(JSON.stringify(write.mock.calls)).not.toContain('ERROR');
    write.mockRestore();
  });

  it('revokes one of the user’s own, and uninstalls the App when asked and nobody else has it', async () => {
    await bound('user-1');
    const { integrations } = Object((await ask(all, `Bearer ${token()}`)).body);
    const one = `DELETE /api/v1/app/integrations/${integrations[0].id}`;
    expect((await ask(one, `Bearer ${token({ sub: 'user-2' })}`)).statusCode).toBe(404);
    await bound('user-2');
    expect((await ask(`${one}?uninstall=true`, `Bearer ${token()}`)).statusCode).toBe(409);
    const revoked = await ask(one, `Bearer ${token()}`);
    expect([revoked.statusCode, revoked.body]).toEqual([
      200,
      expect.objectContaining({ integration: expect.objectContaining({ is_active: false, status: 'revoked' }) }),
    ]);
    expect(field(revoked.body, 'left_at_github')).toContain('/organizations/acme/settings/installations/9');
    const { integrations: others } = Object((await ask(all, `Bearer ${token({ sub: 'user-2' })}`)).body);
    const last = `DELETE /api/v1/app/integrations/${others[0].id}?uninstall=true`;
    expect((await ask(last, `Bearer ${token({ sub: 'user-2' })}`)).statusCode).toBe(200);
    expect(gitHub().asked()).toContain('DELETE /app/installations/9');
  });

  it('answers 500 requests of a user in a minute, and those of others', async () => {
    const handler = served();
    const mine = { S: 'asked#user-1' };
    const minute = String(Math.floor(Date.parse('2026-11-01T00:00:20Z') / 60_000));
    const key = JSON.stringify([mine, { S: minute }]);
    expect((await ask(all, `Bearer ${token()}`, handler)).statusCode).toBe(200);
    const row = world.rows.get(key);
    expect(row?.Asked).toEqual({ N: '1' });
    world.rows.set(key, { ...row, Asked: { N: '499' } });
    expect((await ask(all, `Bearer ${token()}`, handler)).statusCode).toBe(200);
    const { statusCode, headers } = await ask(all, `Bearer ${token()}`, handler);
    expect([statusCode, headers['retry-after']]).toEqual([429, '40']);
    expect((await ask(all, `Bearer ${token({ sub: 'user-2' })}`, handler)).statusCode).toBe(200);
  });

  it.each([
    ['an address that the issuer vouches for', { email: 'ada@example.com', email_verified: true }, 'ada@example.com'],
    ['no address of somebody else that nobody vouches for', { email: 'grace@example.com' }, 'user-1'],
    ['no text that would break a page', { email: 'a\u202eb@example.com', email_verified: true }, 'user-1'],
  ])('makes a link for whoever is signed in, named by %s', async (_what, claims, label) => {
    const before = new Set(world.rows.keys());
    const { statusCode, body } = await ask(`POST /api/v1/app/integrations`, `Bearer ${token(claims)}`);
    expect([statusCode, body]).toEqual([
      201,
      {
        ...{ success: true, user_id: 'user-1', expires_at: '2026-11-01T01:00:00.000Z' },
        url: expect.stringMatching(/^https:\/\/bot\.example\.com\/prod\/install\?link=[\w-]{43}$/),
      },
    ]);
    const made = [...world.rows].filter(([key]) => !before.has(key) && key.includes('link#')).map(([, row]) => row);
    expect(made).toMatchObject([{ UserId: { S: 'user-1' }, Label: { S: label }, AppId: { N: '7' } }]);
    const link = new URL(String(field(body, 'url'))).searchParams.get('link') ?? '';
    expect(JSON.stringify(made)).not.toContain(link);
  });

  it('makes a link for the App that is said, of several, and for none that nobody signs in to', async () => {
    const several = served({ appIds: [7, 8] });
    const make = (body?: string) =>
      ask('POST /api/v1/app/integrations', `Bearer ${token()}`, several, body === undefined ? {} : { body });
    expect((await make('{"app_id":8}')).statusCode).toBe(201);
    for (const body of [undefined, '{"app_id":9}', '{"app_id":"8"}', 'app_id=8', '[]']) {
      const answer = await make(body);
      expect([answer.statusCode, field(answer.body, 'error')]).toEqual([400, expect.stringContaining('to 7, 8 here')]);
    }
    expect((await ask('POST /api/v1/app/integrations', undefined, several)).statusCode).toBe(401);
    expect((await ask('POST /api/v1/app/integrations/github', `Bearer ${token()}`, several)).statusCode).toBe(404);
  });

  it('lets pages of no other site read what it answers', async () => {
    const { headers } = await ask(all, `Bearer ${token()}`, served(), { origin: 'https://evil.example.com' });
    expect([headers['access-control-allow-origin'], headers.vary]).toEqual([undefined, 'origin']);
  });

  it('answers what browsers ask first, and knows no other address', async () => {
    const asked = await ask('OPTIONS /api/v1/app/integrations', undefined);
    expect([asked.statusCode, asked.headers['access-control-allow-methods']]).toEqual([204, 'GET, POST, DELETE']);
    expect((await ask('GET /api/v1/app/other', `Bearer ${token()}`)).statusCode).toBe(404);
    expect((await ask('GET /api/v1/app/integrations/slack', `Bearer ${token()}`)).statusCode).toBe(404);
  });
});
