import { Hono } from 'hono';
import { type ApiEnvironment, callingApp, jsonObject } from '../server/call';
import { invalidRequest } from '../server/github-error';
import type { AppBody, WebhookConfig } from '../server/schemas';
import type { World } from '../world/world';
import { appBody, webhookConfigBody } from './app-body';

/** What an App asks about itself, with its JWT. */
export function appRoutes({ installations }: World) {
  return new Hono<ApiEnvironment>()
    .get('/app', (c) => {
      const app = callingApp(c);
      return c.json<AppBody>(appBody(app, installations.countOf(app), c.var.call.base));
    })
    .get('/app/hook/config', (c) => c.json<WebhookConfig>(webhookConfigBody(callingApp(c))))
    .patch('/app/hook/config', async (c) => {
      const app = callingApp(c);
      const body = await jsonObject(c);
      app.webhook.url = textOf(body, 'url') ?? app.webhook.url;
      app.webhook.contentType = textOf(body, 'content_type') ?? app.webhook.contentType;
      app.webhook.insecureSsl = textOf(body, 'insecure_ssl') ?? app.webhook.insecureSsl;
      if (textOf(body, 'secret') !== undefined) app.webhook.hasSecret = true;
      return c.json<WebhookConfig>(webhookConfigBody(app));
    });
}

function textOf(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalidRequest(`For 'properties/${name}', the value is not a string.`);
}
