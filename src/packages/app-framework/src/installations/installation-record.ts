import type { OperationOutputs } from '../api/operations';
import type { InstallationRow } from './installation-item';

/** A row as the API answers it. */
export type InstallationRecord = OperationOutputs['GetInstallations']['installations'][number];

export function recordOf(row: InstallationRow): InstallationRecord {
  const { permissions, repositorySelection, suspendedAt } = row;
  return {
    appId: row.appId,
    installationId: row.installationId,
    nodeId: row.nodeId,
    targetType: row.targetType,
    name: row.name,
    ...(repositorySelection && { repositorySelection }),
    // The model has no empty map.
    ...(Object.keys(permissions).length > 0 && { permissions: { ...permissions } }),
    ...(suspendedAt && { suspendedAt: new Date(suspendedAt) }),
  };
}
