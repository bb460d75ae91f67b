import { createHash } from 'node:crypto';
import { acmeRow, appId, refusal, token, useTokenService } from './token-service.test.support';

const { arrange, mints, lists, server, logged, now, pass } = useTokenService();

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
      gitHubApiUrl: server().url,
    });
    expect(server().asked()).toEqual(['POST /app/installations/71/access_tokens']);
    expect(server().requests[0]?.body).toBeUndefined();
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
    expect(server().requests[0]?.body).toEqual({
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
      expect(server().asked()).toEqual([]);
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

    expect(logged().map((line) => JSON.parse(line))).toEqual([
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
    expect(logged().join()).not.toContain(token);
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
    server().on('POST /app/installations/71/access_tokens', { status, body: { message } });
    lists();
    if (status === 404) server().on('GET /app/installations', { status, body: { message } });

    expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({
      shape,
      message: expect.stringMatching(told),
    });
  });

  it('answers the seconds to wait when GitHub throttles', async () => {
    const { ask } = arrange(acmeRow);
    server().on('POST /app/installations/71/access_tokens', {
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

  describe('with a live token at hand', () => {
    const role = (name: string, session: string) => `arn:aws:sts::1:assumed-role/${name}/${session}`;
    const mintsAnew = () => {
      let count = 0;
      server().on('POST /app/installations/71/access_tokens', () => ({
        status: 201,
        body: { token: `ghs_${count++}`, expires_at: new Date(now().getTime() + 3_600_000).toISOString() },
      }));
    };
    const passMinutes = (minutes: number) => pass(minutes * 60_000);

    it('hands it out again with nothing but its row read, and an audit line for each answer', async () => {
      const { ask, startProcess, signatures, tokenCalls } = arrange(acmeRow);
      mintsAnew();
      const other = startProcess();
      await other({ nodeId: 'node-of-acme', scopeDown: { permissions: { issues: 'read' } } });
      const first = await ask({ nodeId: 'node-of-acme' });
      const asked = server().requests.length;
      tokenCalls.length = 0;

      expect(await other({ nodeId: 'node-of-acme' })).toEqual(first);
      expect(await other({ nodeId: 'node-of-acme' })).toEqual(first);
      expect(tokenCalls).toEqual(['read']);
      expect(signatures).toHaveLength(1);
      expect(server().requests).toHaveLength(asked);
      expect(logged()).toHaveLength(4);
    });

    it('asks KMS for no signature where the token is in the table', async () => {
      const first = arrange(acmeRow);
      mintsAnew();
      await first.ask({ nodeId: 'node-of-acme' });
      passMinutes(30);

      await first.startProcess()({ nodeId: 'node-of-acme' });
      expect(first.signatures).toHaveLength(1);
    });

    it('shares it between the sessions of a role and not with another role', async () => {
      const { ask } = arrange(acmeRow);
      mintsAnew();

      const first = await ask({ nodeId: 'node-of-acme' }, role('ci', 'one'));
      const second = await ask({ nodeId: 'node-of-acme' }, role('ci', 'two'));
      const third = await ask({ nodeId: 'node-of-acme' }, role('deployer', 'one'));

      expect([second, third].map(({ installationToken }) => installationToken)).toEqual([
        first.installationToken,
        'ghs_1',
      ]);
    });

    it('leaves it at least fifteen minutes, or as long as is asked for', async () => {
      const { ask } = arrange(acmeRow);
      mintsAnew();
      const tokenAfter = async (minutes: number, minimumLifetime?: number) => {
        passMinutes(minutes);
        return (await ask({ nodeId: 'node-of-acme', ...(minimumLifetime && { minimumLifetime }) })).installationToken;
      };

      expect(await tokenAfter(0)).toBe('ghs_0');
      expect(await tokenAfter(45)).toBe('ghs_0');
      expect(await tokenAfter(1)).toBe('ghs_1');
      expect(await tokenAfter(10, 50)).toBe('ghs_1');
      expect(await tokenAfter(1, 50)).toBe('ghs_2');
    });

    it('gives another one where a fresh one is asked for', async () => {
      const { ask } = arrange(acmeRow);
      mintsAnew();
      await ask({ nodeId: 'node-of-acme' });

      expect(await ask({ nodeId: 'node-of-acme', fresh: true })).toMatchObject({ installationToken: 'ghs_1' });
      expect(await ask({ nodeId: 'node-of-acme', fresh: false })).toMatchObject({ installationToken: 'ghs_0' });
    });

    it('gives another one for the hash of one that GitHub refuses', async () => {
      const { ask } = arrange(acmeRow);
      mintsAnew();
      await ask({ nodeId: 'node-of-acme' });
      server().on('GET /rate_limit', { status: 401, body: { message: 'Bad credentials' } });

      const unusableTokenHash = createHash('sha256').update('ghs_0').digest('base64');
      expect(await ask({ nodeId: 'node-of-acme', unusableTokenHash })).toMatchObject({ installationToken: 'ghs_1' });
    });
  });
});
