import { openSync } from './open-sync';

export type { SyncEnvironment as SyncInstallationsEnvironment } from './open-sync';

const sync = openSync();

/** The schedule's entry. What the sync did stands in the log; a run with an App that failed ends as an error, so that alarms see it. */
export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const { failures } = await sync(() => context.getRemainingTimeInMillis());
  if (failures.length > 0)
    throw new Error(`Apps could not be synced: ${failures.map(({ appId }) => appId).join(', ')}`);
}
