import { type ApiError, notFound } from '../api/api-error';
import { createInFlight } from '../lambda/in-flight';
import { logError } from '../lambda/logger';
import { createShortMemory } from '../lambda/short-memory';
import type { AskingApp, GitHubInstallations } from './github-installations';
import { createGitHubLookUp, isMeant } from './github-look-up';
import { type Installation, isSame } from './installation';
import type { InstallationTable } from './installation-table';
import { describeTarget, type Target } from './target';

export interface InstallationFinderCollaborators {
  readonly table: Pick<
    InstallationTable,
    'get' | 'put' | 'remove' | 'findByApp' | 'findByInstallationId' | 'findByLogin'
  >;
  readonly atGitHub: GitHubInstallations;
}

export type InstallationFinder = ReturnType<typeof createInstallationFinder>;

/** How long an account that GitHub has confirmed, or has said not to know, is not asked for again by this process. */
const lifetimeMilliseconds = 60_000;
/** How long a row is believed without another look at it: so soon a change of it counts in every process. */
const rowMilliseconds = 1_000;

/** Finds the installation of an App that a target means: in the table where that is safe, otherwise at GitHub, and keeps what it saw. */
export function createInstallationFinder({ table, atGitHub }: InstallationFinderCollaborators) {
  const { now } = atGitHub;
  const lookUpAtGitHub = createGitHubLookUp({ table, atGitHub });
  const misses = createShortMemory<true>({ lifetimeMilliseconds, now });
  const targets = createShortMemory<Installation>({ lifetimeMilliseconds, now });
  const rows = createShortMemory<Installation>({ lifetimeMilliseconds: rowMilliseconds, now });
  const reread = createShortMemory<true>({ lifetimeMilliseconds, now });
  const shareLookUp = createInFlight<Installation | undefined>();
  const shareRow = createInFlight<Installation | undefined>();

  const findHere = async (appId: number, target: Target): Promise<Installation | undefined> => {
    switch (target.by) {
      case 'nodeId':
        return table.get({ appId, nodeId: target.nodeId });
      case 'installationId':
        return (await table.findByInstallationId(target.installationId)).find((row) => row.appId === appId);
      case 'owner':
      case 'enterprise':
        return undefined;
    }
  };

  const lookUp = async (app: AskingApp, target: Target): Promise<Installation | undefined> => {
    const key = memoryKey(app.appId, target);
    const known = await findHere(app.appId, target);
    if (!known && misses.recall(key)) return undefined;
    const found = known ?? (await lookUpAtGitHub.find(app, target));
    if (found) {
      targets.remember(key, found);
      rows.remember(rowKey(found), found);
    } else misses.remember(key, true);
    return found;
  };

  /** What the row of an installation that was found before says now; absent where it is gone, or about something else. */
  const asOfNow = async (found: Installation, target: Target): Promise<Installation | undefined> => {
    const key = rowKey(found);
    const row = rows.recall(key) ?? (await shareRow(key, () => readRow(found)));
    return row && isMeant(row, target) ? row : undefined;
  };

  const readRow = async (found: Installation): Promise<Installation | undefined> => {
    let row: Installation | undefined = found;
    try {
      row = await table.get(found);
    } catch (error) {
      // Not gone, only not readable: what was known a minute ago at most goes on.
      logError('row of an installation was not read', error, { appId: found.appId, nodeId: found.nodeId });
    }
    if (row) rows.remember(rowKey(found), row);
    return row;
  };

  const forget = (installation: Installation): void => {
    const { appId, nodeId, installationId, name } = installation;
    rows.forget(rowKey(installation));
    targets.forget(memoryKey(appId, { by: 'nodeId', nodeId }));
    targets.forget(memoryKey(appId, { by: 'installationId', installationId }));
    targets.forget(memoryKey(appId, { by: 'owner', owner: name }));
    targets.forget(memoryKey(appId, { by: 'enterprise', enterprise: name }));
  };

  return {
    /**
     * The installation as its row says it, not older than a second, or as GitHub has just said it. Absent where neither the table nor
     * GitHub knows it; throws where GitHub did not answer.
     */
    async find(app: AskingApp, target: Target): Promise<Installation | undefined> {
      const key = memoryKey(app.appId, target);
      const known = targets.recall(key);
      const current = known && (await asOfNow(known, target));
      if (current) return current;
      targets.forget(key);
      return shareLookUp(key, () => lookUp(app, target));
    },

    /**
     * Looks at GitHub for the installation that has taken the place of one that is gone, on the same account, and mends the row.
     * Absent where there is none; then the row goes.
     */
    async findSuccessor(app: AskingApp, gone: Installation): Promise<Installation | undefined> {
      forget(gone);
      const key = memoryKey(gone.appId, { by: 'nodeId', nodeId: gone.nodeId });
      if (misses.recall(key)) return undefined;
      const askedAt = now();
      const named = await lookUpAtGitHub.byName(app, gone);
      const found = named?.nodeId === gone.nodeId ? named : await lookUpAtGitHub.byNodeId(app, gone.nodeId);
      if (!found) await lookUpAtGitHub.drop(gone);
      if (!found || found.installationId === gone.installationId) {
        misses.remember(key, true);
        return undefined;
      }
      if (found === named) await lookUpAtGitHub.keep([found], askedAt);
      return found;
    },

    /** Takes away the row of an installation that GitHub has just said not to know. */
    async noteGone(gone: Installation): Promise<void> {
      forget(gone);
      await lookUpAtGitHub.drop(gone);
    },

    /**
     * Reads an installation again at GitHub, which has just refused something that its row allows, and mends the row. Absent where it
     * is gone, and where that was done a minute ago or less.
     */
    async readAgain(app: AskingApp, installation: Installation): Promise<Installation | undefined> {
      const key = `${installation.appId} ${installation.installationId}`;
      if (reread.recall(key)) return undefined;
      reread.remember(key, true);
      const askedAt = now();
      const found = await atGitHub.findById(app, installation.installationId);
      if (!found) await lookUpAtGitHub.drop(installation);
      if (!found || isSame(found, installation)) return found;
      forget(installation);
      await lookUpAtGitHub.keep([found], askedAt);
      return found;
    },

    /** Notes in their rows that installations have just been suspended, so that nobody is handed a token of theirs any more. */
    async noteSuspended(installations: readonly Installation[]): Promise<void> {
      const suspendedAt = now().toISOString();
      for (const installation of installations) forget(installation);
      await lookUpAtGitHub.keep(
        installations.map((installation) => ({ ...installation, suspendedAt })),
        now(),
      );
    },
  };
}

