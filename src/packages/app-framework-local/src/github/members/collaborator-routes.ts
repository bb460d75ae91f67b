import { Hono } from 'hono';
import { simpleUser } from '../accounts/account-body';
import { createAdmit } from '../repositories/access';
import type { ApiEnvironment } from '../server/call';
import { GitHubError } from '../server/github-error';
import type { CollaboratorPermission } from '../server/schemas';
import type { World } from '../world/world';
import { covers, type Right } from './collaborators';

/** What somebody may do in a repository. */
export function collaboratorRoutes(world: World) {
  const { accounts, collaborators } = world;
  const admit = createAdmit(world);
  return new Hono<ApiEnvironment>().get('/repos/:owner/:repo/collaborators/:login/permission', (c) => {
    const { repository, act } = admit(c, { metadata: 'read' });
    const login = c.req.param('login');
    const user = accounts.byLogin(login);
    if (user?.type !== 'User') throw new GitHubError(404, `${login} is not a user`);
    const { right, name } = collaborators.roleOf(repository, user);
    return c.json<CollaboratorPermission>({
      permission: legacyPermission(right),
      role_name: name,
      user: {
        ...simpleUser(user, act.base),
        permissions: {
          admin: covers(right, 'admin'),
          maintain: covers(right, 'maintain'),
          push: covers(right, 'write'),
          triage: covers(right, 'triage'),
          pull: covers(right, 'read'),
        },
        role_name: name,
      },
    });
  });
}

/** `permission` knows four words only. */
function legacyPermission(right: Right): string {
  if (right === 'maintain') return 'write';
  return right === 'triage' ? 'read' : right;
}
