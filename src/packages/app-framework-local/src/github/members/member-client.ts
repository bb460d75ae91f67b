import type { ControlCall } from '../control/control-call';
import { nothing } from '../control/control-shapes';
import type { NewBasePermission, NewCollaborator, NewMembership } from './member-shapes';

/** The part of the control client for who belongs where and may do what. */
export function memberControl({ send, put }: ControlCall) {
  return {
    /** An active member that only members see, unless said otherwise; once more changes it. */
    addMember: (membership: NewMembership) => put('/memberships', membership),
    removeMember: async (organization: string, user: string): Promise<void> =>
      void (await send('DELETE', '/memberships', { body: { organization, user }, answer: nothing })),
    /** Once more changes it. `roleName` is a role of the organisation's own, on top of `permission`. */
    addCollaborator: (collaborator: NewCollaborator) => put('/collaborators', collaborator),
    removeCollaborator: async (repository: string, user: string): Promise<void> =>
      void (await send('DELETE', '/collaborators', { body: { repository, user }, answer: nothing })),
    /** What all members may do in the organisation's repositories: `read` until it is set. */
    setBasePermission: (base: NewBasePermission) => put('/base-permissions', base),
  };
}
