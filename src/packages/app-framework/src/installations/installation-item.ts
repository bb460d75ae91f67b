import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Installation } from './installation';

/** A row of the installation table. */
export interface InstallationRow extends Installation {
  /** Since when at least this is known: when GitHub was asked, ISO 8601 in UTC. Absent in rows of older deployments. */
  readonly lastRefreshed?: string;
}

type Item = Record<string, AttributeValue>;

/** A row as DynamoDB keeps it. `Login` is the name in lower case, because logins differ in nothing but case. */
export function itemOf(installation: Installation, lastRefreshed: string): Item {
  const { appId, installationId, nodeId, targetType, name, permissions } = installation;
  const { repositorySelection, suspendedAt, repositoriesChangedAt } = installation;
  const levels = Object.entries(permissions).map(([permission, level]) => [permission, { S: level }]);
  return {
    AppId: { N: String(appId) },
    NodeId: { S: nodeId },
    InstallationId: { N: String(installationId) },
    TargetType: { S: targetType },
    Name: { S: name },
    Login: { S: name.toLowerCase() },
    Permissions: { M: Object.fromEntries(levels) },
    ...(repositorySelection && { RepositorySelection: { S: repositorySelection } }),
    ...(suspendedAt && { SuspendedAt: { S: suspendedAt } }),
    ...(repositoriesChangedAt && { RepositoriesChangedAt: { S: repositoriesChangedAt } }),
    LastRefreshed: { S: lastRefreshed },
  };
}

/** The row that DynamoDB keeps; absent where it lacks what a row must have, which a hand has written then. */
export function parseItem(item: Item): InstallationRow | undefined {
  const appId = idOf(item.AppId);
  const installationId = idOf(item.InstallationId);
  const nodeId = item.NodeId?.S;
  const targetType = item.TargetType?.S;
  const name = item.Name?.S;
  if (!appId || !installationId || !nodeId || !targetType || !name) return undefined;
  const repositorySelection = item.RepositorySelection?.S;
  const suspendedAt = item.SuspendedAt?.S;
  const repositoriesChangedAt = item.RepositoriesChangedAt?.S;
  const lastRefreshed = item.LastRefreshed?.S;
  return {
    appId,
    installationId,
    nodeId,
    targetType,
    name,
    permissions: permissionsOf(item.Permissions),
    ...(repositorySelection && { repositorySelection }),
    ...(suspendedAt && { suspendedAt }),
    ...(repositoriesChangedAt && { repositoriesChangedAt }),
    ...(lastRefreshed && { lastRefreshed }),
  };
}

function idOf(value: AttributeValue | undefined): number | undefined {
  const id = Number(value?.N);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function permissionsOf(value: AttributeValue | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(value?.M ?? {}).flatMap(([name, { S }]) => (S ? [[name, S]] : [])));
}
