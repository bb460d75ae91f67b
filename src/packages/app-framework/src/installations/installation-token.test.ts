import { createHash } from 'node:crypto';
import { ApiError } from '../api/api-error';
import type { OperationInputs } from '../api/operations';
import { createAppTokens } from '../apps/app-token';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from './fake-installation-table.test.support';
import { createInstallationFinder } from './find-installation';
import {
  type DescribedInstallation,
  gitHubInstallation,
  pagedInstallations,
  rowOf,
} from './github-account.test.support';
import { createGitHubInstallations } from './github-installations';
import type { InstallationRow } from './installation-item';
import { createGetInstallationToken } from './installation-token';

const appId = 4_294_967_297;
let server: FakeGitHub;
let now: Date;
let logged: string[];
beforeAll(async () => {
  server = await startFakeGitHub();
});
beforeEach(() => {
  server.reset();
  now = new Date('2026-11-01T12:00:00Z');
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => server.stop());

function arrange(...rows: InstallationRow[]) {
  const fake = createFakeInstallationTable(...rows);
  const appTokens = createAppTokens({
    appTable: {
      getApp: async (id) => (id === appId ? { appId, kmsKeyArn: 'arn', gitHubApiUrl: server.url } : undefined),
    },
    sign: async () => ({ kind: 'signed', signature: Buffer.from('signature') }),
    now: () => now,
  });
  const gitHub = createGitHub({ retryMilliseconds: 1, timeoutMilliseconds: 500 });
  const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: 'http://127.0.0.1:9', now: () => now });
  const finder = createInstallationFinder({ table: fake.table, atGitHub });
  const run = createGetInstallationToken({ appTokens, finder, atGitHub });
  const call = { caller: 'arn:aws:iam::1:user/ann', requestId: 'r', remainingMilliseconds: () => 20_000 };
  const ask = (input: Omit<OperationInputs['GetInstallationToken'], 'appId'> & { appId?: number }) =>
    run({ appId, ...input }, call);
  return { ...fake, ask };
}

const token = `ghs_${'A1.'.repeat(170)}x`;
function mints(id: number, answer: object = {}) {
  server.on(`POST /app/installations/${id}/access_tokens`, {
    status: 201,
    body: {
      token,
      expires_at: '2026-11-01T13:00:00Z',
      permissions: { contents: 'read' },
      repository_selection: 'all',
      ...answer,
    },
  });
}
const lists = (...installations: DescribedInstallation[]) =>
  server.on('GET /app/installations', pagedInstallations(server.url, installations));
const acme = { id: 71, login: 'acme' };
const acmeRow = rowOf({ ...acme, appId });
const refusal = async (answer: Promise<unknown>): Promise<ApiError> => {
  const error = await answer.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error;
  throw error;
};

