import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { openLedger } from './open-ledger';
import { type Invocation, invoke } from './repetition';

/** Has the deployment publish now what it took, and fetch now what never arrived. */
export async function recoverDeliveries(
  request: { readonly ledger?: string },
  { progress }: CommandContext,
): Promise<CommandResult> {
  const { lambda, records } = await openLedger(request);
  const { recoveryFunction, sweepFunction } = await records.operations();
  progress('Publishing what was taken and did not come to the bus.');
  const recovery = await figuresOf({ lambda, functionName: recoveryFunction });
  if (sweepFunction !== undefined) progress('Comparing with the lists of GitHub; this can take minutes.');
  const sweep = sweepFunction === undefined ? undefined : await figuresOf({ lambda, functionName: sweepFunction });
  const left = [recovery.withoutPayload, recovery.failed, sweep?.failed, sweep?.unrecoverable];
  const failures = [recovery.failure, sweep?.failure].filter((failure) => failure !== undefined);
  const isLeft = failures.length > 0 || left.some((count) => Number(count ?? 0) > 0);
  return {
    exitCode: isLeft ? exitCodes.partlyDone : exitCodes.ok,
    json: { recovery, ...(sweep && { sweep }) },
    text: [
      formatFields({
        Published: told(recovery.recovered),
        'Without payload': told(recovery.withoutPayload),
        Failed: told(recovery.failed),
        ...(sweep && {
          Fetched: told(sweep.recovered),
          'Asked again': told(sweep.redeliveriesAsked),
          Unrecoverable: told(sweep.unrecoverable),
          'Not fetched': told(sweep.failed),
        }),
      }),
      ...(sweep
        ? []
        : ['The deployment has no sweep: give it apps and a credentialManager to fetch what never arrived.']),
      ...failures,
      ...(isLeft ? ['What is left is tried again by itself; the logs of the functions say what is in the way.'] : []),
    ].join('\n\n'),
  };
}

/** One that fails keeps nobody from the other. */
async function figuresOf(which: Pick<Invocation, 'lambda' | 'functionName'>): Promise<Record<string, unknown>> {
  try {
    return Object(await invoke({ ...which, input: {} }));
  } catch (error) {
    if (error instanceof CommandError && error.kind === 'failed') return { failure: error.message };
    throw error;
  }
}

function told(count: unknown): string | undefined {
  return typeof count === 'number' ? String(count) : undefined;
}
