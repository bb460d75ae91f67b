import definitions from '@octokit/webhooks-examples';
import type { InstallationTargetRenamedEvent } from '@octokit/webhooks-types';
import fc from 'fast-check';
import { createApplyEvent } from './apply-event';
import { createFakeInstallationTable } from './fake-installation-table.test.support';
import { gitHubInstallation, rowOf } from './github-account.test.support';
import type { InstallationRow } from './installation-item';

const receivedAt = new Date('2026-11-01T12:00:00Z');

function arrange(...rows: InstallationRow[]) {
  const fake = createFakeInstallationTable(...rows);
  const applyEvent = createApplyEvent(fake);
  return {
    ...fake,
    applyEvent,
    apply: (name: string, payload: unknown, at = receivedAt) => applyEvent({ name, payload, receivedAt: at }),
  };
}

/** A real payload of GitHub. */
function example(name: string, action: string): Record<string, unknown> {
  const examples: readonly object[] = definitions.find((definition) => definition.name === name)?.examples ?? [];
  const found = examples.find((payload) => 'action' in payload && payload.action === action);
  if (!found) throw new Error(`There is no example of ${name} ${action}.`);
  return { ...found };
}

/** The row that stands for the installation of an example, before the event. */
function rowBefore(payload: Record<string, unknown>, change: Partial<InstallationRow> = {}): InstallationRow {
  const { id, app_id: appId, account, target_type: targetType, permissions } = Object(payload.installation);
  return {
    appId,
    installationId: id,
    nodeId: account.node_id,
    targetType,
    name: account.login,
    permissions,
    repositorySelection: 'all',
    lastRefreshed: '2018-01-01T00:00:00.000Z',
    ...change,
  };
}

const seconds = (time: number) => new Date(time * 1_000);

