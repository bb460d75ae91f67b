import type { Account } from '../accounts/accounts';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly createdAt: number;
  /** The one branch that it begins with. */
  readonly defaultBranch: string;
  owner: Account;
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
  const formerly = new Map<string, Repository>();
  const nameKey = (owner: Account, name: string) => `${owner.id}/${name.toLowerCase()}`;

  const ownedBy = (owner: Account) => byOwner.get(owner) ?? new Map<string, Repository>();

  function move(repository: Repository, to: Pick<Repository, 'owner' | 'name'>): void {
    if (to.owner.type === 'Enterprise') throw new Error(`The enterprise "${to.owner.login}" cannot own repositories.`);
    refuseTaken(to.owner, to.name);
    ownedBy(repository.owner).delete(repository.name.toLowerCase());
    formerly.set(nameKey(repository.owner, repository.name), repository);
    Object.assign(repository, to);
    byOwner.set(to.owner, ownedBy(to.owner).set(to.name.toLowerCase(), repository));
  }

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
    byId: (id: number): Repository | undefined =>
      [...byOwner.values()].flatMap((owned) => [...owned.values()]).find((one) => one.id === id),
    /** The one that was called so last, where none is by now. */
    formerlyCalled(owner: Account, name: string): Repository | undefined {
      const last = ownedBy(owner).has(name.toLowerCase()) ? undefined : formerly.get(nameKey(owner, name));
      return last && ownedBy(last.owner).get(last.name.toLowerCase()) === last ? last : undefined;
    },
    /** The old name is free at once. */
    rename: (repository: Repository, name: string): void => move(repository, { owner: repository.owner, name }),
    transfer: (repository: Repository, owner: Account): void => move(repository, { owner, name: repository.name }),
    remove: (repository: Repository): void => void ownedBy(repository.owner).delete(repository.name.toLowerCase()),
  };
}
