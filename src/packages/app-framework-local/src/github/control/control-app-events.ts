import { Hono } from 'hono';
import { createCheckActs } from '../checks/check-acts';
import { createAuthorizationActs } from '../oauth/authorization-acts';
import { pingMembers } from '../webhooks/ping-event';
import type { World } from '../world/world';
import { checkRunRequest, checkSuiteRequest, senderOnly } from './activity-shapes';
import { createActOf } from './control-act';
import { ControlError, numberInPath, readBody } from './control-input';
import { createLookups } from './lookups';

/** The part of the control API in which people turn to one App: its check runs, its hook, its rights. */
export function controlAppEvents(world: World) {
  const { announce, checks } = world;
  const acts = createCheckActs(world);
  const authorizations = createAuthorizationActs(world);
  const actOf = createActOf(world);
  const { appOf } = createLookups(world);
  return new Hono()
    .post('/check-run-requests', async (c) => {
      const { id, button, identifier, sender } = await readBody(c, checkRunRequest);
      const run = checks.find(id);
      if (run === undefined) throw new ControlError(404, `There is no check run ${id}.`);
      const shown = run.actions.find(({ label }) => label === button);
      if (button !== undefined && shown === undefined)
        throw new ControlError(409, `The check run ${id} shows no button ${button} now.`);
      const pressed = identifier ?? shown?.identifier;
      if (pressed === undefined) acts.rerequest(run, actOf(c, sender));
      else acts.requestAction(run, pressed, actOf(c, sender));
      return c.json({});
    })
    .post('/check-suite-requests', async (c) => {
      const { id, sender } = await readBody(c, checkSuiteRequest);
      const [first, ...others] = checks.inSuite(id);
      if (first === undefined) throw new ControlError(404, `There is no check suite ${id}.`);
      acts.rerequestSuite([first, ...others], actOf(c, sender));
      return c.json({});
    })
    .post('/apps/:id/pings', async (c) => {
      const app = appOf(numberInPath(c.req.param('id')));
      const act = actOf(c, (await readBody(c, senderOnly)).sender);
      announce.toApp({ event: 'ping', app, act, members: pingMembers(app, act.base) });
      return c.json({});
    })
    .post('/apps/:id/revocations', async (c) => {
      const app = appOf(numberInPath(c.req.param('id')));
      const act = actOf(c, (await readBody(c, senderOnly)).sender);
      authorizations.revoke(app, act);
      return c.json({});
    });
}
