import { createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { DueInstallation } from './due-queue';

export interface InstalledPage {
  /** Without those that are suspended. */
  readonly installations: readonly DueInstallation[];
  readonly suspended: readonly DueInstallation[];
  /** Where the rest begins; absent where there is none. */
  readonly next?: Readonly<Record<string, string>>;
}

export type InstalledApps = ReturnType<typeof createInstalledApps>;

/** So many messages are sent once more where one of them fails. */
const mostOfPage = 100;

/** The installations that the deployment knows, page by page. They throw AwsCallError. */
export function createInstalledApps({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  return async function installed(
    from: InstalledPage['next'],
    remainingMilliseconds: () => number,
  ): Promise<InstalledPage> {
    const start = from && { AppId: { N: from.appId }, NodeId: { S: from.nodeId } };
    const input = { Limit: mostOfPage, ...(start && { ExclusiveStartKey: start }) };
    const answer = await call({ operation: 'Scan', input, remainingMilliseconds });
    const [items, last] = [field(answer, 'Items'), field(answer, 'LastEvaluatedKey')];
    const [lastApp, lastNode] = [numberOf(last, 'AppId'), textOf(last, 'NodeId')];
    const found = (Array.isArray(items) ? items : []).flatMap(installationIn);
    return {
      installations: found.flatMap(({ isSuspended, ...place }) => (isSuspended ? [] : [place])),
      suspended: found.flatMap(({ isSuspended, ...place }) => (isSuspended ? [place] : [])),
      ...(lastApp !== undefined && lastNode !== undefined && { next: { appId: String(lastApp), nodeId: lastNode } }),
    };
  };
}

function installationIn(item: unknown): (DueInstallation & { readonly isSuspended: boolean })[] {
  const [appId, installationId] = [numberOf(item, 'AppId'), numberOf(item, 'InstallationId')];
  const isSuspended = textOf(item, 'SuspendedAt') !== undefined;
  return appId === undefined || installationId === undefined ? [] : [{ appId, installationId, isSuspended }];
}
