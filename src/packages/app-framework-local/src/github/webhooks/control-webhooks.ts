import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { ControlError, numberInPath, readBody } from '../control/control-input';
import { createLookups } from '../control/lookups';
import type { World } from '../world/world';
import type { Delivery } from './deliveries';
import {
  type DeliveryView,
  hookSetting,
  type NewDelivery,
  newDelivery,
  newDeliveryFault,
  type PostedDelivery,
  webhookSettings,
} from './webhook-shapes';

/** The part of the control API that sets webhooks up, posts them on command and makes trouble for them. */
export function controlWebhooks(world: World) {
  const { deliveries, faults, outbox, courier } = world.webhooks;
  const { appOf } = createLookups(world);
  return new Hono()
    .put('/apps/:id/webhook', async (c) => {
      const { url, secret, contentType, insecureSsl, active } = await readBody(c, hookSetting);
      const { webhook } = appOf(numberInPath(c.req.param('id')));
      webhook.url = url;
      webhook.secret = secret;
      webhook.contentType = contentType ?? 'json';
      webhook.insecureSsl = insecureSsl === true ? '1' : '0';
      webhook.active = active ?? true;
      if (secret !== undefined) world.secrets.noteWebhookSecret(secret);
      return c.json({});
    })
    .post('/apps/:id/deliveries', async (c) => {
      const app = appOf(numberInPath(c.req.param('id')));
      const asked = await readBody(c, newDelivery);
      if (app.webhook.url === undefined) {
        throw new ControlError(
          409,
          `The App ${app.id} has no webhook URL. Set it with PUT /_control/apps/{id}/webhook.`,
        );
      }
      const guid = asked.deliveryId ?? randomUUID();
      const { event, secret } = asked;
      const posting = { app, guid, event, payload: payloadOf(asked), isRedelivery: false };
      const delivering = outbox.post(secret === undefined ? posting : { ...posting, secret });
      if (asked.wait !== true) return c.json<PostedDelivery>({ deliveryId: guid }, 202);
      const delivery = await delivering;
      return c.json<PostedDelivery>({ deliveryId: guid, ...(delivery && { listed: viewOf(delivery) }) });
    })
    .get('/apps/:id/deliveries', (c) => {
      const app = appOf(numberInPath(c.req.param('id')));
      return c.json({ deliveries: [...deliveries.newestFirst(app)].map(viewOf) });
    })
    .post('/delivery-faults', async (c) => {
      faults.add(await readBody(c, newDeliveryFault));
      return c.json({}, 201);
    })
    .delete('/delivery-faults', (c) => {
      faults.clear();
      return c.json({});
    })
    .post('/webhook-settings', async (c) => {
      const { concurrency, timeoutMilliseconds } = await readBody(c, webhookSettings);
      if (concurrency !== undefined) outbox.setConcurrency(concurrency);
      if (timeoutMilliseconds !== undefined) courier.setTimeout(timeoutMilliseconds);
      return c.json({});
    })
    .post('/settle', async (c) => {
      await outbox.settle();
      return c.json({});
    });
}

function payloadOf({ payload, body }: NewDelivery): string {
  if (body !== undefined && payload === undefined) return body;
  if (payload !== undefined && body === undefined) return JSON.stringify(payload);
  throw new ControlError(400, 'Give either payload, as JSON, or body, as text.');
}

function viewOf({ id, guid, event, action, isRedelivery, status, statusCode }: Delivery): DeliveryView {
  const view = { id: String(id), deliveryId: guid, event, isRedelivery, status, statusCode };
  return action === null ? view : { ...view, action };
}
