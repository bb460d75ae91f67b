import type { Act } from '../events/actor';
import { grantCovers } from '../installations/permissions';
import { type ApiContext, callingToken } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import type { AppPermissions } from '../server/schemas';
import { reachOf } from '../tokens/token-reach';
import type { World } from '../world/world';
import type { Repository } from './repositories';

export interface Admitted {
  readonly repository: Repository;
  /** The App's bot, in whose name the route acts. */
  readonly act: Act;
}

export type Admit = ReturnType<typeof createAdmit>;

/**
 * Lets an installation token at the repository in the path, when it has any of the permissions asked for.
 *
 * @throws GitHubError 404 for a private repository out of its reach, 403 for what it may not do. Public repositories
 * can be read by everybody.
 */
export function createAdmit({ accounts, installations, repositories }: World) {
  return (c: ApiContext, ...needed: readonly AppPermissions[]): Admitted => {
    const token = callingToken(c);
    const owner = accounts.byLogin(c.req.param('owner') ?? '');
    const repository = owner && repositories.byName(owner, c.req.param('repo') ?? '');
    const isReached = repository !== undefined && reachOf(installations, token).includes(repository);
    if (repository === undefined || (repository.isPrivate && !isReached)) throw notFound();

    c.header('x-accepted-github-permissions', needed.map(written).join('; '));
    const isReading = needed.every((permissions) => Object.values(permissions).every((level) => level === 'read'));
    const isGranted = isReached && needed.some((permissions) => grantCovers(token.scope.permissions, permissions));
    if (!isGranted && (repository.isPrivate || !isReading)) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    const { app } = token.installation;
    return { repository, act: { actor: { person: app.bot, app }, base: c.var.call.base } };
  };
}

function written(permissions: AppPermissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}=${level}`)
    .join(',');
}
