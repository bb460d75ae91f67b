import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Act, Actor } from '../events/actor';
import { withMetadata } from '../installations/permissions';
import { covers, type Right } from '../members/collaborators';
import { type ApiContext, callingToken } from '../server/call';
import { GitHubError } from '../server/github-error';
import type { AppPermissions } from '../server/schemas';
import { reachOf } from '../tokens/token-reach';
import type { World } from '../world/world';
import type { Repository } from './repositories';

/** Who calls, and what that may do in one repository. */
export interface Caller {
  readonly actor: Actor;
  readonly isReached: boolean;
  readonly permissions: AppPermissions;
  /** The person's own right there; an installation is not held back by one. */
  readonly right: Right;
}

/** Looks at a token of an installation or of a person. @throws GitHubError 401 for anything else */
export function createCallerIn(world: World) {
  const { collaborators, installations } = world;

  /** What a person may do is what both that person and the App may. */
  function byPerson(repository: Repository, { app, user }: { readonly app: App; readonly user: Account }): Caller {
    const { right } = collaborators.roleOf(repository, user);
    const installation = installations.on(app, repository.owner);
    const isInstalled =
      installation !== undefined &&
      installation.suspendedAt === undefined &&
      installations.repositoriesOf(installation).includes(repository);
    return {
      actor: { person: user, app },
      isReached: isInstalled && covers(right, 'read'),
      permissions: isInstalled ? withMetadata(installation.permissions) : {},
      right,
    };
  }

  return (c: ApiContext, repository: Repository): Caller => {
    const { identity } = c.var.call;
    if (identity.kind === 'user') return byPerson(repository, identity.token);
    const token = callingToken(c);
    const { app } = token.installation;
    return {
      actor: { person: app.bot, app },
      isReached: reachOf(installations, token).includes(repository),
      permissions: token.scope.permissions,
      right: 'admin',
    };
  };
}

/** @throws GitHubError 403 for a person without this right */
export function requireRight({ right }: { readonly right: Right }, needed: Right): void {
  if (!covers(right, needed)) throw new GitHubError(403, 'Must have admin rights to Repository.');
}

/** What somebody else wrote takes a right, one's own takes none. @throws GitHubError 403 */
export function requireOwn({ act, right }: { readonly act: Act; readonly right: Right }, author: Actor): void {
  if (author.person.id !== act.actor.person.id) requireRight({ right }, 'write');
}
