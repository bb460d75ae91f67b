import { createHash } from 'node:crypto';
import type { OperationInputs } from '../api/operations';
import { prefixed } from '../lambda/prefixed';

type ScopeDown = NonNullable<OperationInputs['GetInstallationToken']['scopeDown']>;

/** Between whom live tokens are shared. */
export type TokenSharing = 'caller' | 'deployment';

/** Everything that tells one token from another. */
export interface TokenIdentity {
  /** Base URL of the GitHub API that the App lives on. */
  readonly host: string;
  readonly appId: number;
  readonly installationId: number;
  /** What the installation allows, as one text: a token does not outlive a change of it. */
  readonly state: string;
  /** Those who share the token, as {@link sharerOf} names them. */
  readonly sharer: string;
  /** Absent members are no limit; the order of lists, and repetitions, mean nothing. */
  readonly scope: ScopeDown;
}

/**
 * The name of a token in caches. Two identities have the same key exactly when GitHub would make the same token for the same
 * sharer: each part goes in with its length before it, so that no two inputs read the same when they are joined.
 */
export function tokenCacheKey({ host, appId, installationId, state, sharer, scope }: TokenIdentity): string {
  const { repositoryIds, repositoryNames, permissions } = scope;
  const levels = permissions && Object.entries(permissions).filter(([, level]) => level !== undefined);
  const parts = [
    host,
    String(appId),
    String(installationId),
    state,
    sharer,
    listed(repositoryIds?.map(String)),
    // GitHub takes names of repositories in any case.
    listed(repositoryNames?.map((name) => name.toLowerCase())),
    listed(levels?.map(prefixed)),
  ];
  return createHash('sha256').update(prefixed(parts)).digest('base64url');
}

/** @throws Error for anything that is no kind of sharing */
export function readTokenSharing(text: string): TokenSharing {
  if (text === 'caller' || text === 'deployment') return text;
  throw new Error(
    `TOKEN_SHARING is ${text}; it must be caller or deployment. The construct sets it: deploy the stack again.`,
  );
}

/** Those who share tokens with a caller of this name: all its sessions, or everybody. */
export function sharerOf(sharing: TokenSharing, caller: string): string {
  return sharing === 'deployment' ? 'deployment' : `caller ${caller}`;
}

/** Absent is not the same as a list of nothing. */
function listed(values: readonly string[] | undefined): string {
  return values ? `list ${prefixed([...new Set(values)].sort())}` : 'absent';
}
