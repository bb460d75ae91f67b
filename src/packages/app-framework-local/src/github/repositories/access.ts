import type { Act } from '../events/actor';
import { grantCovers } from '../installations/permissions';
import { covers, type Right } from '../members/collaborators';
import { type ApiContext, callingToken } from '../server/call';
import { GitHubError, notFound } from '../server/github-error';
import type { AppPermissions } from '../server/schemas';
import type { World } from '../world/world';
import { createCallerIn } from './caller';
import type { Repository } from './repositories';

export interface Admitted {
  readonly repository: Repository;
  /** As whom the route acts: the App's bot, or a person through the App. */
  readonly act: Act;
  /** What a person may do there. */
  readonly right: Right;
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
 * Lets a token of an installation, or of a person, at a repository, when it has any of the permissions asked for.
 *
 * @throws GitHubError 404 for a private repository out of its reach, 403 for what it may not do. Public repositories
 * can be read by everybody.
 */
export function createAdmitTo(world: World) {
  const callerIn = createCallerIn(world);
  return (c: ApiContext, repository: Repository | undefined, ...needed: readonly AppPermissions[]): Admitted => {
    refuseWhoIsNobody(c);
    if (repository === undefined) throw notFound();
    const { actor, isReached, permissions: granted, right } = callerIn(c, repository);
    if (repository.isPrivate && !isReached) throw notFound();

    c.header('x-accepted-github-permissions', needed.map(written).join('; '));
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    const isGranted = isReached && needed.some((permissions) => grantCovers(granted, permissions));
    if (!isGranted && (repository.isPrivate || !isReading)) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    if (!isReading && repository.isArchived) throw new GitHubError(403, 'Repository was archived so is read-only.');
    if (!isReading) refusePerson(c, { right, needed });
    return { repository, act: { actor, base: c.var.call.base }, right };
  };
}

function refuseWhoIsNobody(c: ApiContext): void {
  if (c.var.call.identity.kind !== 'user') callingToken(c);
}

/** Everybody who can read may open issues and comment; contents take more, and checks an App. */
function refusePerson(c: ApiContext, { right, needed }: { right: Right; needed: readonly AppPermissions[] }): void {
  if (c.var.call.identity.kind !== 'user') return;
  if (needed.some(({ checks }) => checks === 'write'))
    throw new GitHubError(403, 'You must authenticate via a GitHub App.');
  const takesWriting = needed.every(({ contents }) => contents === 'write');
  if (takesWriting && !covers(right, 'write')) throw new GitHubError(403, 'Must have admin rights to Repository.');
}

function written(permissions: AppPermissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}=${level}`)
    .join(',');
}
