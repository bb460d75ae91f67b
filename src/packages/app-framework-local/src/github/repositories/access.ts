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

/** Lets a token at the repository in the path. @throws GitHubError as `createAdmitTo` */
export function createAdmit(world: World) {
  const { accounts, repositories } = world;
  const admitTo = createAdmitTo(world);
  return (c: ApiContext, ...needed: readonly AppPermissions[]): Admitted => {
    const owner = accounts.byLogin(c.req.param('owner') ?? '');
    return admitTo(c, owner && repositories.byName(owner, c.req.param('repo') ?? ''), ...needed);
  };
}

/**
 * Lets an installation token at a repository, when it has any of the permissions asked for.
 *
 * @throws GitHubError 404 for a private repository out of its reach, 403 for what it may not do. Public repositories
 * can be read by everybody.
 */
export function createAdmitTo({ installations }: World) {
  return (c: ApiContext, repository: Repository | undefined, ...needed: readonly AppPermissions[]): Admitted => {
    const token = callingToken(c);
    const isReached = repository !== undefined && reachOf(installations, token).includes(repository);
    if (repository === undefined || (repository.isPrivate && !isReached)) throw notFound();

    c.header('x-accepted-github-permissions', needed.map(written).join('; '));
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
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
