import { serveEvents } from '../handlers/serve-events';
import { createApplyInstallationEvents } from './apply-installation-events';
import { openInstallationEvents } from './open-installation-events';

export type { ApplyInstallationEventsEnvironment } from './open-installation-events';

export const handler = serveEvents(createApplyInstallationEvents(openInstallationEvents()));
