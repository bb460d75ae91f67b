import type { SyncInstallations } from './sync';

/** What the schedule starts. What the sync did stands in the log; a run with an App that failed ends as an error, so that alarms see it. */
export function createScheduledSync(sync: SyncInstallations) {
  return async (_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> => {
    const { failures } = await sync(() => context.getRemainingTimeInMillis());
    if (failures.length === 0) return;
    throw new Error(`Apps could not be synced: ${failures.map(({ appId }) => appId).join(', ')}`);
  };
}
