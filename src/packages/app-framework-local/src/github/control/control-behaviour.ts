import { Hono } from 'hono';
import type { RateLimitOwner } from '../rate-limits/rate-limits';
import type { World } from '../world/world';
import { ControlError, readBody } from './control-input';
import { clockChange, newFault, newRateLimit, tokenFormChange } from './control-shapes';

export interface Resettable {
  readonly world: World;
  readonly reset: () => void;
}

/** The part of the control API that decides how GitHub behaves and tells what it saw. */
export function controlBehaviour({ world, reset }: Resettable) {
  const { clock, faults, rateLimits, requests, secrets, tokenWriter, writeLimits } = world;
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
      const { appId, installationId, userId, writeLimits: isWatched, ...wanted } = await readBody(c, newRateLimit);
      const owners: RateLimitOwner[] = [
        ...(appId === undefined ? [] : [`app:${appId}` as const]),
        ...(installationId === undefined ? [] : [`installation:${installationId}` as const]),
        ...(userId === undefined ? [] : [`user:${userId}` as const]),
      ];
      if (owners.length !== 1) throw new ControlError(400, 'Give one of appId, installationId and userId.');
      rateLimits.set(owners[0], wanted);
      if (isWatched && installationId !== undefined) writeLimits.watch(installationId);
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
