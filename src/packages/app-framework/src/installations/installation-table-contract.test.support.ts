import type { Installation } from './installation';
import type { InstallationEventTable } from './installation-event-table';
import type { InstallationKey, InstallationTable } from './installation-table';

/** The two doors of one table. */
export interface GivenInstallations {
  readonly table: InstallationTable;
  readonly events: InstallationEventTable;
}

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 12, minutes));
let apps = 0;

/** What look-ups, the sync and events rely on, for the table in memory and the one in DynamoDB alike. */
export function installationTableContract(given: () => GivenInstallations): void {
  const newApp = (): number => {
    apps += 1;
    return apps;
  };
  const installationOf = (appId: number, name: string, more: Partial<Installation> = {}): Installation => ({
    appId,
    installationId: appId * 100 + name.length,
    nodeId: `node-of-${name}`,
    targetType: 'Organization',
    name,
    permissions: { contents: 'read' },
    ...more,
  });
  const rowOf = (installation: Installation, minutes: number) => ({
    ...installation,
    lastRefreshed: at(minutes).toISOString(),
  });
  const givenRow = async (name: string, minutes = 0, appId = newApp()) => {
    const installation = installationOf(appId, name);
    await given().table.put(installation, at(minutes));
    return rowOf(installation, minutes);
  };

  it('keeps all that is known of an installation', async () => {
    const full = installationOf(newApp(), 'Acme', {
      repositorySelection: 'selected',
      suspendedAt: '2026-11-01T11:00:00Z',
      repositoriesChangedAt: '2026-11-01T11:30:00Z',
    });
    expect(await given().table.put(full, at(0))).toBe('written');
    expect(await given().table.get(full)).toEqual(rowOf(full, 0));
    expect(await given().table.get({ ...full, nodeId: 'node-of-nobody' })).toBeUndefined();
  });

  it('finds rows by account, installation, login in any case, and App', async () => {
    const row = await givenRow('By-Name');
    const second = await givenRow('By-Name');
    const { table } = given();
    expect(await table.findByNodeId(row.nodeId)).toEqual(expect.arrayContaining([row, second]));
    expect(await table.findByInstallationId(row.installationId)).toEqual([row]);
    expect(await table.findByLogin('BY-NAME')).toHaveLength(2);
    expect(await table.findByApp(row.appId)).toEqual([row]);
    expect(await table.findAll()).toEqual(expect.arrayContaining([row, second]));
  });

  it.each([
    ['later', 1, 'written'],
    ['at the same time', 0, 'written'],
    ['before', -1, 'stale'],
  ])('writes what was asked for %s: %s min, %s', async (_what, minutes, outcome) => {
    const row = await givenRow('asked');
    const next = { ...installationOf(row.appId, 'asked'), permissions: { contents: 'write' } };
    expect(await given().table.put(next, at(minutes))).toBe(outcome);
    expect(await given().table.get(row)).toEqual(outcome === 'written' ? rowOf(next, minutes) : row);
  });

  it('keeps when repositories came or went, and nothing else that GitHub no longer says', async () => {
    const { appId } = await givenRow('changed');
    const before = installationOf(appId, 'changed', {
      repositorySelection: 'selected',
      suspendedAt: '2026-11-01T11:00:00Z',
      repositoriesChangedAt: '2026-11-01T11:30:00Z',
    });
    await given().table.put(before, at(1));
    const after = installationOf(appId, 'changed');
    await given().table.put(after, at(2));
    const { repositoriesChangedAt } = before;
    expect(await given().table.get(after)).toEqual(rowOf({ ...after, repositoriesChangedAt }, 2));
  });

  it.each([
    ['that installation, and older', {}, 1, 'removed'],
    ['as young', {}, 0, 'kept'],
    ['another installation', { installationId: 999_999 }, 1, 'kept'],
  ])('removes a row that is about %s: %j before %s min, %s', async (_what, more, minutes, outcome) => {
    const row = await givenRow('removed');
    expect(await given().table.remove({ ...row, ...more }, at(minutes))).toBe(outcome);
    expect(await given().table.get(row)).toEqual(outcome === 'kept' ? row : undefined);
  });

  it('removes no row that is not there', async () => {
    const row = rowOf(installationOf(newApp(), 'nobody'), 0);
    expect(await given().table.remove(row, at(1))).toBe('kept');
  });

  describe('lists', () => {
    const listed = async (limit: number, appId?: number, meanwhile?: () => Promise<unknown>) => {
      const names: string[] = [];
      let from: InstallationKey | undefined;
      do {
        const page = await given().table.list({ limit, ...(appId && { appId }), ...(from && { from }) });
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        names.push(...page.rows.map(({ name }) => name));
        from = page.next;
        await meanwhile?.();
      } while (from);
      return names;
    };
    const givenSome = async () => {
      const appId = newApp();
      for (const name of ['delta', 'alpha', 'echo', 'bravo', 'charlie']) await givenRow(name, 0, appId);
      return appId;
    };

    it.each([1, 2, 5, 9])('the rows of an App by their key, each once, %d at a time', async (limit) => {
      expect(await listed(limit, await givenSome())).toEqual(['alpha', 'bravo', 'charlie', 'delta', 'echo']);
    });

    it('every row once, in whatever order', async () => {
      await givenSome();
      const all = await listed(3);
      expect(all).toHaveLength((await given().table.findAll()).length);
    });

    it('goes on where it was though the row that it stopped at went meanwhile', async () => {
      const appId = await givenSome();
      const remove = () => given().events.removeEnded({ ...installationOf(appId, 'bravo'), nodeId: 'node-of-bravo' });
      expect(await listed(2, appId, remove)).toEqual(['alpha', 'bravo', 'charlie', 'delta', 'echo']);
    });
  });

  describe('events', () => {
    it('write over the row that they saw, or over none', async () => {
      const installation = installationOf(newApp(), 'seen');
      expect(await given().events.swap({ seen: undefined, next: installation, knownAt: at(0) })).toEqual({
        kind: 'written',
      });
      const seen = await given().table.get(installation);
      expect(seen).toEqual(rowOf(installation, 0));
      const next = { ...installation, suspendedAt: '2026-11-01T12:00:00Z' };
      expect(await given().events.swap({ seen, next, knownAt: at(1) })).toEqual({ kind: 'written' });
      expect(await given().table.get(next)).toEqual(rowOf(next, 1));
    });

    it('write over no other row, and learn which it is', async () => {
      const row = await givenRow('other', 5);
      const next = installationOf(row.appId, 'other');
      for (const seen of [undefined, rowOf(next, 4), { ...row, installationId: 999_999 }]) {
        expect(await given().events.swap({ seen, next, knownAt: at(9) })).toEqual({ kind: 'changed', row });
      }
      expect(await given().table.get(row)).toEqual(row);
    });

    it('learn that the row that they saw is gone', async () => {
      const next = installationOf(newApp(), 'gone');
      expect(await given().events.swap({ seen: rowOf(next, 0), next, knownAt: at(1) })).toEqual({ kind: 'changed' });
    });

    it('remove the row of the installation that ended, however young, and no other', async () => {
      const row = await givenRow('ended', 59);
      expect(await given().events.removeEnded({ ...row, installationId: 999_999 })).toBe('kept');
      expect(await given().events.removeEnded(row)).toBe('removed');
      expect(await given().events.removeEnded(row)).toBe('kept');
    });
  });
}
