import { Hono } from 'hono';
import { controlAlerts } from '../alerts/control-alerts';
import { controlMembers } from '../members/control-members';
import { controlOAuth } from '../oauth/control-oauth';
import { isLoopback } from '../server/loopback';
import { controlWebhooks } from '../webhooks/control-webhooks';
import { controlAppEvents } from './control-app-events';
import { controlBehaviour, type Resettable } from './control-behaviour';
import { controlComments } from './control-comments';
import { controlConversations } from './control-conversations';
import { ControlError } from './control-input';
import { controlRepositories } from './control-repositories';
import { controlWorld } from './control-world';

/** The control API, under `/_control`: how tests and people set the local GitHub up. It hands out secrets. */
export function createControl(deployment: Resettable): Hono {
  const control = new Hono().basePath('/_control');
  control.use(async (c, next) => {
    // A web page that somebody happens to have open must not get at the secrets, by whatever name it found us.
    const isBrowser = c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined;
    if (isBrowser || !isLoopback(new URL(c.req.url).hostname)) {
      throw new ControlError(403, 'The control API is for programs on this machine.');
    }
    await next();
  });
  control.route('/', controlWorld(deployment.world));
  control.route('/', controlRepositories(deployment.world));
  control.route('/', controlConversations(deployment.world));
  control.route('/', controlComments(deployment.world));
  control.route('/', controlAlerts(deployment.world));
  control.route('/', controlMembers(deployment.world));
  control.route('/', controlOAuth(deployment.world));
  control.route('/', controlAppEvents(deployment.world));
  control.route('/', controlWebhooks(deployment.world));
  control.route('/', controlBehaviour(deployment));
  control.notFound((c) => c.json({ message: `The control API has no ${c.req.method} ${c.req.path}.` }, 404));
  control.onError((error, c) => c.json({ message: error.message }, error instanceof ControlError ? error.status : 409));
  return control;
}
