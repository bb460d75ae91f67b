import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError } from '../lambda/logger';
import { createShortMemory } from '../lambda/short-memory';
import type { AskingApp, GitHubInstallations } from './github-installations';
import { type Installation, isSame } from './installation';
import type { InstallationTable } from './installation-table';
import type { Target } from './target';

export interface GitHubLookUpCollaborators {
  readonly table: Pick<InstallationTable, 'put' | 'remove' | 'findByApp' | 'findByLogin'>;
  readonly atGitHub: GitHubInstallations;
}

/** The account that an installation is on, as far as a look-up by name needs to know it. */
export interface NamedAccount {
  readonly name: string;
  readonly targetType?: string | undefined;
}

type NameTarget = Extract<Target, { by: 'owner' | 'enterprise' }>;

/** How long a list that was read to its end answers who is not in it. */
const listMilliseconds = 60_000;
const writesAtOnce = 25;

/** Asks GitHub for installations, and keeps what it saw in the table. */
export function createGitHubLookUp({ table, atGitHub }: GitHubLookUpCollaborators) {
  const { now } = atGitHub;
  const lists = createShortMemory<readonly Installation[]>({ lifetimeMilliseconds: listMilliseconds, now });

  /** A token must not fail because the row could not be kept: then the next caller finds it at GitHub again. */
  const keep = async (found: readonly Installation[], askedAt: Date): Promise<void> => {
    try {
      await forEachAtMost({ items: found, atOnce: writesAtOnce }, async (installation) => {
        await table.put(installation, askedAt);
      });
    } catch (error) {
      logError('installations were not kept', error, { appId: found[0]?.appId });
    }
  };

  /** Takes away the row of an installation that GitHub knows no more, so that no process hands out a token of it. Ids never come back. */
  const drop = async (gone: Installation): Promise<void> => {
    try {
      await table.remove(gone, now());
    } catch (error) {
      logError('row of an installation that is gone was not removed', error, {
        appId: gone.appId,
        nodeId: gone.nodeId,
      });
    }
  };

  /** There is no call by node id: so the list is read until it comes by, and all that came by is kept, so that it is paid for once. */
  const byNodeId = async (app: AskingApp, nodeId: string): Promise<Installation | undefined> => {
    const rows = await table.findByApp(app.appId);
    const known = new Map(rows.map((row) => [row.nodeId, row]));
    const listed: Installation[] = [];
    for await (const { installations, askedAt } of atGitHub.pages(app)) {
      const changed = installations.filter((installation) => {
        const row = known.get(installation.nodeId);
        return !row || !isSame(row, installation);
      });
      await keep(changed, askedAt);
      const found = installations.find((installation) => installation.nodeId === nodeId);
      if (found) return found;
      for (const installation of installations) listed.push(installation);
    }
    lists.remember(String(app.appId), listed);
    return undefined;
  };

  const byInstallationId = async (app: AskingApp, installationId: number): Promise<Installation | undefined> => {
    const askedAt = now();
    const found = await atGitHub.findById(app, installationId);
    if (found) await keep([found], askedAt);
    return found;
  };

  /** Logins change hands, so the table only hints where to ask first: what counts is whom GitHub names. */
  const byLogin = async (app: AskingApp, target: NameTarget, list?: readonly Installation[]) => {
    const login = target.by === 'owner' ? target.owner : target.enterprise;
    const rows = await table.findByLogin(login);
    const row = rows.find((each) => each.appId === app.appId && isMeant(each, target));
    if (!row && list) return list.find((installation) => isMeant(installation, target));
    const found = await keptIfNews(row, () =>
      target.by === 'owner'
        ? byName(app, { name: login, targetType: row?.targetType })
        : atGitHub.findOnEnterprise(app, login),
    );
    if (!found && row) await mend(app, row);
    return found;
  };

  /** A row whose account GitHub knows no more by that name: renamed, or the App was removed there. */
  const mend = async (app: AskingApp, row: Installation): Promise<void> => {
    const present = await byInstallationId(app, row.installationId);
    if (!present) await drop(row);
  };

  const keptIfNews = async (row: Installation | undefined, ask: () => Promise<Installation | undefined>) => {
    const askedAt = now();
    const found = await ask();
    if (found && !(row?.nodeId === found.nodeId && isSame(row, found))) await keep([found], askedAt);
    return found;
  };

  /** Names of enterprises are a name space of their own: they are looked at only where the account is known for one. */
  const byName = async (app: AskingApp, { name, targetType }: NamedAccount): Promise<Installation | undefined> => {
    if (targetType === 'Enterprise') return atGitHub.findOnEnterprise(app, name);
    const kinds = [atGitHub.findOnOrganization, atGitHub.findOnUser];
    for (const ask of targetType === 'User' ? kinds.reverse() : kinds) {
      const found = await ask(app, name);
      if (found) return found;
    }
    return undefined;
  };

  return {
    keep,
    drop,
    byName,
    byNodeId,
    byInstallationId,

    /**
     * The installation of the target; absent where GitHub has none. A list of the App that was read to its end answers who is not in it,
     * too, until it is old.
     */
    async find(app: AskingApp, target: Target): Promise<Installation | undefined> {
      const list = lists.recall(String(app.appId));
      const listed = list?.find((installation) => isMeant(installation, target));
      switch (target.by) {
        case 'nodeId':
          return list ? listed : byNodeId(app, target.nodeId);
        case 'installationId': {
          // Ids only grow: a greater one than all may be newer than the list.
          const isOlder = list?.some(({ installationId }) => installationId > target.installationId);
          return isOlder ? listed : byInstallationId(app, target.installationId);
        }
        case 'owner':
        case 'enterprise':
          return byLogin(app, target, list);
      }
    },
  };
}

/** Whether a target means this installation of the App. */
export function isMeant(installation: Installation, target: Target): boolean {
  const isEnterprise = installation.targetType === 'Enterprise';
  const isNamed = (name: string) => installation.name.toLowerCase() === name.toLowerCase();
  switch (target.by) {
    case 'nodeId':
      return installation.nodeId === target.nodeId;
    case 'installationId':
      return installation.installationId === target.installationId;
    case 'owner':
      return !isEnterprise && isNamed(target.owner);
    case 'enterprise':
      return isEnterprise && isNamed(target.enterprise);
  }
}
