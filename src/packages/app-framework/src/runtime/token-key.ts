import type { ScopeDown } from '@aws/app-framework-for-github-apps-on-aws-client';

/** What decides which token is meant. Exactly one of the three targets. */
export interface TokenSubject {
  readonly appId: number;
  readonly nodeId?: string | undefined;
  readonly installationId?: number | undefined;
  readonly owner?: string | undefined;
  readonly scopeDown?: ScopeDown | undefined;
}

/**
 * A key that two subjects share only if they mean the same: order, duplicates and, where GitHub has none, case do not count.
 * A scope is spelled as JSON, where a name cannot be taken for a permission, nor an id for a name.
 */
export function tokenKey({ appId, nodeId, installationId, owner, scopeDown }: TokenSubject): string {
  const target =
    installationId !== undefined
      ? `id ${installationId}`
      : nodeId !== undefined
        ? `node ${nodeId}`
        : `owner ${owner?.toLowerCase()}`;
  if (!scopeDown) return `${appId} ${target}`;
  const { repositoryIds, repositoryNames, permissions } = scopeDown;
  return JSON.stringify([
    appId,
    target,
    repositoryIds && withoutDuplicates(repositoryIds).sort((a, b) => a - b),
    repositoryNames && withoutDuplicates(repositoryNames.map((name) => name.toLowerCase())).sort(),
    permissions && Object.entries(permissions).sort(byName),
  ]);
}

function withoutDuplicates<Value>(values: readonly Value[]): Value[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
