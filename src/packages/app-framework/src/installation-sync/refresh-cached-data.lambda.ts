import { serveOperation } from '../api/serve-operation';
import { openSync } from './open-sync';
import { createRefreshCachedData } from './refresh-cached-data';

export type { SyncEnvironment as RefreshCachedDataEnvironment } from './open-sync';

export const handler = serveOperation('RefreshCachedData', createRefreshCachedData({ sync: openSync() }));
