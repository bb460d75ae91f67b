import type { ScopeDown } from '@aws/app-framework-for-github-apps-on-aws-client';

/** Which token. Exactly one of `installationId`, `nodeId` and `owner`. */
export interface InstallationTokenRequest {
  /** The connected App when absent: the App's id, or its client id. */
  readonly appId?: number | string | undefined;
  readonly nodeId?: string | undefined;
  readonly installationId?: number | undefined;
  /** Login of the account. `owner/repository` is that account, and limits the token to the repository. */
  readonly owner?: string | undefined;
  /**
   * What the token is to be limited to; all that the installation and the caller's ceiling allow when absent. Repositories may have their
   * owner in front, and permissions hyphens.
   */
  readonly scopeDown?: ScopeDown | undefined;
  /** Least minutes that the token must still live, from 1 to 55; 15 when absent. */
  readonly minimumLifetime?: number | undefined;
}

/** A request as the deployment takes it. */
export interface TokenTarget {
  readonly nodeId: string | undefined;
  readonly installationId: number | undefined;
  readonly owner: string | undefined;
  readonly scopeDown: ScopeDown | undefined;
}

const requestMembers = ['appId', 'nodeId', 'installationId', 'owner', 'scopeDown', 'minimumLifetime'];
const scopeMembers = ['repositoryIds', 'repositoryNames', 'permissions'];

/** Names as people have them become names as GitHub's API has them. @throws Error that says what cannot be meant */
export function readTokenRequest(request: InstallationTokenRequest): TokenTarget {
  const { nodeId, installationId, owner, scopeDown } = request;
  refuseUnknown('A request for a token', request, requestMembers);
  if ([nodeId, installationId, owner].filter((target) => target !== undefined).length !== 1) {
    throw new Error('Say which installation by exactly one of installationId, nodeId and owner.');
  }
  const [login, repository, ...rest] = owner?.split('/') ?? [];
  if (rest.length > 0 || repository === '') {
    throw new Error(`${JSON.stringify(owner)} is no owner: give the login of an account, or owner/repository.`);
  }
  const scope = scopeDown && readScope(scopeDown, login);
  return { nodeId, installationId, owner: login, scopeDown: repository ? limitedTo(repository, scope) : scope };
}

/**
 * A member that is not known may be a limit, misspelt: without it there would be more than was asked for.
 * @throws Error that names it
 */
export function refuseUnknown(what: string, given: object, known: readonly string[]): void {
  if (Object.keys(given).every((name) => known.includes(name))) return;
  const unknown = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || known.includes(name) ? [] : [name],
  );
  if (unknown.length === 0) return;
  throw new Error(`${what} has no ${unknown.join(', ')}. Known are ${known.join(', ')}.`);
}

function readScope(scope: ScopeDown, owner: string | undefined): ScopeDown {
  refuseUnknown('scopeDown', scope, scopeMembers);
  const { repositoryIds, repositoryNames, permissions } = scope;
  return {
    repositoryIds: repositoryIds && [...repositoryIds],
    repositoryNames: repositoryNames?.map((name) => withoutOwner(name, owner)),
    permissions: permissions && readPermissions(permissions),
  };
}

function withoutOwner(name: string, owner: string | undefined): string {
  if (!name.includes('/')) return name;
  const [first = '', second = '', ...rest] = name.split('/');
  const isForeign = owner !== undefined && first.toLowerCase() !== owner.toLowerCase();
  if (!isForeign && first !== '' && second !== '' && rest.length === 0) return second;
  throw new Error(
    `${JSON.stringify(name)} is no repository${isForeign ? ` of ${owner}` : ': give its name, or owner/name'}.`,
  );
}

function readPermissions(permissions: NonNullable<ScopeDown['permissions']>): NonNullable<ScopeDown['permissions']> {
  if (!Object.keys(permissions).some((name) => name.includes('-'))) return { ...permissions };
  const read = new Map<string, (typeof permissions)[string]>();
  for (const [name, level] of Object.entries(permissions)) {
    const spelled = name.replaceAll('-', '_');
    if (read.has(spelled)) throw new Error(`The permission ${spelled} is there twice, once with a hyphen.`);
    read.set(spelled, level);
  }
  return Object.fromEntries(read);
}

function limitedTo(repository: string, scope: ScopeDown = {}): ScopeDown {
  if (!scope.repositoryIds && !scope.repositoryNames) return { ...scope, repositoryNames: [repository] };
  throw new Error('Repositories are named twice: by owner/repository and by scopeDown. Leave one of them out.');
}
