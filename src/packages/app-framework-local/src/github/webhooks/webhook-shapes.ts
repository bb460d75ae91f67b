import {
  anything,
  type FromShape,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  shapeBy,
  text,
  wholeNumber,
} from '../control/json-shape';

/** The whole webhook of an App: what is absent is not kept from before. */
export const hookSetting = object({
  url: optional(text),
  secret: optional(text),
  contentType: optional(oneOf('json', 'form')),
  insecureSsl: optional(flag),
  active: optional(flag),
});

/** `payload` as JSON, or `body` as the exact text of it. */
export const newDelivery = object({
  event: text,
  payload: optional(anything),
  body: optional(text),
  deliveryId: optional(text),
  secret: optional(text),
  wait: optional(flag),
});

const deliveryView = object({
  id: text,
  deliveryId: text,
  event: text,
  action: optional(text),
  isRedelivery: flag,
  status: text,
  statusCode: wholeNumber,
});
/** `listed` only for who waited, and only when the delivery was not lost. */
export const postedDelivery = object({ deliveryId: text, listed: optional(deliveryView) });
export const deliveriesView = object({ deliveries: listOf(deliveryView) });

const effect = oneOf('lost', 'unreachable', 'timedOut', 'unheard', 'delayed', 'repeated', 'overtaken', 'withheld');

export const newDeliveryFault = object({
  effect,
  appId: optional(wholeNumber),
  event: optional(text),
  action: optional(text),
  times: optional(wholeNumber),
  afterDeliveries: optional(wholeNumber),
  milliseconds: optional(wholeNumber),
  copies: optional(wholeNumber),
  by: optional(wholeNumber),
});

const positive = shapeBy<number>((value, at) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? undefined : `${at} must be a whole number from 1 on`,
);
export const webhookSettings = object({ concurrency: optional(positive), timeoutMilliseconds: optional(positive) });

export type HookSetting = FromShape<typeof hookSetting>;
export type NewDelivery = FromShape<typeof newDelivery>;
export type PostedDelivery = FromShape<typeof postedDelivery>;
export type DeliveryView = FromShape<typeof deliveryView>;
export type NewDeliveryFault = FromShape<typeof newDeliveryFault>;
export type WebhookSettings = FromShape<typeof webhookSettings>;
