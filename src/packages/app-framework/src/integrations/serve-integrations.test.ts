import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createGitHub } from '../github/github';
import { ada, pressed, useInstallLinks } from '../install-links/install.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { createAskedRequests } from './asked-requests-table';
import { createRevoke } from './revoke-integration';
import { serveIntegrations } from './serve-integrations';
import { createTokenVerifier } from './token-verifier';
import { createUninstall } from './uninstall';

const world = useInstallLinks();
const { gitHub } = world;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const issuer = 'https://login.example.com/';
const cognito = 'https://cognito.example.com/pool';
const site = 'https://app.example.com';
const seconds = () => Math.floor(Date.now() / 1_000);

/** A token as an issuer makes it. */
function token(
  change: object = {},
  { key = keys.privateKey, header = {} }: { key?: KeyObject; header?: object } = {},
): string {
  const claims = { iss: issuer, aud: 'spa', sub: 'user-1', iat: seconds(), exp: seconds() + 300, ...change };
  const text = [{ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function served() {
  const { bindings, apps } = world.world();
  gitHub().on('GET /keys', {
    body: { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
  });
  gitHub().on('POST /tokens/app', { body: { appToken: 'app-token' } });
  gitHub().on('DELETE /app/installations/9', { status: 204 });
  const jwksUri = `${gitHub().url}/keys`;
  const issuers = [
    { issuer, audience: ['spa'], audienceIn: 'aud', jwksUri },
    { issuer: cognito, audience: ['client-1'], audienceIn: 'client_id', jwksUri },
  ] as const;
  const uninstall = createUninstall({ gitHub: createGitHub(), appTokenEndpoint: `${gitHub().url}/` });
  return serveIntegrations({
    userOf: createTokenVerifier({ issuers }),
    asks: createAskedRequests({ tableName: 'integrations', now: () => new Date('2026-11-01T00:00:20Z') }),
    bindings,
    revoke: createRevoke({ bindings, apps, uninstall }),
    origins: [site],
  });
}

async function ask(route: string, authorization: string | undefined, handler = served()) {
  const [httpMethod = '', url = ''] = route.split(' ');
  const { pathname, searchParams } = new URL(url, 'https://bot.example.com');
  const event = {
    httpMethod,
    path: pathname,
    queryStringParameters: Object.fromEntries(searchParams),
    headers: { origin: site, ...(authorization !== undefined && { authorization }) },
    requestContext: { requestId: 'r' },
  };
  const { statusCode, headers, body } = await handler(event, { getRemainingTimeInMillis: () => 20_000 });
  return { statusCode, headers, body: parsedJson(body) };
}
const all = 'GET /api/v1/app/integrations';

async function bound(userId = 'user-1'): Promise<void> {
  await world.created(9);
  world.people(ada, [{ id: 9 }]);
  const { arrive, state } = await pressed(world, userId);
  await arrive({ installation_id: '9', setup_action: 'install', state });
}

describe('the integrations API for front ends', () => {
  it.each([all, `${all}/github`])('answers what the user of the token has, and nobody else: %s', async (route) => {
    await bound();
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
    ['no subject', () => `Bearer ${token({ sub: undefined })}`],
  ])('refuses %s', async (_what, authorization) => {
    await bound();
    const { statusCode, headers, body } = await ask(all, authorization());
    expect([statusCode, headers['www-authenticate'], field(body, 'success')]).toEqual([401, 'Bearer', false]);
    expect(JSON.stringify(body)).not.toContain('acme');
  });

  it('revokes one of the user’s own, and uninstalls the App when asked and nobody else has it', async () => {
    await bound();
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

  it('answers what browsers ask first, and knows no other address', async () => {
    const asked = await ask('OPTIONS /api/v1/app/integrations', undefined);
    expect([asked.statusCode, asked.headers['access-control-allow-methods']]).toEqual([204, 'GET, DELETE']);
    expect((await ask('GET /api/v1/app/other', `Bearer ${token()}`)).statusCode).toBe(404);
    expect((await ask('GET /api/v1/app/integrations/slack', `Bearer ${token()}`)).statusCode).toBe(404);
  });
});
