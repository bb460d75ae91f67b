import { countOfCredentials } from '../metrics/failure-metric';
import type { SyncInstallations } from './sync';

/** What the schedule starts. What the sync did stands in the log; a run with an App that failed ends as an error, so that alarms see it. */
export function createScheduledSync(sync: SyncInstallations) {
  return async (_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> => {
    const { failures, unfinished, counts } = await sync(() => context.getRemainingTimeInMillis());
    // Of a part of the Apps nothing is told: it would look as if the others had been uninstalled.
    if (failures.length + unfinished.length === 0)
      countOfCredentials('ActiveInstallations', counts.installations - counts.suspended, {
        event: 'installations counted',
      });
    if (failures.length === 0) return;
    throw new Error(`Apps could not be synced: ${failures.map(({ appId }) => appId).join(', ')}`);
  };
}
