import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { CommandError } from '../command-line/failures';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { createDirectory } from '../deployments/directory';
import { connectKeyRetirement } from './key-retirement';
import { retireReport } from './retire-report';

/** Whose keys to retire, and how. */
export interface RetireRequest {
  readonly app: AppReference;
  readonly table?: string;
  readonly urgency: 'after the wait' | 'now';
  /** Seconds, or not at all: then keys whose wait is not over are left to another run. */
  readonly wait: { readonly seconds: number; readonly where: 'here' | 'elsewhere' };
  readonly deletionDays?: number;
  readonly consent: 'given' | 'ask';
}

/** In an emergency nothing waits, so there is no wait to leave: Ctrl-C ends the process as ever. */
const NEVER = new AbortController().signal;

/** Takes the keys out of use that an App does not sign with any more. */
export async function retireKeys(request: RetireRequest, context: CommandContext): Promise<CommandResult> {
  const { app, table, urgency, wait, deletionDays } = request;
  const { tagging, lambda } = createAwsClients();
  const directory = createDirectory({ tagging, lambda });
  const tableName = table ?? (await directory.theAppTable({ option: 'the option --table NAME' }));
  const appId = await appIdOf(app, tableName);
  await agree({ ...request, appId }, context);
  const retire = connectKeyRetirement({
    tableName,
    findKeys: () => directory.signingKeys({ tableName, appId }),
    context,
    signal: urgency === 'now' ? NEVER : context.takeOverInterrupt(() => 'Leaving the wait; both keys stay usable.'),
  });
  const retirement = await retire({
    appId,
    urgency,
    waitSeconds: wait.seconds,
    waiting: wait.where,
    ...(deletionDays !== undefined && { deletionDays }),
  });
  return retireReport({ retirement, tableName });
}

/** What cannot be undone by the operator alone is asked for: who may retire may neither enable a key nor cancel its deletion. */
async function agree(request: RetireRequest & { readonly appId: number }, context: CommandContext): Promise<void> {
  const { appId, urgency, deletionDays, consent } = request;
  const consequences = [
    ...(urgency === 'now' ? ['disables at once'] : []),
    ...(deletionDays === undefined ? [] : [`has KMS delete in ${deletionDays} days`]),
  ];
  if (consequences.length === 0 || consent === 'given') {
    return;
  }
  const sentence = `This ${consequences.join(' and ')} every key of App ${appId} in this deployment but the one that it signs with.`;
  if (context.ask === undefined) {
    throw new CommandError('usage', `${sentence} There is no terminal to ask at: give --yes. Nothing was changed.`);
  }
  if ((await context.ask(`${sentence} Go on?`)) === 'no') {
    throw new CommandError('refused', 'Nothing was changed.');
  }
}
