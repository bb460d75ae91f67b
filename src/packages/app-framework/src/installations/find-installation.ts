import { type ApiError, notFound } from '../api/api-error';
import { createInFlight } from '../lambda/in-flight';
import { logError } from '../lambda/logger';
import { createShortMemory } from '../lambda/short-memory';
import { forEachAtMost } from '../lambda/for-each-at-most';
import type { AskingApp, GitHubInstallations } from './github-installations';
import { type Installation, isSame } from './installation';
import type { InstallationTable } from './installation-table';
import { describeTarget, type Target } from './target';

export interface InstallationFinderCollaborators {
  readonly table: Pick<InstallationTable, 'get' | 'put' | 'findByApp' | 'findByInstallationId' | 'findByLogin'>;
  readonly atGitHub: GitHubInstallations;
}

export type InstallationFinder = ReturnType<typeof createInstallationFinder>;

/** How long an account that GitHub has confirmed, or has said not to know, is not asked for again by this process. */
const lifetimeMilliseconds = 60_000;
const writesAtOnce = 25;

/** Finds the installation of an App that a target means: in the table where that is safe, otherwise at GitHub, and keeps what it saw. */
export function createInstallationFinder({ table, atGitHub }: InstallationFinderCollaborators) {
  const { now } = atGitHub;
  const misses = createShortMemory<true>({ lifetimeMilliseconds, now });
  const targets = createShortMemory<Installation>({ lifetimeMilliseconds, now });
  const shareLookUp = createInFlight<Installation | undefined>();

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

  /** There is no call by node id: so the list is read until it comes by, and all that came by is kept, so that it is paid for once. */
  const findInList = async (app: AskingApp, nodeId: string): Promise<Installation | undefined> => {
    const rows = await table.findByApp(app.appId);
    const known = new Map(rows.map((row) => [row.nodeId, row]));
    for await (const { installations, askedAt } of atGitHub.pages(app)) {
      const changed = installations.filter((installation) => {
        const row = known.get(installation.nodeId);
        return !row || !isSame(row, installation);
      });
      await keep(changed, askedAt);
      const found = installations.find((installation) => installation.nodeId === nodeId);
      if (found) return found;
    }
    return undefined;
  };

  const findById = async (app: AskingApp, installationId: number): Promise<Installation | undefined> => {
    const askedAt = now();
    const found = await atGitHub.findById(app, installationId);
    if (found) await keep([found], askedAt);
    return found;
  };

  /** Logins change hands, so the table only hints where to ask first: what counts is whom GitHub names. */
  const findByOwner = async (app: AskingApp, owner: string): Promise<Installation | undefined> => {
    const rows = await table.findByLogin(owner);
    const row = rows.find(({ appId }) => appId === app.appId);
    const askedAt = now();
    const found = await findByLogin(app, { name: owner, targetType: row?.targetType });
    if (found && !(row?.nodeId === found.nodeId && isSame(row, found))) await keep([found], askedAt);
    return found;
  };

  const findByLogin = async (app: AskingApp, account: { name: string; targetType?: string | undefined }) => {
    const kinds = [
      { targetType: 'Organization', ask: atGitHub.findOnOrganization },
      { targetType: 'User', ask: atGitHub.findOnUser },
      { targetType: 'Enterprise', ask: atGitHub.findOnEnterprise },
    ];
    const likelyFirst = kinds.sort((one, other) => rank(one) - rank(other));
    function rank({ targetType }: { targetType: string }): number {
      return targetType === account.targetType ? 0 : 1;
    }
    for (const { ask } of likelyFirst) {
      const found = await ask(app, account.name);
      if (found) return found;
    }
    return undefined;
  };

  const findAtGitHub = (app: AskingApp, target: Target): Promise<Installation | undefined> => {
    switch (target.by) {
      case 'nodeId':
        return findInList(app, target.nodeId);
      case 'installationId':
        return findById(app, target.installationId);
      case 'owner':
        return findByOwner(app, target.owner);
    }
  };

  const findHere = async (appId: number, target: Target): Promise<Installation | undefined> => {
    switch (target.by) {
      case 'nodeId':
        return table.get({ appId, nodeId: target.nodeId });
      case 'installationId':
        return (await table.findByInstallationId(target.installationId)).find((row) => row.appId === appId);
      case 'owner':
        return undefined;
    }
  };

  const lookUp = async (app: AskingApp, target: Target): Promise<Installation | undefined> => {
    const key = memoryKey(app.appId, target);
    const known = await findHere(app.appId, target);
    if (!known && misses.recall(key)) return undefined;
    const found = known ?? (await findAtGitHub(app, target));
    if (found) targets.remember(key, found);
    else misses.remember(key, true);
    return found;
  };

  return {
    /** @throws ApiError `NotFoundError` where neither the table nor GitHub knows it; other errors where GitHub did not answer */
    async find(app: AskingApp, target: Target): Promise<Installation> {
      const key = memoryKey(app.appId, target);
      const found = targets.recall(key) ?? (await shareLookUp(key, () => lookUp(app, target)));
      if (found) return found;
      throw notFound(notInstalled(app.appId, target));
    },

    /**
     * Looks at GitHub for the installation that has taken the place of one that is gone, on the same account, and mends the row.
     * Absent where there is none.
     */
    async findSuccessor(app: AskingApp, gone: Installation): Promise<Installation | undefined> {
      const key = memoryKey(gone.appId, { by: 'nodeId', nodeId: gone.nodeId });
      targets.forget(key);
      targets.forget(memoryKey(gone.appId, { by: 'owner', owner: gone.name }));
      if (misses.recall(key)) return undefined;
      const askedAt = now();
      const named = await findByLogin(app, gone);
      const found = named?.nodeId === gone.nodeId ? named : await findInList(app, gone.nodeId);
      if (!found || found.installationId === gone.installationId) {
        misses.remember(key, true);
        return undefined;
      }
      if (found === named) await keep([found], askedAt);
      return found;
    },
  };
}

function memoryKey(appId: number, target: Target): string {
  switch (target.by) {
    case 'nodeId':
      return `${appId} node ${target.nodeId}`;
    case 'installationId':
      return `${appId} installation ${target.installationId}`;
    case 'owner':
      return `${appId} owner ${target.owner.toLowerCase()}`;
  }
}

function notInstalled(appId: number, target: Target): string {
  return target.by === 'installationId'
    ? `App ${appId} has no ${describeTarget(target)}: neither the installation table nor GitHub knows one. ${idsChange}`
    : `App ${appId} has no installation on ${describeTarget(target)}: neither the installation table nor GitHub knows one. ` +
        'Install the App there; it can take a minute to be seen here.';
}

const idsChange =
  'An installation gets another id when the App is removed and installed again: name the account by nodeId or owner instead.';

/** The error for an installation that was known here, and that GitHub knows no more. */
export function noLongerInstalled({ appId, installationId, name }: Installation): ApiError {
  return notFound(`App ${appId} has no installation ${installationId} on ${name} any more, says GitHub. ${idsChange}`);
}