describe('createGetInstallationToken', () => {
  it('mints for a known account with one request to GitHub', async () => {
    const { ask } = arrange(acmeRow);
    mints(71);

    expect(await ask({ nodeId: 'node-of-acme' })).toEqual({
      installationToken: token,
      nodeId: 'node-of-acme',
      appId,
      installationId: 71,
      expirationTime: new Date('2026-11-01T13:00:00Z'),
      actualScopeDown: { permissions: { contents: 'read' } },
    });
    expect(server.asked()).toEqual(['POST /app/installations/71/access_tokens']);
    expect(server.requests[0]?.body).toBeUndefined();
  });

  it('passes the scope on, and answers what was asked and what was given', async () => {
    const { ask } = arrange(acmeRow);
    mints(71, {
      repository_selection: 'selected',
      repositories: [
        { id: 4294967296, name: 'one' },
        { id: 2, name: 'two' },
      ],
    });
    const scopeDown = {
      repositoryIds: [4294967296],
      repositoryNames: ['two'],
      permissions: { contents: 'read' as const },
    };

    expect(await ask({ nodeId: 'node-of-acme', scopeDown })).toMatchObject({
      requestedScopeDown: scopeDown,
      actualScopeDown: {
        repositoryIds: [4294967296, 2],
        repositoryNames: ['one', 'two'],
        permissions: { contents: 'read' },
      },
    });
    expect(server.requests[0]?.body).toEqual({
      repository_ids: [4294967296],
      repositories: ['two'],
      permissions: { contents: 'read' },
    });
  });

  it.each([{ repositoryIds: [] }, { repositoryNames: [] }, { permissions: {} }])(
    'refuses the empty scope %j without asking GitHub',
    async (scopeDown) => {
      const { ask } = arrange(acmeRow);
      mints(71);

      expect(await refusal(ask({ nodeId: 'node-of-acme', scopeDown }))).toMatchObject({ shape: 'ClientSideError' });
      expect(server.asked()).toEqual([]);
    },
  );

  it.each([{}, { nodeId: 'n', owner: 'o' }, { nodeId: 'n', installationId: 1, owner: 'o' }])(
    'refuses the targets %j',
    async (input) => {
      const { ask } = arrange(acmeRow);

      expect(await refusal(ask(input))).toMatchObject({
        shape: 'ValidationException',
        message: expect.stringContaining('exactly one'),
      });
    },
  );

  it('refuses an App without a row', async () => {
    expect(await refusal(arrange().ask({ appId: 5, nodeId: 'n' }))).toMatchObject({ shape: 'NotFoundError' });
  });

  it('writes one audit line, with the token as a hash only', async () => {
    const { ask } = arrange(acmeRow);
    mints(71);
    await ask({ nodeId: 'node-of-acme', scopeDown: { permissions: { contents: 'read' } } });

    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        caller: 'arn:aws:iam::1:user/ann',
        appId,
        nodeId: 'node-of-acme',
        expirationTime: '2026-11-01T13:00:00.000Z',
        hashedToken: createHash('sha256').update(token).digest('base64'),
        requestedScopeDown: { permissions: { contents: 'read' } },
        actualScopeDown: { permissions: { contents: 'read' } },
      }),
    ]);
    expect(logged.join()).not.toContain(token);
  });

  describe('by a node id that has no row', () => {
    it('reads the list until the account comes by, and keeps what it saw', async () => {
      const { ask, writes } = arrange(rowOf({ id: 1, login: 'a', appId }));
      lists({ id: 1, login: 'a' }, { id: 2, login: 'b' }, acme, { id: 4, login: 'd' }, { id: 5, login: 'e' });
      mints(71);
      mints(4);

      await ask({ nodeId: 'node-of-acme' });
      await ask({ nodeId: 'node-of-d' });

      expect(server.asked().slice(0, 3)).toEqual([
        'GET /app/installations',
        'GET /app/installations',
        'POST /app/installations/71/access_tokens',
      ]);
      expect(writes).toEqual([`put ${appId} node-of-b 2`, `put ${appId} node-of-acme 71`, `put ${appId} node-of-d 4`]);
      expect(server.asked().filter((route) => route.startsWith('GET'))).toHaveLength(2);
    });

    it('mints all the same when what it saw cannot be kept', async () => {
      const { ask, table } = arrange();
      table.put = () => Promise.reject(new Error('throttled'));
      lists(acme);
      mints(71);

      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 71 });
      expect(logged.join()).toContain('installations were not kept');
    });

    it('remembers for a minute that there is none', async () => {
      const { ask } = arrange();
      lists({ id: 1, login: 'a' });

      expect(await refusal(ask({ nodeId: 'nowhere' }))).toMatchObject({ shape: 'NotFoundError' });
      now = new Date(now.getTime() + 59_000);
      await refusal(ask({ nodeId: 'nowhere' }));
      expect(server.requests).toHaveLength(1);
      now = new Date(now.getTime() + 1_000);
      await refusal(ask({ nodeId: 'nowhere' }));
      expect(server.requests).toHaveLength(2);
    });

    it('does not take a list that fails for one without the account', async () => {
      const { ask } = arrange();
      server.on('GET /app/installations', { status: 503, body: { message: 'busy' } });

      expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({ shape: 'GitHubFailedError' });
      lists(acme);
      mints(71);
      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 71 });
    });
  });

  describe('by installation id', () => {
    it('uses the row', async () => {
      const { ask } = arrange(acmeRow);
      mints(71);

      expect(await ask({ installationId: 71 })).toMatchObject({ nodeId: 'node-of-acme' });
      expect(server.requests).toHaveLength(1);
    });

    it('does not use the row of another App', async () => {
      const { ask } = arrange(rowOf({ ...acme, appId: 9 }));

      expect(await refusal(ask({ installationId: 71 }))).toMatchObject({ shape: 'NotFoundError' });
      expect(server.asked()).toEqual(['GET /app/installations/71']);
    });

    it('asks GitHub for an unknown one, and keeps it', async () => {
      const { ask, kept } = arrange();
      server.on('GET /app/installations/71', { body: gitHubInstallation(acme) });
      mints(71);

      expect(await ask({ installationId: 71 })).toMatchObject({ nodeId: 'node-of-acme', installationId: 71 });
      expect([...kept.values()]).toEqual([rowOf({ ...acme, appId, lastRefreshed: now.toISOString() })]);
    });

    it('refuses one that is gone, instead of taking another', async () => {
      const { ask } = arrange(acmeRow);
      lists({ id: 72, login: 'acme' });
      mints(72);

      expect(await refusal(ask({ installationId: 71 }))).toMatchObject({
        shape: 'NotFoundError',
        message: expect.stringMatching(/71 on acme any more.*nodeId or owner/),
      });
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('by owner', () => {
    it.each([
      ['Organization', '/orgs/acme/installation', 1],
      ['User', '/users/acme/installation', 2],
      ['Enterprise', '/enterprises/acme/installation', 3],
    ] as const)('asks GitHub where an %s is meant', async (type, path, asked) => {
      const { ask, kept } = arrange();
      server.on(`GET ${path}`, { body: gitHubInstallation({ ...acme, type }) });
      mints(71);

      expect(await ask({ owner: 'acme' })).toMatchObject({ installationId: 71, nodeId: 'node-of-acme' });
      expect(server.requests).toHaveLength(asked + 1);
      expect([...kept.values()][0]).toMatchObject({ targetType: type, name: 'acme' });
    });

    it('asks first for the kind of account that was last seen under the login', async () => {
      const { ask, writes } = arrange(rowOf({ id: 71, login: 'Ann', type: 'User', appId }));
      server.on('GET /users/ann/installation', { body: gitHubInstallation({ id: 71, login: 'Ann', type: 'User' }) });
      mints(71);

      await ask({ owner: 'ann' });

      expect(server.asked()).toEqual(['GET /users/ann/installation', 'POST /app/installations/71/access_tokens']);
      expect(writes).toEqual([]);
    });

    it('does not trust a row whose login has changed hands', async () => {
      const { ask } = arrange(rowOf({ id: 60, login: 'acme', nodeId: 'former', appId }));
      server.on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(71);

      expect(await ask({ owner: 'acme' })).toMatchObject({ nodeId: 'node-of-acme', installationId: 71 });
    });

    it('believes for a minute whom GitHub named', async () => {
      const { ask } = arrange();
      server.on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(71);
      await ask({ owner: 'acme' });
      now = new Date(now.getTime() + 59_000);
      await ask({ owner: 'ACME' });
      now = new Date(now.getTime() + 1_000);
      await ask({ owner: 'acme' });

      expect(server.asked().filter((route) => route.startsWith('GET'))).toHaveLength(2);
    });
  });

  describe('after the App was removed and installed again', () => {
    it.each(['org', 'list'])('finds the present installation by %s, mends the row, and mints', async (way) => {
      const { ask, kept } = arrange(acmeRow);
      if (way === 'org') server.on('GET /orgs/acme/installation', { body: gitHubInstallation({ ...acme, id: 72 }) });
      if (way === 'list') lists({ id: 5, login: 'b' }, { ...acme, id: 72 });
      mints(72);

      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 72 });
      expect(kept.get(`${appId} node-of-acme`)).toMatchObject({ installationId: 72 });
    });

    it('does not take the installation of whoever has the login now', async () => {
      const { ask } = arrange(acmeRow);
      server.on('GET /orgs/acme/installation', {
        body: gitHubInstallation({ id: 80, login: 'acme', nodeId: 'somebody else' }),
      });
      lists({ id: 80, login: 'acme', nodeId: 'somebody else' });
      mints(80);

      expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({ shape: 'NotFoundError' });
    });

    it('reads the list once a minute where the account has none any more', async () => {
      const { ask } = arrange(acmeRow);
      lists({ id: 5, login: 'b' });

      await refusal(ask({ nodeId: 'node-of-acme' }));
      await refusal(ask({ nodeId: 'node-of-acme' }));

      expect(server.asked().filter((route) => route === 'GET /app/installations')).toHaveLength(1);
    });
  });

  it.each([
    [401, 'A JSON web token could not be decoded', 'ServerSideError', /settings page/],
    [403, 'This installation has been suspended', 'AccessDeniedError', /suspended: its owner/],
    [403, 'Resource not accessible', 'AccessDeniedError', /Resource not accessible/],
    [404, 'Integration not found', 'ServerSideError', /does not know the App/],
    [422, 'The permissions requested are not granted', 'ClientSideError', /not granted/],
    [500, 'oops', 'GitHubFailedError', /oops/],
  ])('fails with the reason of GitHub on %i %s as %s', async (status, message, shape, told) => {
    const { ask } = arrange(acmeRow);
    server.on('POST /app/installations/71/access_tokens', { status, body: { message } });
    lists();
    if (status === 404) server.on('GET /app/installations', { status, body: { message } });

    expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({
      shape,
      message: expect.stringMatching(told),
    });
  });

  it('answers the seconds to wait when GitHub throttles', async () => {
    const { ask } = arrange(acmeRow);
    server.on('POST /app/installations/71/access_tokens', {
      status: 403,
      headers: { 'retry-after': '120' },
      body: { message: 'You have exceeded a secondary rate limit' },
    });

    expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({
      shape: 'ThrottledError',
      retryAfterSeconds: 120,
    });
  });

  it('fails when GitHub answers without a token', async () => {
    const { ask } = arrange(acmeRow);
    mints(71, { token: undefined });

    expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({ shape: 'GitHubFailedError' });
  });
});
