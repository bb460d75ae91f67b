import { clientSideError, gitHubFailed } from '../api/api-error';
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
