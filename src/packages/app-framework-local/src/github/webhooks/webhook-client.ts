import type { ControlCall } from '../control/control-call';
import type { HookSetting, NewDelivery, NewDeliveryFault, WebhookSettings } from './webhook-shapes';
import * as shapes from './webhook-shapes';

/** The part of the control client for webhooks. */
export function webhookControl({ send, make, set, put, remove }: ControlCall) {
  return {
    /** Sets the whole webhook of an App: what is absent is not kept from before. */
    setWebhook: (appId: number, hook: HookSetting) => put(`/apps/${appId}/webhook`, hook),
    /** Posts a payload to the App's endpoint. With `wait`, the answer tells what the endpoint made of it. */
    postWebhook: (appId: number, delivery: NewDelivery) =>
      make(`/apps/${appId}/deliveries`, delivery, shapes.postedDelivery),
    /** GitHub's log of deliveries to the App, newest first. */
    deliveries: async (appId: number) =>
      (await send('GET', `/apps/${appId}/deliveries`, { answer: shapes.deliveriesView })).deliveries,
    addDeliveryFault: (fault: NewDeliveryFault) => set('/delivery-faults', fault),
    clearDeliveryFaults: () => remove('/delivery-faults'),
    setWebhookSettings: (settings: WebhookSettings) => set('/webhook-settings', settings),
    /** Waits until no delivery is on its way; what waits to be overtaken goes out. */
    webhooksSettled: () => set('/settle', {}),
  };
}