function rowKey({ appId, nodeId }: Installation): string {
  return `${appId} ${nodeId}`;
}

function memoryKey(appId: number, target: Target): string {
  switch (target.by) {
    case 'nodeId':
      return `${appId} node ${target.nodeId}`;
    case 'installationId':
      return `${appId} installation ${target.installationId}`;
    case 'owner':
      return `${appId} owner ${target.owner.toLowerCase()}`;
    case 'enterprise':
      return `${appId} enterprise ${target.enterprise.toLowerCase()}`;
  }
}

/** The error for a target that neither the table nor GitHub knows. */
export function notInstalled(appId: number, target: Target): ApiError {
  return notFound(
    target.by === 'installationId'
      ? `App ${appId} has no ${describeTarget(target)}: neither the installation table nor GitHub knows one. ${idsChange}`
      : `App ${appId} has no installation on ${describeTarget(target)}: neither the installation table nor GitHub knows one. ` +
          'Install the App there; it can take a minute to be seen here.',
  );
}

const idsChange =
  'An installation gets another id when the App is removed and installed again: name the account by nodeId or owner instead.';

/** The error for an installation that was known here, and that GitHub knows no more. */
export function noLongerInstalled({ appId, installationId, name }: Installation): ApiError {
  return notFound(`App ${appId} has no installation ${installationId} on ${name} any more, says GitHub. ${idsChange}`);
}
