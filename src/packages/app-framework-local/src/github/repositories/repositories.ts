import type { Account } from '../accounts/accounts';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly createdAt: number;
}

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly id?: number;
  readonly isPrivate: boolean;
}

export type Repositories = ReturnType<typeof createRepositories>;

export function createRepositories({ clock }: { clock: Clock }) {
  const ids = createIdSequence(5_000_000_001);
  const byOwner = new Map<Account, Map<string, Repository>>();

  return {
    create({ owner, name, id, isPrivate }: NewRepository): Repository {
      if (owner.type === 'Enterprise') throw new Error(`The enterprise "${owner.login}" cannot own repositories.`);
      const owned = byOwner.get(owner) ?? new Map<string, Repository>();
      if (owned.has(name.toLowerCase())) throw new Error(`There is already a repository ${owner.login}/${name}.`);
      const taken = ids.take(id);
      const createdAt = clock.milliseconds();
      const repository = { id: taken, nodeId: makeNodeId('R', taken), owner, name, isPrivate, createdAt };
      owned.set(name.toLowerCase(), repository);
      byOwner.set(owner, owned);
      return repository;
    },
    byName: (owner: Account, name: string): Repository | undefined => byOwner.get(owner)?.get(name.toLowerCase()),
    ownedBy: (owner: Account): readonly Repository[] => [...(byOwner.get(owner)?.values() ?? [])],
  };
}
