import { Hono } from 'hono';
import type { App } from '../apps/apps';
import { textMember, wordMember } from '../server/body-members';
import { type ApiContext, type ApiEnvironment, callingApp, jsonObject } from '../server/call';
import { notFound } from '../server/github-error';
import type { WebhookConfig } from '../server/schemas';
import type { World } from '../world/world';
import type { Delivery } from './deliveries';
import { deliveryBody, deliveryItem } from './delivery-body';
import { deliveryPage } from './delivery-pages';
import { exactJson } from './exact-json';

/** What an App asks about its webhook and the deliveries to it, with its JWT. */
export function hookRoutes({ webhooks, secrets }: World) {
  const { deliveries, outbox } = webhooks;

  function asked(c: ApiContext, app: App): Delivery {
    const id = c.req.param('id') ?? '';
    const delivery = /^\d{1,19}$/.test(id) ? deliveries.find(app, BigInt(id)) : undefined;
    if (delivery === undefined) throw notFound();
    return delivery;
  }

  return new Hono<ApiEnvironment>()
    .get('/app/hook/config', (c) => c.json<WebhookConfig>(configBody(callingApp(c))))
    .patch('/app/hook/config', async (c) => {
      const app = callingApp(c);
      const body = await jsonObject(c);
      const url = textMember(body, 'url');
      const contentType = wordMember(body, 'content_type', ['json', 'form']);
      const insecureSsl = textMember(body, 'insecure_ssl');
      const { webhook } = app;
      if (url !== undefined) webhook.url = url;
      if (contentType !== undefined) webhook.contentType = contentType;
      if (insecureSsl !== undefined) webhook.insecureSsl = insecureSsl === '1' ? '1' : '0';
      // As at GitHub: a secret that is not sent along is no longer there.
      webhook.secret = textMember(body, 'secret');
      if (webhook.secret !== undefined) secrets.noteWebhookSecret(webhook.secret);
      return c.json<WebhookConfig>(configBody(app));
    })
    .get('/app/hook/deliveries', (c) => {
      const { items, link } = deliveryPage(deliveries.newestFirst(callingApp(c)), c.var.call.url);
      if (link !== undefined) c.header('link', link);
      return json(c, items.map(deliveryItem));
    })
    .get('/app/hook/deliveries/:id', (c) => json(c, deliveryBody(asked(c, callingApp(c)))))
    .post('/app/hook/deliveries/:id/attempts', (c) => {
      const app = callingApp(c);
      const { guid, event, payload } = asked(c, app);
      void outbox.post({ app, guid, event, payload, isRedelivery: true });
      return c.json({}, 202);
    });
}

function json(c: ApiContext, body: unknown): Response {
  c.header('content-type', 'application/json; charset=utf-8');
  return c.body(exactJson(body));
}

/** GitHub never shows a webhook secret again: eight stars say that there is one. */
function configBody({ webhook }: App): WebhookConfig {
  const body: WebhookConfig = { content_type: webhook.contentType, insecure_ssl: webhook.insecureSsl };
  if (webhook.url !== undefined) body.url = webhook.url;
  if (webhook.secret !== undefined) body.secret = '********';
  return body;
}
