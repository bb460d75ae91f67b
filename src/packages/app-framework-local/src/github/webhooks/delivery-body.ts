import type { HookDelivery, HookDeliveryItem } from '../server/schemas';
import { gitHubTime } from '../world/clock';
import type { Delivery } from './deliveries';
import { JsonText } from './exact-json';

/** The payload goes out as it was signed. */
export type HookDeliveryBody = Omit<HookDelivery, 'id' | 'request'> & {
  readonly id: bigint;
  readonly request: { readonly headers: HookDelivery['request']['headers']; readonly payload: JsonText | null };
};

export function deliveryItem(delivery: Delivery): HookDeliveryItem {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: gitHubTime(delivery.deliveredAt),
    redelivery: delivery.isRedelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

export function deliveryBody(delivery: Delivery): HookDeliveryBody {
  return {
    ...deliveryItem(delivery),
    id: delivery.id,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    url: delivery.url,
    request: {
      headers: { ...delivery.requestHeaders },
      payload: delivery.isPayloadWithheld ? null : asJson(delivery.payload),
    },
    response: {
      headers: delivery.responseHeaders === null ? null : { ...delivery.responseHeaders },
      payload: delivery.responsePayload,
    },
  };
}

/** What was posted on command need not be JSON. */
function asJson(payload: string): JsonText | null {
  try {
    JSON.parse(payload);
    return new JsonText(payload);
  } catch {
    return null;
  }
}
