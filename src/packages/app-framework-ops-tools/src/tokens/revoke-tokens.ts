import { RevokeInstallationTokensCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { CommandError } from '../command-line/failures';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';
import { revokeReport } from './revoke-report';
import { type RevokeAnswer, revokeInRounds } from './revoke-rounds';

/** Whose tokens to revoke, whether to suspend as well, and whether that is agreed already. */
export interface RevokeRequest {
  readonly app: AppReference;
  readonly nodeId?: string;
  readonly installationId?: number;
  readonly owner?: string;
  readonly enterprise?: string;
  readonly suspend?: true;
  readonly table?: string;
  readonly consent: 'given' | 'ask';
}

interface IdentifiedRequest extends RevokeRequest {
  readonly appId: number;
}

/** Ends every live token that a deployment minted for an App, or for one installation of it. */
export async function revokeTokens(asked: RevokeRequest, context: CommandContext): Promise<CommandResult> {
  const { nodeId, installationId, owner, enterprise, suspend, table } = asked;
  const appId = await appIdOf(asked.app, table);
  const request = { ...asked, appId };
  await agree(request, context);
  const client = await connectTo({ endpoint: 'RevokeInstallationTokensEndpoint', table });
  const input = { appId, nodeId, installationId, owner, enterprise };
  const ask = async (): Promise<RevokeAnswer> =>
    client.send(new RevokeInstallationTokensCommand({ ...input, ...(suspend && { suspend }) }));
  context.progress(`Revoking the live tokens of ${describe(request)}; this can take minutes with many tokens.`);
  const total = await revokeInRounds({
    ask,
    rounds: suspend ? 'one' : 'while it helps',
    progress: context.progress,
  });
  return revokeReport(request, total);
}

async function agree(request: IdentifiedRequest, { ask }: CommandContext): Promise<void> {
  if (request.consent === 'given') return;
  if (ask === undefined) {
    throw new CommandError(
      'usage',
      'Nobody can be asked here: say --yes to revoke without a question. Nothing was done.',
    );
  }
  const and = request.suspend ? ' and suspend it, until somebody unsuspends it at GitHub' : '';
  const question = `Revoke all live tokens of ${describe(request)}${and}? Work under way with them fails.`;
  if ((await ask(question)) === 'no') throw new CommandError('refused', 'Not agreed: nothing was revoked.');
}

function describe({ appId, nodeId, installationId, owner, enterprise }: IdentifiedRequest): string {
  if (installationId !== undefined) return `installation ${installationId} of App ${appId}`;
  if (owner !== undefined) return `the installation of App ${appId} on ${owner}`;
  if (enterprise !== undefined) return `the installation of App ${appId} on the enterprise ${enterprise}`;
  if (nodeId !== undefined) return `the installation of App ${appId} on the account with node id ${nodeId}`;
  return `every installation of App ${appId}`;
}
