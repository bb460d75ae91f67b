import { Hono } from 'hono';
import { type ApiEnvironment, callingApp } from '../server/call';
import type { AppBody } from '../server/schemas';
import type { World } from '../world/world';
import { appBody } from './app-body';

/** What an App asks about itself, with its JWT. */
export function appRoutes({ installations }: World) {
  return new Hono<ApiEnvironment>().get('/app', (c) => {
    const app = callingApp(c);
    return c.json<AppBody>({ ...appBody(app, c.var.call.base), installations_count: installations.countOf(app) });
  });
}
