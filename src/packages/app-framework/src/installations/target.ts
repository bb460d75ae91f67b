import { invalid } from '../api/api-error';

/** The account or installation that a request is about. */
export type Target =
  | { readonly by: 'nodeId'; readonly nodeId: string }
  | { readonly by: 'installationId'; readonly installationId: number }
  | { readonly by: 'owner'; readonly owner: string }
  | { readonly by: 'enterprise'; readonly enterprise: string };

interface TargetMembers {
  readonly nodeId?: string | undefined;
  readonly installationId?: number | undefined;
  readonly owner?: string | undefined;
  readonly enterprise?: string | undefined;
}

/** @throws ApiError `ValidationException` unless exactly one of the four members is there */
export function readTarget(members: TargetMembers): Target {
  const named = targetsIn(members);
  const [target, second] = named;
  if (target && !second) return target;
  const found = target ? named.map(({ by }) => by).join(' and ') : 'none';
  throw invalid(
    second?.by ?? 'nodeId',
    `must be the only target: name exactly one of nodeId, installationId, owner and enterprise, not ${found}`,
  );
}

/** The target, where there is one. @throws ApiError `ValidationException` where there is more than one */
export function readOptionalTarget(members: TargetMembers): Target | undefined {
  return targetsIn(members).length === 0 ? undefined : readTarget(members);
}

function targetsIn({ nodeId, installationId, owner, enterprise }: TargetMembers): Target[] {
  return [
    ...(nodeId === undefined ? [] : [{ by: 'nodeId', nodeId } as const]),
    ...(installationId === undefined ? [] : [{ by: 'installationId', installationId } as const]),
    ...(owner === undefined ? [] : [{ by: 'owner', owner } as const]),
    ...(enterprise === undefined ? [] : [{ by: 'enterprise', enterprise } as const]),
  ];
}

/** How people name a target. */
export function describeTarget(target: Target): string {
  switch (target.by) {
    case 'nodeId':
      return `the account with node id ${target.nodeId}`;
    case 'installationId':
      return `installation ${target.installationId}`;
    case 'owner':
      return `the account ${target.owner}`;
    case 'enterprise':
      return `the enterprise ${target.enterprise}`;
  }
}
