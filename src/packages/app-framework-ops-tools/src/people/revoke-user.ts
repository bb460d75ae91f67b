import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatTable } from '../command-line/table';
import { invoke } from '../deliveries/repetition';
import { openPeople } from './people-deployment';

export interface RevokeUserRequest {
  readonly userId: number;
  readonly clientId?: string;
  readonly ledger?: string;
}

/** Ends the sign-ins of a person: at GitHub, and then here. The deployment does it; whoever runs this reads no token. */
export async function revokeUser(
  { userId, clientId, ledger }: RevokeUserRequest,
  { progress }: CommandContext,
): Promise<CommandResult> {
  const { lambda, people } = await openPeople({ ledger });
  progress('Having the deployment end it at GitHub.');
  const input = { userId, ...(clientId !== undefined && { clientId }) };
  const answer = await invoke({ lambda, functionName: people.revokeUserFunction, input });
  const { revocations } = Object(answer);
  if (!Array.isArray(revocations)) {
    throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
  }
  if (revocations.length === 0)
    throw new CommandError('not-found', `No App of the deployment has the client ${clientId}.`);
  const rows = revocations.map(({ appId, clientId: client, outcome, reason = '' }) => [
    `${appId}`,
    client,
    outcome,
    reason,
  ]);
  const isLeft = revocations.some(({ outcome }) => outcome === 'failed');
  const text = formatTable(['App', 'Client', 'Outcome', 'Reason'], rows);
  return {
    exitCode: isLeft ? exitCodes.partlyDone : exitCodes.ok,
    json: revocations,
    text: isLeft ? `${text}\n\nWhat failed is as it was: run this again.` : text,
  };
}
