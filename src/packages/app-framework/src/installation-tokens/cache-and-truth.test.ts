import { createHash } from 'node:crypto';
import { createSync } from '../installation-sync/sync';
import { createApplyEvent } from '../installations/apply-event';
import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import type { InstallationRow } from '../installations/installation-item';
import { acme, acmeRow, appId, refusal, useTokenService } from './token-service.test.support';

const { arrange, lists, server, now, pass } = useTokenService();
const mint = 'POST /app/installations/71/access_tokens';
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');
/** So soon a change of the row counts in a process that has just looked at it. */
const oneSecond = 1_000;

/** GitHub makes a token after the other, of an installation as it is described. */
function gitHubHas(described: object = {}): void {
  const is = { ...acme, ...described };
  let count = 0;
  lists(is);
  server().on('GET /orgs/acme/installation', { body: gitHubInstallation(is) });
  server().on('GET /app/installations/71', { body: gitHubInstallation(is) });
  server().on(mint, () =>
    'suspendedAt' in is
      ? { status: 403, body: { message: 'This installation has been suspended' } }
      : {
          status: 201,
          body: {
            token: `ghs_${Object.keys(described).join()}${count++}`,
            expires_at: new Date(now().getTime() + 3_600_000).toISOString(),
            permissions: { metadata: 'read' },
          },
        },
  );
}

function gitHubHasNone(): void {
  server().reset();
  lists();
}

type World = ReturnType<typeof arrange>;

/** The three ways in which a row learns what GitHub says by now. */
const ways: [string, (world: World, event: string) => Promise<unknown>][] = [
  ['the sync', (world) => sync(world)],
  ['an event', (world, action) => deliver(world, action)],
  [
    'a look-up in another process',
    (world) =>
      world
        .startProcess()({ owner: 'acme', fresh: true })
        .catch(() => undefined),
  ],
];

function sync({ table, atGitHub }: World) {
  return createSync({
    appTable: { listAppIds: async () => [appId] },
    appTokens: {
      readAgain: async () => undefined,
      mint: async () => ({ appId, token: 'jwt', expiresAt: now(), gitHubApiUrl: server().url }),
    },
    atGitHub,
    table,
    place: { read: async () => undefined, write: async () => undefined },
  })(() => 300_000);
}

async function deliver({ table, eventTable }: World, action: string) {
  const [name = '', what = ''] = action.split('.');
  const { body } = await fetch(`${server().url}/app/installations/71`, { headers: { 'user-agent': 'a test' } }).then(
    async (answer) => ({
      body: answer.ok ? Object(await answer.json()) : gitHubInstallation(acme),
    }),
  );
  const payload = { action: what, installation: { ...body, app_id: appId, updated_at: now().toISOString() } };
  return createApplyEvent({ table, eventTable })({ name, payload, receivedAt: now() });
}

