import type { Account } from '../accounts/accounts';

export const organizationRoles = ['admin', 'member'] as const;
export type OrganizationRole = (typeof organizationRoles)[number];

/** A user in an organisation: `pending` until the invitation is accepted, seen by all when it is public. */
export interface Membership {
  readonly organization: Account;
  readonly user: Account;
  readonly role: OrganizationRole;
  readonly state: 'active' | 'pending';
  readonly isPublic: boolean;
}

export type Memberships = ReturnType<typeof createMemberships>;

/** Who is in which organisation. */
export function createMemberships() {
  const byOrganization = new Map<Account, Map<number, Membership>>();
  const of = (organization: Account) => byOrganization.get(organization) ?? new Map<number, Membership>();
  const find = (organization: Account, { id }: { readonly id: number }) => of(organization).get(id);
  return {
    /** In whatever state. */
    find,
    isMember: (organization: Account, user: { readonly id: number }): boolean =>
      find(organization, user)?.state === 'active',
    set(membership: Membership): void {
      const { organization, user } = membership;
      if (organization.type !== 'Organization') throw new Error(`"${organization.login}" is no organization.`);
      if (user.type !== 'User') throw new Error(`"${user.login}" is no user.`);
      byOrganization.set(organization, of(organization).set(user.id, membership));
    },
    remove: (organization: Account, user: Account): boolean => of(organization).delete(user.id),
  };
}
