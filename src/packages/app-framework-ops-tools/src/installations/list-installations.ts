import { type InstallationRecord, paginateGetInstallations } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';

const head = ['APP', 'INSTALLATION', 'TYPE', 'NAME', 'NODE ID', 'REPOSITORIES', 'SUSPENDED SINCE'];

/** Lists what the deployment knows of installations, of one App or of all. */
export async function listInstallations({
  app,
  table,
}: {
  app?: AppReference;
  table?: string;
}): Promise<CommandResult> {
  const appId = app === undefined ? undefined : await appIdOf(app, table);
  const client = await connectTo({ endpoint: 'InstallationsEndpoint', table });
  const installations: InstallationRecord[] = [];
  for await (const page of paginateGetInstallations({ client }, { appId })) {
    installations.push(...(page.installations ?? []));
  }
  installations.sort((a, b) => a.appId - b.appId || a.installationId - b.installationId);
  const whose = appId === undefined ? '' : ` of App ${appId}`;
  const none = `No installations${whose} are known. Install the App on an account, then run "refresh".`;
  return {
    exitCode: exitCodes.ok,
    json: { installations },
    text: installations.length === 0 ? none : formatTable(head, installations.map(toRow)),
  };
}

function toRow(installation: InstallationRecord): string[] {
  return [
    String(installation.appId),
    String(installation.installationId),
    installation.targetType,
    installation.name,
    installation.nodeId,
    installation.repositorySelection ?? '',
    installation.suspendedAt?.toISOString() ?? '',
  ];
}
