import { organizationBody, simpleUser } from '../accounts/account-body';
import type { Account } from '../accounts/accounts';
import type { Act } from '../events/actor';
import { createInstallationActs } from '../installations/installation-acts';
import type { World } from '../world/world';
import type { NewRepository, Repository } from './repositories';

/** What can happen to repositories, and the events that it causes. */
export function createRepositoryActs(world: World) {
  const { announce, repositories } = world;
  const installationActs = createInstallationActs(world);

  const tell = (repository: Repository, act: Act, members: object) =>
    announce.inRepository({ event: 'repository', repository, act, members });

  return {
    create(asked: NewRepository, act: Act): Repository {
      const repository = repositories.create(asked);
      installationActs.noteNewRepository(repository, act);
      tell(repository, act, { action: 'created' });
      return repository;
    },
    rename(repository: Repository, name: string, act: Act): void {
      const from = repository.name;
      repositories.rename(repository, name);
      tell(repository, act, { action: 'renamed', changes: { repository: { name: { from } } } });
    },
    /** Installations of the old owner reach it no more; of the new one those do that are on all repositories. */
    transfer(repository: Repository, owner: Account, act: Act): void {
      const from = installationActs.reaching(repository);
      const old = repository.owner;
      repositories.transfer(repository, owner);
      installationActs.noteGone(repository, { from, act });
      installationActs.noteNewRepository(repository, act);
      const isOfOrganization = old.type === 'Organization';
      const was = isOfOrganization
        ? { organization: organizationBody(old, act.base) }
        : { user: simpleUser(old, act.base) };
      const changes = { owner: { from: was } };
      tell(repository, act, { action: 'transferred', changes });
    },
    setPrivate(repository: Repository, isPrivate: boolean, act: Act): void {
      if (repository.isPrivate === isPrivate) return;
      repository.isPrivate = isPrivate;
      tell(repository, act, { action: isPrivate ? 'privatized' : 'publicized' });
    },
    setArchived(repository: Repository, isArchived: boolean, act: Act): void {
      if (repository.isArchived === isArchived) return;
      repository.isArchived = isArchived;
      tell(repository, act, { action: isArchived ? 'archived' : 'unarchived' });
    },
    remove(repository: Repository, act: Act): void {
      tell(repository, act, { action: 'deleted' });
      repositories.remove(repository);
    },
  };
}
