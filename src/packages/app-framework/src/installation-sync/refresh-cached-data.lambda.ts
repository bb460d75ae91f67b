import { serveOperation } from '../api/serve-operation';
import { openSync } from './open-sync';
import { createRefreshCachedData } from './refresh-cached-data';
import { createScheduledSync } from './scheduled-sync';

export type { SyncEnvironment } from './open-sync';

const sync = openSync();

export const handler = serveOperation('RefreshCachedData', createRefreshCachedData({ sync }));

/** What the schedule starts, in a function of its own with the same code. */
export const scheduled = createScheduledSync(sync);
