import {
  type AppFrameworkClient,
  CreateInstallLinkCommand,
  type IntegrationRecord,
  paginateListIntegrations,
  RevokeIntegrationCommand,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields, formatTable } from '../command-line/table';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { clientAt } from '../deployments/framework-client';
import { functionUrl } from '../deployments/function-url';
import { onlyTagged, taggedFunction } from '../deployments/only-tagged';

/** Whose integrations are meant, and of which deployment. */
export interface IntegrationsRequest {
  readonly user: string;
  /** Name of the function that serves them, where there are several. */
  readonly function?: string;
}

export interface LinkRequest extends IntegrationsRequest {
  readonly appId: AppReference;
  readonly label: string;
}

export interface RevokeRequest extends IntegrationsRequest {
  readonly integration: string;
  readonly uninstall?: true;
  readonly consent: 'given' | 'ask';
}

const served = taggedFunction({ value: 'Integrations', what: 'integrations', construct: 'InstallLinks' });

async function open({ function: named }: IntegrationsRequest): Promise<AppFrameworkClient> {
  const { tagging, lambda } = createAwsClients();
  return clientAt(await functionUrl(lambda, named ?? (await onlyTagged(tagging, served))));
}

/** Makes a link by which a user installs an App. */
export async function makeLink({ appId: app, label, ...request }: LinkRequest): Promise<CommandResult> {
  const client = await open(request);
  const appId = await appIdOf(app, undefined);
  const asked = new CreateInstallLinkCommand({ appId, userId: request.user, userLabel: label });
  const { url, expirationTime } = await client.send(asked);
  const until = expirationTime.toISOString();
  return {
    exitCode: exitCodes.ok,
    json: { url, expirationTime: until },
    text: `${url}\n\nIt is for ${label} alone, good once, until ${until}.`,
  };
}

/** Lists the integrations of a user. */
export async function listIntegrations(request: IntegrationsRequest): Promise<CommandResult> {
  const client = await open(request);
  const integrations: IntegrationRecord[] = [];
  for await (const page of paginateListIntegrations({ client }, { userId: request.user }))
    integrations.push(...page.integrations);
  const rows = integrations.map(({ status, appId, installationId, accountLogin, integrationId }) => [
    ...[status, String(appId), String(installationId), accountLogin],
    integrationId,
  ]);
  const head = ['STATUS', 'APP', 'INSTALLATION', 'ACCOUNT', 'INTEGRATION'];
  const text = rows.length === 0 ? `The user ${request.user} has no integrations.` : formatTable(head, rows);
  return { exitCode: exitCodes.ok, json: { integrations }, text };
}

/** Ends an integration of a user; the App goes from the account where that is asked for and agreed to. */
export async function revokeIntegration(
  { integration: integrationId, uninstall, consent, ...request }: RevokeRequest,
  { ask }: CommandContext,
): Promise<CommandResult> {
  if (uninstall && consent === 'ask') {
    if (ask === undefined)
      throw new CommandError('usage', 'There is no terminal to ask at: give --yes to uninstall. Nothing was changed.');
    const question = `Uninstall the App from the account of integration ${integrationId}? All that it does there ends.`;
    if ((await ask(question)) === 'no') throw new CommandError('refused', 'Nothing was changed.');
  }
  const client = await open(request);
  const asked = new RevokeIntegrationCommand({ userId: request.user, integrationId, uninstall });
  const { integration, leftAtGitHub } = await client.send(asked);
  const { accountLogin, status } = integration;
  return {
    exitCode: exitCodes.ok,
    json: { integration, leftAtGitHub },
    text: formatFields({ Account: accountLogin, Status: status, 'At GitHub': leftAtGitHub ?? 'nothing is left' }),
  };
}
