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
