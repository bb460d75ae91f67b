import type { Account } from '../accounts/accounts';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
  readonly createdAt: number;
  /** The one branch that it begins with. */
  readonly defaultBranch: string;
  name: string;
  isPrivate: boolean;
  /** Then it can only be read. */
  isArchived: boolean;
  /** Of the last push to any branch. */
  pushedAt: number;
}

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly id?: number;
  readonly isPrivate: boolean;
  /** `main` when absent. */
  readonly defaultBranch?: string;
}

export type Repositories = ReturnType<typeof createRepositories>;

export function createRepositories({ clock }: { clock: Clock }) {
  const ids = createIdSequence(5_000_000_001);
  const byOwner = new Map<Account, Map<string, Repository>>();

  const ownedBy = (owner: Account) => byOwner.get(owner) ?? new Map<string, Repository>();

  function refuseTaken(owner: Account, name: string): void {
    if (!ownedBy(owner).has(name.toLowerCase())) return;
    throw new Error(`There is already a repository ${owner.login}/${name}.`);
  }

  return {
    create({ owner, name, id, isPrivate, defaultBranch = 'main' }: NewRepository): Repository {
      if (owner.type === 'Enterprise') throw new Error(`The enterprise "${owner.login}" cannot own repositories.`);
      refuseTaken(owner, name);
      const taken = ids.take(id);
      const createdAt = clock.milliseconds();
      const nodeId = makeNodeId('R', taken);
      const repository = {
        id: taken,
        nodeId,
        owner,
        name,
        isPrivate,
        defaultBranch,
        createdAt,
        isArchived: false,
        pushedAt: createdAt,
      };
      byOwner.set(owner, ownedBy(owner).set(name.toLowerCase(), repository));
      return repository;
    },
    byName: (owner: Account, name: string): Repository | undefined => ownedBy(owner).get(name.toLowerCase()),
    ownedBy: (owner: Account): readonly Repository[] => [...ownedBy(owner).values()],
    isPresent: (repository: Repository): boolean =>
      ownedBy(repository.owner).get(repository.name.toLowerCase()) === repository,
    /** The old name is free at once; nothing is redirected. */
    rename(repository: Repository, name: string): void {
      refuseTaken(repository.owner, name);
      const owned = ownedBy(repository.owner);
      owned.delete(repository.name.toLowerCase());
      repository.name = name;
      owned.set(name.toLowerCase(), repository);
    },
    remove: (repository: Repository): void => void ownedBy(repository.owner).delete(repository.name.toLowerCase()),
  };
}
