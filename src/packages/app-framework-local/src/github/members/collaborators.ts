import type { Account } from '../accounts/accounts';
import type { Repository } from '../repositories/repositories';
import type { Memberships } from './memberships';

/** What somebody may do in a repository, each level with all below it. */
export const rights = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Right = (typeof rights)[number];

/** A role: one of GitHub's own, or one that an organisation made on top of one. */
export interface Role {
  readonly right: Right;
  readonly name: string;
}

export type Collaborators = ReturnType<typeof createCollaborators>;

export function covers(held: Right, needed: Right): boolean {
  return rights.indexOf(held) >= rights.indexOf(needed);
}

/** Who may do what in which repository: the highest of what ownership, membership and invitation give. */
export function createCollaborators({ memberships }: { memberships: Memberships }) {
  const invited = new Map<Repository, Map<number, Role>>();
  const baseRights = new Map<Account, Right>();
  const own = (right: Right): Role => ({ right, name: right });

  function byOwnership({ owner }: Repository, user: { readonly id: number }): Role {
    if (owner.id === user.id) return own('admin');
    if (owner.type !== 'Organization' || !memberships.isMember(owner, user)) return own('none');
    const isOwner = memberships.find(owner, user)?.role === 'admin';
    return own(isOwner ? 'admin' : (baseRights.get(owner) ?? 'read'));
  }

  return {
    set(repository: Repository, user: Account, role: Role): void {
      invited.set(repository, (invited.get(repository) ?? new Map<number, Role>()).set(user.id, role));
    },
    remove: (repository: Repository, user: Account): boolean => invited.get(repository)?.delete(user.id) ?? false,
    /** What every member of the organisation may do in its repositories: `read` unless set otherwise, as at GitHub. */
    setBaseRight: (organization: Account, right: Right): void => void baseRights.set(organization, right),
    roleOf(repository: Repository, user: { readonly id: number }): Role {
      const open = own(repository.isPrivate ? 'none' : 'read');
      const all = [invited.get(repository)?.get(user.id) ?? own('none'), byOwnership(repository, user), open];
      return all.reduce((best, one) => (covers(best.right, one.right) ? best : one));
    },
  };
}
