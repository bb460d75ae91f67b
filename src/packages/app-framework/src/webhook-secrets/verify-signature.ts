import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookSecret } from './webhook-secrets';

export interface SignedDelivery {
  /** The bytes that arrived. */
  readonly body: Uint8Array;
  /** Value of `X-Hub-Signature-256`. */
  readonly signature: string | undefined;
  /** The App that the delivery says it is for: its secrets are tried first. */
  readonly appId: number | undefined;
}

/**
 * The secret that the signature was made with; absent where none of them fits. Nothing of the body is looked at, and how long a comparison takes
 * tells nothing of the right signature (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).
 */
export function verifySignature(
  { body, signature, appId }: SignedDelivery,
  secrets: readonly WebhookSecret[],
): WebhookSecret | undefined {
  const claimed = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '')?.[1];
  if (!claimed) return undefined;
  const digest = Buffer.from(claimed, 'hex');
  const fits = ({ value }: WebhookSecret) => timingSafeEqual(createHmac('sha256', value).update(body).digest(), digest);
  const likely = secrets.filter((secret) => secret.appId === appId);
  return likely.find(fits) ?? secrets.filter((secret) => secret.appId !== appId).find(fits);
}