describe('createGetInstallationToken, when the row changes', () => {
  describe.each([
    ['in the same process', 'same'],
    ['in another process', 'other'],
  ])('%s', (_where, where) => {
    /** A token is kept, and a second has passed. */
    const kept = async () => {
      const world = arrange(acmeRow);
      const asker = world.startProcess();
      const later = where === 'same' ? asker : world.startProcess();
      gitHubHas();
      const { installationToken } = await asker({ nodeId: 'node-of-acme' });
      pass(oneSecond);
      return { world, installationToken, after: () => later({ nodeId: 'node-of-acme' }) };
    };

    it.each(ways)('answers no kept token once %s has noted a suspension', async (_way, learn) => {
      const { world, after } = await kept();
      gitHubHas({ suspendedAt: '2026-11-01T12:00:00Z' });
      await learn(world, 'installation.suspend');

      expect(await refusal(after())).toMatchObject({ shape: 'AccessDeniedError', message: /suspended/ });
    });

    it.each(ways)('answers no kept token once %s has noted a removal', async (_way, learn) => {
      const { world, after } = await kept();
      gitHubHasNone();
      await learn(world, 'installation.deleted');

      expect(await refusal(after())).toMatchObject({ shape: 'NotFoundError' });
    });

    it.each(ways)('mints anew once %s has noted that other repositories were selected', async (_way, learn) => {
      const { world, after } = await kept();
      gitHubHas({ repositories: 'selected' });
      await learn(world, 'installation_repositories.removed');

      expect((await after()).installationToken).toMatch(/^ghs_repositories/);
    });

    it('mints anew once an event has told that repositories came or went', async () => {
      const { world, installationToken, after } = await kept();
      await deliver(world, 'installation_repositories.added');

      expect(await after()).not.toMatchObject({ installationToken });
    });

    // Lists do not tell it: a token of before must not come back with what else a list has changed since.
    it.each(ways)('has %s keep when repositories came or went', async (_way, learn) => {
      const { world, installationToken, after } = await kept();
      await deliver(world, 'installation_repositories.added');
      for (const permissions of [{ metadata: 'read', issues: 'write' }, { metadata: 'read' }]) {
        pass(oneSecond);
        gitHubHas({ permissions });
        await learn(world, 'installation.new_permissions_accepted');
      }
      expect(await after()).not.toMatchObject({ installationToken });
    });

    it.each(ways)('mints anew once %s has noted a permission that was accepted', async (_way, learn) => {
      const { world, after } = await kept();
      gitHubHas({ permissions: { metadata: 'read', issues: 'write' } });
      await learn(world, 'installation.new_permissions_accepted');

      const { installationToken } = await after();
      expect(installationToken).toMatch(/^ghs_permissions/);
      // And it is kept as any other.
      expect(await after()).toMatchObject({ installationToken });
    });
  });

  it('goes on with what it knew, for a minute, where the row cannot be read', async () => {
    const world = arrange(acmeRow);
    gitHubHas();
    const { installationToken } = await world.ask({ nodeId: 'node-of-acme' });
    pass(oneSecond);
    world.table.get = () => Promise.reject(new Error('throttled'));

    expect(await world.ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationToken });
  });

  it('reads the row once a second, however many ask', async () => {
    const world = arrange(acmeRow);
    let reads = 0;
    const { get } = world.table;
    world.table.get = (key) => {
      reads += 1;
      return get(key);
    };
    gitHubHas();
    const ask = world.startProcess();
    for (let time = 0; time < 30; time += 1) {
      await Promise.all([ask({ nodeId: 'node-of-acme' }), ask({ nodeId: 'node-of-acme' })]);
      pass(100);
    }
    expect(reads).toBe(3);
  });
});

describe('createGetInstallationToken, when a caller has ended the token that others share', () => {
  const takes = (...tokens: string[]) =>
    server().on('GET /rate_limit', ({ headers }) =>
      tokens.includes(headers.authorization?.replace('Bearer ', '') ?? '') ? { body: {} } : { status: 401, body: {} },
    );

  it('believes the first report at once, in every process, and looks once', async () => {
    const world = arrange(acmeRow);
    gitHubHas();
    const [one, two] = [world.startProcess(), world.startProcess()];
    const { installationToken } = await one({ nodeId: 'node-of-acme' });
    await two({ nodeId: 'node-of-acme' });
    takes();
    const report = { nodeId: 'node-of-acme', unusableTokenHash: hashOf(installationToken) };

    const replaced = await two(report);
    expect(replaced.installationToken).not.toBe(installationToken);
    expect(await one(report)).toMatchObject({ installationToken: replaced.installationToken });
    expect(
      server()
        .asked()
        .filter((route) => route === 'GET /rate_limit'),
    ).toHaveLength(1);
  });

  it('answers the same token where GitHub takes it, so that nobody can have others mint for nothing', async () => {
    const world = arrange(acmeRow);
    gitHubHas();
    const { installationToken } = await world.ask({ nodeId: 'node-of-acme' });
    takes(installationToken);
    pass(30_000);

    const report = { nodeId: 'node-of-acme', unusableTokenHash: hashOf(installationToken) };
    expect(await world.ask(report)).toMatchObject({ installationToken });
  });
});

describe('createGetInstallationToken, when the row promises what GitHub does not give', () => {
  const reads = () =>
    server()
      .asked()
      .filter((route) => route === 'GET /app/installations/71').length;

  it.each([
    [422, 'The permissions requested are not granted to this installation.'],
    [403, 'This installation has been suspended'],
  ])('mends the row after a %i, and reads GitHub for that once a minute at most', async (status, message) => {
    const { ask, kept } = arrange(rowOf({ ...acme, appId, permissions: { contents: 'write' } }));
    gitHubHas({ permissions: { metadata: 'read' } });
    server().on(mint, { status, body: { message } });

    for (let time = 0; time < 3; time += 1) {
      await refusal(ask({ nodeId: 'node-of-acme', scopeDown: { permissions: { contents: 'write' } } }));
    }
    const [row] = [...kept.values()] as [InstallationRow];
    expect(row.permissions).toEqual({ metadata: 'read' });
    expect(reads()).toBe(1);
  });
});
