import { logError, logRecord, logWarning } from '../lambda/logger';
import { type Annotations, traced } from '../lambda/trace';
import { type AppHosts, isOfOneHost, type VerifyingSecret } from '../webhook-secrets/app-hosts';
import type { SecretSource } from '../webhook-secrets/secret-source';
import { verifySignature } from '../webhook-secrets/verify-signature';
import type { WebhookSecret } from '../webhook-secrets/webhook-secrets';
import { readDeliveryBody } from './delivery-body';
import { type DeliveryHeaders, readDeliveryHeaders } from './delivery-headers';
import { counted } from './delivery-metrics';
import type { PublishDelivery } from './publish-delivery';

export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that arrived. */
  readonly body: Uint8Array;
}

export interface WebhookAnswer {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, string>>;
}

export interface ReceiverCollaborators {
  readonly secrets: SecretSource;
  readonly publish: PublishDelivery;
  readonly hosts: AppHosts;
  readonly now?: () => Date;
}

/** GitHub waits 10 seconds and takes what comes later for a failure (https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks). */
export const longestAnswerMilliseconds = 8_000;

/**
 * Answers one POST of GitHub: 200 `ok` once the event is on the bus and the ledger says so, 200 `duplicate` where that was so before, 4xx
 * for what is no delivery to us or has the body of another, 500 for everything that the recovery has to mend.
 */
export function createReceiveWebhook(collaborators: ReceiverCollaborators) {
  const { secrets, publish, hosts, now = () => new Date() } = collaborators;

  return (request: WebhookRequest): Promise<WebhookAnswer> => traced('receive', () => receive(request), takenOf);

  async function receive(request: WebhookRequest): Promise<WebhookAnswer> {
    const receivedAt = now();
    const end = receivedAt.getTime() + longestAnswerMilliseconds;
    const remainingMilliseconds = () => end - now().getTime();
    const read = readDeliveryHeaders(request.headers);
    if (read.kind === 'refused') return refused(read.reason === 'unsupported_media_type' ? 415 : 400, read.reason);
    const { headers } = read;
    const { deliveryId, event } = headers;
    try {
      const verified = await verifiedBy({ ...headers, body: request.body }, remainingMilliseconds);
      if (!verified) return refused(401, 'invalid_signature', deliveryId);
      const { secret } = verified;
      if (!isOfOneHost(verified, hosts)) {
        const told = { deliveryId, eventType: event, ...counted('SignaturesRefused', receivedAt) };
        logWarning('Apps of several hosts have one webhook secret: give each App its own', told);
        return refused(401, 'shared_secret', deliveryId);
      }
      const body = readDeliveryBody(request.body, headers.bodyForm);
      if (body.kind === 'refused') return refused(400, 'invalid_payload', deliveryId);
      const appId = appOf(secret, headers, body.payload);
      const host = appId === undefined ? undefined : hosts.hostOf(appId);
      if (appId === undefined || host === undefined) return refused(400, 'unknown_app', deliveryId);
      const delivery = {
        host,
        appId,
        deliveryId,
        event,
        body: request.body,
        payload: body.payload,
        secretVersion: secret.version,
        receivedAt,
      };
      const outcome = await publish({ delivery, payloadText: body.text, source: 'posted', remainingMilliseconds });
      const fields = { deliveryId, appId, eventType: event };
      if (outcome === 'other body') return refused(409, 'other_body', deliveryId);
      if (outcome === 'duplicate') {
        logRecord('delivery repeated', { ...fields, ...counted('DeliveriesRepeated', receivedAt) });
        return { statusCode: 200, body: { status: 'duplicate', deliveryId } };
      }
      logRecord('delivery published', { ...fields, ...counted('DeliveriesPublished', receivedAt) });
      return { statusCode: 200, body: { status: 'ok', deliveryId, eventType: event } };
    } catch (error) {
      logError('delivery was not taken: it will be recovered', error, {
        deliveryId,
        eventType: event,
        ...counted('DeliveriesFailed', receivedAt),
      });
      return { statusCode: 500, body: { status: 'error', reason: 'not_stored', deliveryId } };
    }
  }

  async function verifiedBy(
    signed: DeliveryHeaders & Pick<WebhookRequest, 'body'>,
    remainingMilliseconds: () => number,
  ): Promise<VerifyingSecret | undefined> {
    const known = await secrets.current(remainingMilliseconds);
    const found = verifySignature(signed, known.secrets);
    if (found) return { secret: found, all: known.secrets };
    const renewed = await secrets.renewed(remainingMilliseconds);
    const late = renewed && verifySignature(signed, renewed.secrets);
    if (late) return { secret: late, all: renewed.secrets };
    const { deliveryId, appId, event } = signed;
    const { oddities } = renewed ?? known;
    logWarning('signature fits no secret', {
      deliveryId,
      appId,
      eventType: event,
      ...(oddities.length > 0 && { oddities }),
      ...counted('SignaturesRefused', now()),
    });
    return undefined;
  }
}

/** The App whose secret verified; where one secret is for all, the App that the signed body names, else that of the header. */
function appOf(
  secret: WebhookSecret,
  headers: DeliveryHeaders,
  payload: Readonly<Record<string, unknown>>,
): number | undefined {
  return secret.appId ?? appIdIn(payload.installation) ?? appIdIn(payload.hook) ?? headers.appId;
}

function appIdIn(value: unknown): number | undefined {
  const appId = typeof value === 'object' && value !== null ? Reflect.get(value, 'app_id') : undefined;
  return typeof appId === 'number' && Number.isSafeInteger(appId) ? appId : undefined;
}

/** Strangers choose the id of what is refused. */
function takenOf({ statusCode, body }: WebhookAnswer): Annotations | undefined {
  return statusCode === 200 && body.deliveryId !== undefined ? { delivery_id: body.deliveryId } : undefined;
}

function refused(statusCode: number, reason: string, deliveryId?: string): WebhookAnswer {
  return { statusCode, body: { status: 'error', reason, ...(deliveryId !== undefined && { deliveryId }) } };
}
