import { Hono } from 'hono';
import { ControlError, readBody } from '../control/control-input';
import { createLookups } from '../control/lookups';
import type { World } from '../world/world';
import * as shapes from './member-shapes';

/** The part of the control API that says who belongs where and may do what. */
export function controlMembers(world: World) {
  const { collaborators, memberships } = world;
  const { accountCalled, repositoryCalled } = createLookups(world);
  const organizationCalled = (login: string) => accountCalled(login, 'Organization');
  const userCalled = (login: string) => accountCalled(login, 'User');
  return new Hono()
    .put('/memberships', async (c) => {
      const { organization, user, role, state, public: isPublic } = await readBody(c, shapes.newMembership);
      memberships.set({
        organization: organizationCalled(organization),
        user: userCalled(user),
        role: role ?? 'member',
        state: state ?? 'active',
        isPublic: isPublic ?? false,
      });
      return c.json({});
    })
    .delete('/memberships', async (c) => {
      const { organization, user } = await readBody(c, shapes.membershipRemoval);
      const isGone = memberships.remove(organizationCalled(organization), userCalled(user));
      if (!isGone) throw new ControlError(404, `"${user}" is not in "${organization}".`);
      return c.json({});
    })
    .put('/collaborators', async (c) => {
      const { repository, user, permission, roleName } = await readBody(c, shapes.newCollaborator);
      const role = { right: permission, name: roleName ?? permission };
      collaborators.set(repositoryCalled(repository), userCalled(user), role);
      return c.json({});
    })
    .delete('/collaborators', async (c) => {
      const { repository, user } = await readBody(c, shapes.collaboratorRemoval);
      const isGone = collaborators.remove(repositoryCalled(repository), userCalled(user));
      if (!isGone) throw new ControlError(404, `"${user}" is not invited to ${repository}.`);
      return c.json({});
    })
    .put('/base-permissions', async (c) => {
      const { organization, permission } = await readBody(c, shapes.newBasePermission);
      collaborators.setBaseRight(organizationCalled(organization), permission);
      return c.json({});
    });
}