describe('createApplyEvent', () => {
  describe('with real payloads', () => {
    it('makes a row of an installation that was created', async () => {
      const { apply, kept } = arrange();

      expect(await apply('installation', example('installation', 'created'), seconds(1_557_933_600))).toBe('written');
      expect([...kept.values()]).toEqual([
        expect.objectContaining({
          appId: 29_310,
          installationId: 957_387,
          nodeId: 'MDQ6VXNlcjIxMDMxMDY3',
          name: 'Codertocat',
          targetType: 'User',
          repositorySelection: 'selected',
          lastRefreshed: seconds(1_557_933_591).toISOString(),
        }),
      ]);
    });

    it('removes the row of one that was deleted, however young the row is, and no other', async () => {
      const payload = example('installation', 'deleted');
      const row = rowBefore(payload, { lastRefreshed: receivedAt.toISOString() });
      const { apply, kept } = arrange(row);

      expect(await apply('installation', payload)).toBe('removed');
      expect(await apply('installation', payload)).toBe('stale');
      expect(kept.size).toBe(0);
      const successor = arrange({ ...row, installationId: row.installationId + 1 });
      expect(await successor.apply('installation', payload)).toBe('stale');
      expect(successor.kept.size).toBe(1);
    });

    it('notes that one was suspended, and that it is no more', async () => {
      const suspend = example('installation', 'suspend');
      const { apply, kept } = arrange(rowBefore(suspend));
      const row = () => [...kept.values()][0];

      expect(await apply('installation', suspend)).toBe('written');
      expect(row()).toMatchObject({ suspendedAt: '2021-04-29T02:32:50Z', lastRefreshed: '2021-04-29T02:32:50.000Z' });
      expect(await apply('installation', suspend)).toBe('unchanged');
      expect(await apply('installation', example('installation', 'unsuspend'))).toBe('written');
      expect(row()).not.toHaveProperty('suspendedAt');
    });

    it('notes permissions that were accepted', async () => {
      const payload = example('installation', 'new_permissions_accepted');
      const { apply, kept } = arrange(rowBefore(payload, { permissions: { metadata: 'read' } }));

      expect(await apply('installation', payload)).toBe('written');
      expect([...kept.values()][0]?.permissions).toEqual(Object(payload.installation).permissions);
    });

    it.each(['added', 'removed'])('notes the selection when repositories were %s', async (action) => {
      const payload = example('installation_repositories', action);
      const { apply, kept } = arrange(rowBefore(payload));

      expect(await apply('installation_repositories', payload)).toBe('written');
      expect([...kept.values()]).toEqual([expect.objectContaining({ repositorySelection: 'selected' })]);
    });

    it('notes that repositories came or went even where a list knows later, and keeps what the list said', async () => {
      const payload = example('installation_repositories', 'added');
      const before = rowBefore(payload, { repositorySelection: 'selected', lastRefreshed: receivedAt.toISOString() });
      const { apply, kept } = arrange({ ...before, permissions: { checks: 'write' } });

      expect(await apply('installation_repositories', payload)).toBe('written');
      expect([...kept.values()]).toEqual([
        expect.objectContaining({ permissions: { checks: 'write' }, repositoriesChangedAt: receivedAt.toISOString() }),
      ]);
      expect(await apply('installation_repositories', payload)).toBe('stale');
    });

    it('ignores all other events', async () => {
      const { apply, writes } = arrange();
      const others = definitions.filter(({ name }) => name !== 'installation' && name !== 'installation_repositories');
      for (const { name, examples } of others) {
        for (const payload of examples) expect([name, await apply(name, payload)]).toEqual([name, 'ignored']);
      }
      expect(others.length).toBeGreaterThan(40);
      expect(writes).toEqual([]);
    });
  });

  describe('when an account was renamed', () => {
    const account = { node_id: 'node-of-acme', id: 5, avatar_url: '', html_url: '' };
    const renamed = (change: Partial<InstallationTargetRenamedEvent['account']>) =>
      ({
        action: 'renamed',
        changes: { login: { from: 'acme' } },
        account: { ...account, ...change },
        installation: { id: 71, node_id: 'MDIz' },
        target_type: 'Organization',
      }) satisfies InstallationTargetRenamedEvent;
    const row = rowOf({ id: 71, login: 'acme', appId: 1, lastRefreshed: '2026-11-01T11:00:00.000Z' });

    it.each([
      ['login', { login: 'New-Acme' }],
      ['slug', { slug: 'New-Acme' }],
    ])('notes the new %s, and nothing else', async (_what, name) => {
      const { apply, kept } = arrange(row);

      expect(await apply('installation_target', renamed(name))).toBe('written');
      expect([...kept.values()]).toEqual([{ ...row, name: 'New-Acme', lastRefreshed: receivedAt.toISOString() }]);
      expect(await apply('installation_target', renamed(name))).toBe('unchanged');
    });

    it('keeps what it knows of later', async () => {
      const { apply } = arrange(row);
      const old = { login: 'older', updated_at: '2026-11-01T10:59:59Z' };

      expect(await apply('installation_target', renamed(old))).toBe('stale');
      expect(await apply('installation_target', renamed({ login: 'older' }), new Date('2026-11-01T10:00:00Z'))).toBe(
        'stale',
      );
    });

    it('leaves another account, and one that has no row, alone', async () => {
      const { apply, writes } = arrange(row);

      expect(await apply('installation_target', renamed({ node_id: 'node-of-b', login: 'b' }))).toBe('stale');
      expect(await apply('installation_target', { ...renamed({ login: 'b' }), installation: { id: 72 } })).toBe(
        'stale',
      );
      expect(writes).toEqual([]);
    });
  });

  const described = (id: number, at: Date, more: { permissions?: Record<string, string>; appId?: number } = {}) => ({
    action: 'new_permissions_accepted',
    installation: {
      ...gitHubInstallation({ id, login: 'acme', ...more }),
      app_id: more.appId ?? 1,
      updated_at: at.toISOString(),
    },
  });
  const minutesAgo = (minutes: number) => new Date(receivedAt.getTime() - minutes * 60_000);

  it('keeps what the row knows of later', async () => {
    const { apply, writes } = arrange(
      rowOf({ id: 71, login: 'acme', appId: 1, lastRefreshed: minutesAgo(1).toISOString() }),
    );

    expect(await apply('installation', described(71, minutesAgo(2), { permissions: { issues: 'write' } }))).toBe(
      'stale',
    );
    expect(writes).toEqual([]);
  });

  it('takes an event of the same second for the later, and never sets the row back in time', async () => {
    const lastRefreshed = '2026-11-01T11:59:00.700Z';
    const { apply, kept } = arrange(rowOf({ id: 71, login: 'acme', appId: 1, lastRefreshed }));

    expect(await apply('installation', described(71, minutesAgo(1), { permissions: { issues: 'write' } }))).toBe(
      'written',
    );
    expect([...kept.values()]).toEqual([expect.objectContaining({ permissions: { issues: 'write' }, lastRefreshed })]);
  });

  it.each(['toString', '__proto__', ''])('ignores an event called %j', async (name) => {
    expect(await arrange().apply(name, described(71, receivedAt))).toBe('ignored');
  });

  it('makes no row of an old event, for the installation may have ended', async () => {
    const { apply, kept } = arrange();

    expect(await apply('installation', described(71, minutesAgo(11)))).toBe('stale');
    expect(kept.size).toBe(0);
    expect(await apply('installation', described(71, minutesAgo(9)))).toBe('written');
  });

  it('lets no time of a payload close the row to what follows', async () => {
    const { apply, kept } = arrange();
    await apply('installation', described(71, new Date('2999-01-01T00:00:00Z')));

    expect([...kept.values()]).toEqual([expect.objectContaining({ lastRefreshed: receivedAt.toISOString() })]);
  });

  it('fails where others change the row again and again, and wrote nothing', async () => {
    const fake = createFakeInstallationTable();
    const applyEvent = createApplyEvent({
      ...fake,
      eventTable: { ...fake.eventTable, swap: async () => ({ kind: 'changed', row: undefined }) },
    });

    await expect(applyEvent({ name: 'installation', payload: described(71, receivedAt), receivedAt })).rejects.toThrow(
      'Apply it again',
    );
  });

  it('ignores whatever it is sent that is no such event', async () => {
    const names = fc.constantFrom('installation', 'installation_repositories', 'installation_target', 'push');
    const actions = fc.constantFrom('created', 'deleted', 'suspend', 'added', 'renamed', 'toString');
    const odd = fc.record(
      { action: fc.oneof(actions, fc.anything()), installation: fc.anything(), account: fc.anything() },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(names, fc.oneof(odd, fc.anything()), async (name, payload) => {
        const { apply, writes } = arrange();
        expect(await apply(name, payload)).toBe('ignored');
        expect(writes).toEqual([]);
      }),
    );
  });

  it('comes to the newest state in whatever order, how often and how much at once events of one account arrive', async () => {
    // Up to three installations, one after the other, each with some changes; the last one lives on.
    const lives = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(lives, fc.scheduler(), fc.infiniteStream(fc.nat()), async (changes, scheduler, order) => {
        let second = 0;
        const at = () => {
          second += 2;
          return new Date(minutesAgo(5).getTime() + second * 1_000);
        };
        const events = changes.flatMap((many, life) => {
          const told = Array.from({ length: many }, () => {
            const time = at();
            return described(life + 1, time, { permissions: { told: time.toISOString() } });
          });
          const end = { action: 'deleted', installation: described(life + 1, at()).installation };
          return life === changes.length - 1 ? told : [...told, end];
        });
        const { table, eventTable, kept } = createFakeInstallationTable();
        const applyEvent = createApplyEvent({
          table: { ...table, get: scheduler.scheduleFunction(table.get) },
          eventTable: { ...eventTable, swap: scheduler.scheduleFunction(eventTable.swap) },
        });
        const delivered = [...events, ...events]
          .map((payload) => ({ payload, rank: order.next().value ?? 0 }))
          .sort((one, other) => one.rank - other.rank);
        const deliver = async (payload: unknown): Promise<unknown> =>
          applyEvent({ name: 'installation', payload, receivedAt }).catch(() => deliver(payload));
        const all = Promise.all(delivered.map(({ payload }) => deliver(payload)));
        await scheduler.waitFor(all);

        const newest = events.at(-1)?.installation;
        expect([...kept.values()]).toEqual([
          expect.objectContaining({ installationId: changes.length, permissions: newest?.permissions }),
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
