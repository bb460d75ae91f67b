import { invalid } from '../api/api-error';

/** The account or installation that a request is about. */
export type Target =
  | { readonly by: 'nodeId'; readonly nodeId: string }
  | { readonly by: 'installationId'; readonly installationId: number }
  | { readonly by: 'owner'; readonly owner: string };

interface TargetMembers {
  readonly nodeId?: string | undefined;
  readonly installationId?: number | undefined;
  readonly owner?: string | undefined;
}

/** @throws ApiError `ValidationException` unless exactly one of the three members is there */
export function readTarget({ nodeId, installationId, owner }: TargetMembers): Target {
  const named: Target[] = [
    ...(nodeId === undefined ? [] : [{ by: 'nodeId', nodeId } as const]),
    ...(installationId === undefined ? [] : [{ by: 'installationId', installationId } as const]),
    ...(owner === undefined ? [] : [{ by: 'owner', owner } as const]),
  ];
  const [target, second] = named;
  if (target && !second) return target;
  const found = target ? named.map(({ by }) => by).join(' and ') : 'none';
  throw invalid(
    second?.by ?? 'nodeId',
    `must be the only target: name exactly one of nodeId, installationId and owner, not ${found}`,
  );
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
  }
}
