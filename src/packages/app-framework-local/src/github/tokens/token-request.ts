import type { Installation } from '../installations/installations';
import { grantCovers, isPermissions, permissionProblem, withMetadata } from '../installations/permissions';
import type { Repository } from '../repositories/repositories';
import { GitHubError, invalidRequest } from '../server/github-error';
import type { AppPermissions } from '../server/schemas';
import type { TokenScope } from './tokens';

/** @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
const mostRepositories = 500;

const ungrantedPermissions = 'The permissions requested are not granted to this installation.';
const unreachableRepository =
  'There is at least one repository that does not exist or is not accessible to the parent installation.';

export interface TokenRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly installation: Installation;
  /** What the installation may reach. */
  readonly reachable: readonly Repository[];
}

/**
 * What a token asked for with this body may do. As at GitHub, an empty list of repositories means all of them and
 * an empty map of permissions all the installation has.
 *
 * @throws GitHubError 422 for what the installation lacks, for repositories out of its reach, for more than 500.
 */
export function tokenScope({ body, installation, reachable }: TokenRequest): TokenScope {
  const permissions = askedPermissions(body.permissions, installation);
  const names = listOf(body.repositories, 'repositories', isText);
  const ids = listOf(body.repository_ids, 'repository_ids', isWholeNumber);
  if (names.length === 0 && ids.length === 0) return { permissions };

  const byName = new Map(reachable.map((repository) => [repository.name.toLowerCase(), repository]));
  const byId = new Map(reachable.map((repository) => [repository.id, repository]));
  const found = [...names.map((name) => byName.get(name.toLowerCase())), ...ids.map((id) => byId.get(id))];
  const repositories = new Set<Repository>();
  for (const repository of found) {
    if (repository === undefined) throw new GitHubError(422, unreachableRepository);
    repositories.add(repository);
  }
  if (repositories.size > mostRepositories) throw tooMany(repositories.size);
  return { permissions, repositories: [...repositories] };
}

function askedPermissions(asked: unknown, installation: Installation): AppPermissions {
  if (asked === undefined || asked === null) return withMetadata(installation.permissions);
  if (!isPermissions(asked)) throw invalidRequest(permissionProblem(asked) ?? 'permissions is not right.');
  if (Object.keys(asked).length === 0) return withMetadata(installation.permissions);
  if (!grantCovers(withMetadata(installation.permissions), asked)) throw new GitHubError(422, ungrantedPermissions);
  return withMetadata(asked);
}

function listOf<T>(value: unknown, name: string, isItem: (item: unknown) => item is T): readonly T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidRequest(`For 'properties/${name}', the value is not an array.`);
  if (value.length > mostRepositories) throw tooMany(value.length);
  if (!value.every(isItem)) throw invalidRequest(`For 'properties/${name}', an item is not of the right type.`);
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function tooMany(supplied: number): GitHubError {
  return invalidRequest(`No more than ${mostRepositories} items are allowed; ${supplied} were supplied.`);
}
