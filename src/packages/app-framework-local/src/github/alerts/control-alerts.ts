import { Hono } from 'hono';
import { createActOf } from '../control/control-act';
import { ControlError, readBody } from '../control/control-input';
import { createLookups } from '../control/lookups';
import type { World } from '../world/world';
import { createAlertActs } from './alert-acts';
import { alertChange, newAlert, newAnalysis } from './alert-shapes';

/** The part of the control API in which GitHub finds something, and it is fixed or dismissed. */
export function controlAlerts(world: World) {
  const acts = createAlertActs(world);
  const actOf = createActOf(world);
  const { repositoryCalled } = createLookups(world);
  return new Hono()
    .post('/alerts', async (c) => {
      const { repository, sender, ...asked } = await readBody(c, newAlert);
      const alert = acts.create({ ...asked, repository: repositoryCalled(repository) }, actOf(c, sender));
      return c.json({ number: alert.number }, 201);
    })
    .patch('/alerts', async (c) => {
      const { repository, source, number, sender, ...asked } = await readBody(c, alertChange);
      const alert = world.alerts.find(repositoryCalled(repository), source, number);
      if (alert === undefined)
        throw new ControlError(404, `There is no alert ${number} of ${source} in ${repository}.`);
      acts.change(alert, asked, actOf(c, sender));
      return c.json({ number });
    })
    .post('/analyses', async (c) => {
      const { repository, ref } = await readBody(c, newAnalysis);
      acts.analyse(repositoryCalled(repository), ref);
      return c.json({});
    });
}
