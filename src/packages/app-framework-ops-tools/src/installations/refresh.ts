import { RefreshCachedDataCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields, formatTable } from '../command-line/table';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';

/** What to refresh: all Apps, where none is named. */
export interface RefreshRequest {
  readonly app?: AppReference | undefined;
  readonly table?: string | undefined;
}

/** Has the deployment ask GitHub for installations now. */
export async function refresh({ app, table }: RefreshRequest, { progress }: CommandContext): Promise<CommandResult> {
  const client = await connectTo({ endpoint: 'RefreshCachedDataEndpoint', table });
  const appId = app === undefined ? undefined : await appIdOf(app, table);
  progress(
    `Refreshing the installations of ${appId === undefined ? 'all Apps' : `App ${appId}`}; this can take minutes with many installations.`,
  );
  const { message, refreshedDate, counts, failures = [] } = await client.send(new RefreshCachedDataCommand({ appId }));
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
