import type { Account } from '../accounts/accounts';
import type { Act } from '../events/actor';
import type { Repository } from '../repositories/repositories';
import { installationNodeId } from '../world/node-ids';
import type { World } from '../world/world';
import { installationBody } from './installation-body';
import type { Installation, InstallationChange, NewInstallation } from './installations';
import { samePermissions, withMetadata } from './permissions';

export type InstallationActs = ReturnType<typeof createInstallationActs>;

/** What can happen to installations, and the events that it causes. */
export function createInstallationActs({ announce, clock, installations }: World) {
  function tell(
    installation: Installation,
    { action, act, more = {} }: { action: string; act: Act; more?: object },
  ): void {
    announce.toApp({
      event: 'installation',
      app: installation.app,
      act,
      members: {
        action,
        installation: installationBody(installation, act.base),
        repositories: installations.repositoriesOf(installation).map(repositoryStub),
        ...more,
      },
    });
  }

  function tellOfRepositories(
    installation: Installation,
    { act, added, removed }: { act: Act; added: readonly Repository[]; removed: readonly Repository[] },
  ): void {
    for (const [action, repositories] of Object.entries({ added, removed })) {
      if (repositories.length === 0) continue;
      announce.toApp({
        event: 'installation_repositories',
        app: installation.app,
        act,
        members: {
          action,
          installation: installationBody(installation, act.base),
          repository_selection: installation.repositorySelection,
          repositories_added: action === 'added' ? repositories.map(repositoryStub) : [],
          repositories_removed: action === 'removed' ? repositories.map(repositoryStub) : [],
          requester: null,
        },
      });
    }
  }

  function change(installation: Installation, wanted: InstallationChange, act: Act): void {
    const before = { ...installation };
    const reached = installations.repositoriesOf(installation);
    installations.change(installation, wanted);
    const reach = installations.repositoriesOf(installation);
    const wasSuspended = before.suspendedAt !== undefined;
    const isSuspended = installation.suspendedAt !== undefined;
    if (!samePermissions(withMetadata(before.permissions), withMetadata(installation.permissions))) {
      tell(installation, { action: 'new_permissions_accepted', act });
    }
    tellOfRepositories(installation, {
      act,
      added: reach.filter((one) => !reached.includes(one)),
      removed: reached.filter((one) => !reach.includes(one)),
    });
    if (wasSuspended !== isSuspended) tell(installation, { action: isSuspended ? 'suspend' : 'unsuspend', act });
  }

  return {
    create(asked: NewInstallation, act: Act): Installation {
      const installation = installations.create(asked);
      tell(installation, { action: 'created', act, more: { requester: null } });
      return installation;
    },
    change,
    suspend(installation: Installation, act: Act): void {
      change(installation, { suspendedAt: installation.suspendedAt ?? clock.milliseconds() }, act);
    },
    remove(installation: Installation, act: Act): void {
      tell(installation, { action: 'deleted', act });
      installations.remove(installation);
    },
    /** Installations on all repositories of an account reach a new one at once. */
    noteNewRepository(repository: Repository, act: Act): void {
      for (const installation of installations.onAccount(repository.owner)) {
        if (installation.repositorySelection !== 'all') continue;
        tellOfRepositories(installation, { act, added: [repository], removed: [] });
      }
    },
    /** Those that reach it now. */
    reaching: (repository: Repository): readonly Installation[] =>
      installations
        .onAccount(repository.owner)
        .filter((installation) => installations.repositoriesOf(installation).includes(repository)),
    /** That these reached it, and do so no more. */
    noteGone(repository: Repository, { from, act }: { from: readonly Installation[]; act: Act }): void {
      for (const installation of from) tellOfRepositories(installation, { act, added: [], removed: [repository] });
    },
    noteRename(account: Account, from: string, act: Act): void {
      for (const installation of installations.onAccount(account)) {
        const { app } = installation;
        const body = installationBody(installation, act.base);
        announce.toApp({
          event: 'installation_target',
          app,
          act,
          members: {
            action: 'renamed',
            account: body.account,
            changes: { login: { from } },
            installation: { id: installation.id, node_id: installationNodeId(installation.id) },
            target_type: account.type,
          },
        });
      }
    },
  };
}

function repositoryStub({ id, nodeId, name, owner, isPrivate }: Repository) {
  return { id, node_id: nodeId, name, full_name: `${owner.login}/${name}`, private: isPrivate };
}
