import { RefreshCachedDataCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields, formatTable } from '../command-line/table';
import { connectTo } from '../deployments/framework-client';

/** Has the deployment ask GitHub for the installations of all its Apps now. */
export async function refresh({ table }: { table?: string }, { progress }: CommandContext): Promise<CommandResult> {
  const client = await connectTo({ endpoint: 'RefreshCachedDataEndpoint', table });
  progress('Refreshing the installations of all Apps; this can take minutes with many installations.');
  const { message, refreshedDate, counts, failures = [] } = await client.send(new RefreshCachedDataCommand({}));
  const text = [
    message,
    formatFields({
      Apps: String(counts.apps),
      Installations: String(counts.installations),
      'Rows written': String(counts.written),
      'Rows removed': String(counts.removed),
      'Rows unchanged': String(counts.unchanged),
    }),
  ];
  if (failures.length > 0) {
    text.push(
      formatTable(
        ['APP', 'NOT REFRESHED BECAUSE'],
        failures.map(({ appId, reason }) => [String(appId), reason]),
      ),
    );
  }
  return {
    exitCode: failures.length > 0 ? exitCodes.partlyDone : exitCodes.ok,
    json: { message, refreshedDate, counts, failures },
    text: text.join('\n\n'),
  };
}
