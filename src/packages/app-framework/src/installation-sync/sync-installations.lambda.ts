import { openSync } from './open-sync';
import { createScheduledSync } from './scheduled-sync';

export type { SyncEnvironment as SyncInstallationsEnvironment } from './open-sync';

export const handler = createScheduledSync(openSync());
