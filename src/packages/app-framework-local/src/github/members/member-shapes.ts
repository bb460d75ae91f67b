import { type FromShape, flag, object, oneOf, optional, text } from '../control/json-shape';
import { rights } from './collaborators';
import { organizationRoles } from './memberships';

/** An active member that only members see, unless said otherwise. */
export const newMembership = object({
  organization: text,
  user: text,
  role: optional(oneOf(...organizationRoles)),
  state: optional(oneOf('active', 'pending')),
  public: optional(flag),
});
export const membershipRemoval = object({ organization: text, user: text });
/** With `roleName`, a role of the organisation's own that stands on `permission`. */
export const newCollaborator = object({
  repository: text,
  user: text,
  permission: oneOf(...rights),
  roleName: optional(text),
});
export const collaboratorRemoval = object({ repository: text, user: text });
export const newBasePermission = object({ organization: text, permission: oneOf(...rights) });

export type NewMembership = FromShape<typeof newMembership>;
export type NewCollaborator = FromShape<typeof newCollaborator>;
export type NewBasePermission = FromShape<typeof newBasePermission>;
