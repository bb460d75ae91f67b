/** What the headers of a delivery say. None of it is under the signature. */
export interface DeliveryHeaders {
  /** Value of `X-GitHub-Event`. */
  readonly event: string;
  /** Value of `X-GitHub-Delivery`, a UUID in lower case. */
  readonly deliveryId: string;
  /** Value of `X-Hub-Signature-256`. */
  readonly signature: string | undefined;
  readonly bodyForm: 'json' | 'form';
  /** The App that GitHub says it delivers to; absent for webhooks of repositories and organisations. */
  readonly appId: number | undefined;
}

/** Why headers cannot be those of a delivery: the `reason` of the answer. */
export type HeaderFault = 'missing_headers' | 'malformed_headers' | 'unsupported_media_type';

export type ReadHeaders =
  | { readonly kind: 'read'; readonly headers: DeliveryHeaders }
  | { readonly kind: 'refused'; readonly reason: HeaderFault };

/** Names of GitHub's events, digits too: `projects_v2_item`. */
export const eventForm = /^[a-z0-9_]{1,64}$/;
/** Delivery ids, in lower case. */
export const deliveryForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads what is needed of the headers of a delivery, whose names are in lower case here. Event name and delivery id become parts of keys,
 * so that nothing but GitHub's own forms is taken
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers).
 */
export function readDeliveryHeaders(headers: Readonly<Record<string, string>>): ReadHeaders {
  const event = headers['x-github-event'];
  const deliveryId = headers['x-github-delivery']?.toLowerCase();
  if (!event || !deliveryId) return { kind: 'refused', reason: 'missing_headers' };
  if (!eventForm.test(event) || !deliveryForm.test(deliveryId)) return { kind: 'refused', reason: 'malformed_headers' };
  const bodyForm = bodyFormOf(headers['content-type']);
  if (!bodyForm) return { kind: 'refused', reason: 'unsupported_media_type' };
  const signature = headers['x-hub-signature-256'];
  return { kind: 'read', headers: { event, deliveryId, signature, bodyForm, appId: targetApp(headers) } };
}

function bodyFormOf(contentType: string | undefined): 'json' | 'form' | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'application/x-www-form-urlencoded' ? 'form' : undefined;
}

function targetApp(headers: Readonly<Record<string, string>>): number | undefined {
  if (headers['x-github-hook-installation-target-type'] !== 'integration') return undefined;
  const id = headers['x-github-hook-installation-target-id'] ?? '';
  return /^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : undefined;
}
