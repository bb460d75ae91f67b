import { clientSideError, gitHubFailed, invalid } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';

type ScopeDown = NonNullable<OperationInputs['GetInstallationToken']['scopeDown']>;
type ActualScope = OperationOutputs['GetInstallationToken']['actualScopeDown'];

/** What GitHub is asked to limit a token to. */
export interface ScopeBody {
  readonly repository_ids?: readonly number[];
  readonly repositories?: readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
}

/**
 * The scope as GitHub spells it: in names of permissions hyphens stand for underscores.
 * @throws ApiError `ValidationException` where two spellings of one permission disagree
 */
export function withGitHubsNames(scope: ScopeDown): ScopeDown {
  const { permissions } = scope;
  if (!permissions) return scope;
  const named = new Map<string, NonNullable<typeof permissions>[string]>();
  for (const [spelling, level] of Object.entries(permissions)) {
    const name = spelling.replaceAll('-', '_');
    if (named.has(name) && named.get(name) !== level) {
      throw invalid('scopeDown/permissions', `has two levels for the permission ${name}: name it once`);
    }
    named.set(name, level);
  }
  return { ...scope, permissions: Object.fromEntries(named) };
}

/** The scope with names of repositories alone, where they come with the owner that the token is for. Others stay as they are. */
export function withoutOwner(scope: ScopeDown, owner: string): ScopeDown {
  const { repositoryNames } = scope;
  if (!repositoryNames) return scope;
  const prefix = `${owner.toLowerCase()}/`;
  const alone = repositoryNames.map((name) =>
    name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : name,
  );
  return { ...scope, repositoryNames: alone };
}

/** @throws ApiError `ValidationException` for a repository of another owner than the token is for */
export function refuseOtherOwners({ repositoryNames = [] }: ScopeDown): void {
  const foreign = repositoryNames.find((name) => name.includes('/'));
  if (foreign === undefined) return;
  throw invalid(
    'scopeDown/repositoryNames',
    `names ${foreign}, which is not of the account that the token is for: a token reaches repositories of one account`,
  );
}

/**
 * The scope in GitHub's words. An empty list would mean every repository to GitHub, and an empty map every permission: the model
 * refuses both before, and so does this, whoever calls it.
 */
export function scopeBody({ repositoryIds, repositoryNames, permissions }: ScopeDown): ScopeBody {
  return {
    ...(repositoryIds && { repository_ids: filled(repositoryIds, 'repositoryIds') }),
    ...(repositoryNames && { repositories: filled(repositoryNames, 'repositoryNames') }),
    ...(permissions && { permissions: filled(permissions, 'permissions') }),
  };
}

function filled<Value extends object>(value: Value, member: string): Value {
  if (Object.keys(value).length > 0) return value;
  throw clientSideError(
    `scopeDown.${member} is empty, which GitHub takes for no limit at all. Name something, or leave it out.`,
  );
}

/** A token as GitHub minted it. */
export interface MintedToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly scope: ActualScope;
}

/** Reads GitHub's answer to a mint. The token is opaque: neither its length nor its form is looked at. */
export function parseMintedToken(data: unknown): MintedToken {
  const { token, expires_at, permissions, repositories } = isRecord(data) ? data : {};
  const expiresAt = new Date(typeof expires_at === 'string' ? expires_at : Number.NaN);
  if (typeof token !== 'string' || token === '' || Number.isNaN(expiresAt.getTime())) {
    throw gitHubFailed('GitHub answered the request for an installation token without a token or without its expiry.');
  }
  return { token, expiresAt, scope: { ...repositoriesOf(repositories), ...permissionsOf(permissions) } };
}

function repositoriesOf(repositories: unknown): Pick<ActualScope, 'repositoryIds' | 'repositoryNames'> {
  if (!Array.isArray(repositories) || repositories.length === 0) return {};
  const named = repositories.flatMap((repository: unknown) => {
    const { id, name } = isRecord(repository) ? repository : {};
    return typeof id === 'number' && typeof name === 'string' ? [{ id, name }] : [];
  });
  return { repositoryIds: named.map(({ id }) => id), repositoryNames: named.map(({ name }) => name) };
}

function permissionsOf(permissions: unknown): Pick<ActualScope, 'permissions'> {
  const entries = isRecord(permissions) ? Object.entries(permissions) : [];
  const levels = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return levels.length > 0 ? { permissions: Object.fromEntries(levels) } : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
