import { Hono } from 'hono';
import type { World } from '../world/world';
import { ControlError, readBody } from './control-input';
import { clockChange, newFault, newRateLimit, tokenFormChange } from './control-shapes';

export interface Resettable {
  readonly world: World;
  readonly reset: () => void;
}

/** The part of the control API that decides how GitHub behaves and tells what it saw. */
export function controlBehaviour({ world, reset }: Resettable) {
  const { clock, faults, rateLimits, requests, secrets, tokenWriter } = world;
  return new Hono()
    .get('/health', (c) => c.json({}))
    .post('/reset', (c) => {
      reset();
      return c.json({});
    })
    .post('/clock', async (c) => {
      clock.shift((await readBody(c, clockChange)).offsetSeconds);
      return c.json({});
    })
    .post('/token-form', async (c) => {
      tokenWriter.use((await readBody(c, tokenFormChange)).form);
      return c.json({});
    })
    .post('/rate-limits', async (c) => {
      const { appId, installationId, ...wanted } = await readBody(c, newRateLimit);
      if (appId !== undefined && installationId === undefined) rateLimits.set(`app:${appId}`, wanted);
      else if (installationId !== undefined && appId === undefined) {
        rateLimits.set(`installation:${installationId}`, wanted);
      } else throw new ControlError(400, 'Give either appId or installationId.');
      return c.json({});
    })
    .post('/faults', async (c) => {
      const plan = await readBody(c, newFault);
      try {
        return c.json({ id: faults.add(plan) }, 201);
      } catch (error) {
        throw new ControlError(400, `body.path must be a regular expression: ${String(error)}`);
      }
    })
    .delete('/faults', (c) => {
      faults.clear();
      return c.json({});
    })
    .get('/requests', (c) => {
      const since = Number(c.req.query('since') ?? 0);
      if (!Number.isInteger(since) || since < 0) throw new ControlError(400, 'since must be a whole number from 0 on.');
      return c.json(requests.since(since));
    })
    .get('/secrets', (c) => c.json(secrets.all()));
}
