import {
  type DescribedInstallation,
  gitHubInstallation,
  pagedInstallations,
  rowOf,
} from '../installations/github-account.test.support';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { appId, now, useRevocation } from './revocation.test.support';

const { arrange, gitHubKnows, server } = useRevocation();
const logged = givenLoggedLines();
const suspended = () =>
  server()
    .asked()
    .filter((route) => route.startsWith('PUT'));
const nothing = { revoked: 0, failed: 0, unknown: 0, suspended: 0 };

describe('createRevokeInstallationTokens', () => {
  it('has every live token of the App revoke itself, shared or not, and forgets it', async () => {
    const { revoke, keep, kept, shared } = arrange();
    await keep('ghs_a');
    await keep('ghs_b', { installationId: 72 });
    await keep('ghs_other', { app: 8 });
    gitHubKnows('ghs_a', 'ghs_b', 'ghs_other');

    expect(await revoke()).toEqual({ ...nothing, revoked: 2, message: 'Revoked 2 tokens.' });
    expect(
      server()
        .requests.map(({ headers }) => headers.authorization)
        .sort(),
    ).toEqual(['Bearer ghs_a', 'Bearer ghs_b']);
    expect(kept()).toEqual(['ghs_other']);
    expect(shared()).toEqual(['ghs_other']);
  });

  it('leaves other installations alone where one is named by its id, and looks it up nowhere', async () => {
    const { revoke, keep, kept } = arrange();
    await keep('ghs_a');
    await keep('ghs_b', { installationId: 72 });
    gitHubKnows('ghs_a', 'ghs_b');

    expect(await revoke({ installationId: 72 })).toMatchObject({ revoked: 1, message: 'Revoked 1 token.' });
    expect(kept()).toEqual(['ghs_a']);
    expect(server().asked()).toEqual(['DELETE /installation/token']);
  });

  it('finds the installation of an account', async () => {
    const { revoke, keep } = arrange(rowOf({ id: 71, login: 'acme', appId }));
    await keep('ghs_a');
    gitHubKnows('ghs_a');

    expect(await revoke({ nodeId: 'node-of-acme' })).toMatchObject({ revoked: 1 });
  });

  it('refuses an unknown App, two targets, and an account without installation', async () => {
    const { revoke } = arrange();
    server().on('GET /app/installations', { body: [] });

    await expect(revoke({ appId: 9 })).rejects.toMatchObject({ shape: 'NotFoundError' });
    await expect(revoke({ nodeId: 'n', owner: 'o' })).rejects.toMatchObject({ shape: 'ValidationException' });
    await expect(revoke({ nodeId: 'n' })).rejects.toMatchObject({ shape: 'NotFoundError' });
  });

  it('counts one that GitHub does not accept any more as revoked', async () => {
    const { revoke, keep, kept } = arrange();
    await keep('ghs_gone');
    gitHubKnows();

    expect(await revoke()).toMatchObject({ ...nothing, revoked: 1 });
    expect(kept()).toEqual([]);
  });

  it('counts one as failed, and keeps it, that GitHub may only not know everywhere yet', async () => {
    const { revoke, keep, kept, shared } = arrange();
    await keep('ghs_young', { ageSeconds: 5 });
    gitHubKnows();

    expect(await revoke()).toMatchObject({ ...nothing, failed: 1, message: expect.stringContaining('call again') });
    expect(kept()).toEqual(['ghs_young']);
    expect(shared()).toEqual([]);
  });

  it('counts as failed what GitHub fails to take back, goes on, and succeeds when asked again', async () => {
    const { revoke, keep } = arrange();
    await keep('ghs_a');
    await keep('ghs_b');
    server().on('DELETE /installation/token', ({ headers }) =>
      headers.authorization === 'Bearer ghs_a' ? { status: 503, body: { message: 'busy' } } : { status: 204 },
    );

    expect(await revoke()).toMatchObject({ ...nothing, revoked: 1, failed: 1 });
    gitHubKnows('ghs_a');
    expect(await revoke()).toMatchObject({ ...nothing, revoked: 1 });
    expect(logged.join()).not.toMatch(/ghs_[ab]/);
  });

  it('counts as unknown what nobody can read any more', async () => {
    const { revoke, keep, keys, live } = arrange();
    await keep('ghs_a');
    const [row] = live.values();
    if (row && 'ciphertext' in row)
      live.set('live#prolonged', { ...row, key: 'live#prolonged', expiresAt: row.expiresAt + 1 });
    gitHubKnows('ghs_a');

    expect(await revoke()).toMatchObject({
      ...nothing,
      revoked: 1,
      unknown: 1,
      message: expect.stringContaining('suspend'),
    });
    keys.clear();
    expect(await revoke()).toMatchObject({ ...nothing, unknown: 1 });
  });

  it('counts as failed what KMS does not open at the moment', async () => {
    const { revoke, keep, kms, kept } = arrange();
    await keep('ghs_a');
    kms.error = new Error('busy');

    expect(await revoke()).toMatchObject({ ...nothing, failed: 1 });
    expect(kept()).toEqual(['ghs_a']);
  });

  it('says until when tokens of the App may live that no table knows, and nothing where there are none', async () => {
    const { revoke, unrecorded } = arrange();
    await unrecorded.note(8, new Date('2026-11-01T12:50:00Z'));
    expect(await revoke()).not.toHaveProperty('unknownTokensUntil');
    await unrecorded.note(7, new Date('2026-11-01T12:40:00Z'));

    expect(await revoke()).toMatchObject({
      ...nothing,
      unknownTokensUntil: new Date('2026-11-01T12:40:00Z'),
      message: expect.stringContaining('may be usable until 2026-11-01T12:40:00.000Z: suspend'),
    });
  });

  it('fails where the table cannot be read, instead of counting nothing', async () => {
    const { revoke, table } = arrange();
    table.error = new Error('throttled');

    await expect(revoke()).rejects.toThrow('throttled');
  });

  it('begins no token that it has no time for, and says how many are left', async () => {
    const { revoke, keep, time } = arrange();
    for (const token of ['ghs_a', 'ghs_b', 'ghs_c']) await keep(token);
    time.remaining = 14_000;

    expect(await revoke()).toMatchObject({ ...nothing, failed: 3 });
    expect(server().requests).toHaveLength(0);
  });

  it('writes one line that says who had what revoked', async () => {
    const { revoke, keep } = arrange();
    await keep('ghs_a');
    gitHubKnows('ghs_a');
    await revoke({ installationId: 71 });

    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        event: 'tokens revoked',
        caller: 'arn:aws:iam::1:user/ann',
        appId,
        installationId: 71,
        revoked: 1,
        suspend: false,
      }),
    ]);
  });

  describe('where installations are to be suspended', () => {
    const lists = (...installations: DescribedInstallation[]) =>
      server().on('GET /app/installations', pagedInstallations(server().url, installations));

    it('does so after the tokens have revoked themselves', async () => {
      const { revoke, keep } = arrange(rowOf({ id: 71, login: 'acme', appId }));
      await keep('ghs_a');
      gitHubKnows('ghs_a');
      server().on('PUT /app/installations/71/suspended', { status: 204 });

      expect(await revoke({ installationId: 71, suspend: true })).toEqual({
        ...nothing,
        revoked: 1,
        suspended: 1,
        message: 'Revoked 1 token. Suspended 1 installation.',
      });
      expect(server().asked()).toEqual(['DELETE /installation/token', 'PUT /app/installations/71/suspended']);
    });

    it('suspends all of an App where none is named', async () => {
      const { revoke } = arrange();
      lists({ id: 1, login: 'a' }, { id: 2, login: 'b' }, { id: 3, login: 'c' });
      for (const id of [1, 2, 3]) server().on(`PUT /app/installations/${id}/suspended`, { status: 204 });

      expect(await revoke({ suspend: true })).toMatchObject({ suspended: 3 });
      expect(suspended()).toHaveLength(3);
    });

    it('notes it in the row, so that no token of it is handed out any more', async () => {
      const { revoke, installations } = arrange(rowOf({ id: 71, login: 'acme', appId }));
      server().on('PUT /app/installations/71/suspended', { status: 204 });

      await revoke({ nodeId: 'node-of-acme', suspend: true });
      expect([...installations.kept.values()]).toEqual([expect.objectContaining({ suspendedAt: now.toISOString() })]);
    });

    it.each([{ nodeId: 'node-of-acme' }, { owner: 'acme' }])(
      'suspends the installation that is there now, after a re-installation, and revokes its tokens: %j',
      async (target) => {
        const { revoke, keep } = arrange(rowOf({ id: 71, login: 'acme', appId }));
        await keep('ghs_old');
        await keep('ghs_new', { installationId: 72 });
        gitHubKnows('ghs_new');
        server().on('GET /orgs/acme/installation', { body: gitHubInstallation({ id: 72, login: 'acme' }) });
        server().on('PUT /app/installations/72/suspended', { status: 204 });

        expect(await revoke({ ...target, suspend: true })).toMatchObject({ suspended: 1 });
        expect(suspended().at(-1)).toBe('PUT /app/installations/72/suspended');
        expect(server().requests.map(({ headers }) => headers.authorization)).toContain('Bearer ghs_new');
      },
    );

    it.each([
      ['named by an id that is gone', { installationId: 71 }],
      ['on an account that has none any more', { nodeId: 'node-of-acme' }],
      ['of an App that has none', {}],
    ])('fails where nothing was suspended: %s', async (_what, target) => {
      const { revoke, keep } = arrange(rowOf({ id: 71, login: 'acme', appId }));
      await keep('ghs_a');
      gitHubKnows('ghs_a');
      lists();

      await expect(revoke({ ...target, suspend: true })).rejects.toMatchObject({
        shape: 'NotFoundError',
        message: expect.stringMatching(/Nothing was suspended.*Revoked 1 token/),
      });
    });

    it('fails with the counts where GitHub does not suspend one', async () => {
      const { revoke } = arrange();
      lists({ id: 1, login: 'a' }, { id: 2, login: 'b' });
      server().on('PUT /app/installations/1/suspended', { status: 204 });
      server().on('PUT /app/installations/2/suspended', { status: 403, body: { message: 'Not allowed' } });

      await expect(revoke({ suspend: true })).rejects.toMatchObject({
        shape: 'GitHubFailedError',
        message: expect.stringMatching(/1 of 2 .*Not allowed.*Revoked 0 tokens/),
      });
    });
  });

  it('suspends nothing unless asked', async () => {
    const { revoke } = arrange();
    await revoke({ installationId: 71, suspend: false });
    expect(suspended()).toEqual([]);
  });
});
