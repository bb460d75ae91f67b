import { serveEvents } from '../handlers/serve-events';
import { createFollowInstallations } from './follow-installations';
import { openBindings } from './open-install-links';

export const handler = serveEvents(createFollowInstallations(openBindings()));
