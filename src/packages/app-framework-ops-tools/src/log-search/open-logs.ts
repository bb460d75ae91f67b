import { CommandError } from '../command-line/failures';
import { openLedger } from '../deliveries/open-ledger';
import { createSignedCalls } from '../deployments/signed-call';
import { createLogSearcher } from './searched-logs';

/** Where the logs of a deployment are, and its ledger, which says so. @throws CommandError where it does not */
export async function openLogs({ ledger }: { readonly ledger?: string | undefined }) {
  const opened = await openLedger({ ledger });
  const { logGroups } = await opened.records.operations();
  if (logGroups === undefined)
    throw new CommandError('failed', 'The deployment does not say where its logs are: deploy it with this version.');
  return { ...opened, search: createLogSearcher({ calls: createSignedCalls(opened.lambda), prefixes: logGroups }) };
}
