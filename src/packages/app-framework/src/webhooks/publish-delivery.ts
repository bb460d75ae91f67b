import { createHash } from 'node:crypto';
import { archiveKey, type VerifiedDelivery } from './delivery';
import type { DeliveryLedger } from './delivery-ledger-table';
import type { EventBus } from './event-bus';
import { isRouted } from './event-route';
import { describeEvent } from './github-event';
import { type AppAtGitHub, isOwn } from './own-event';
import type { PayloadArchive } from './payload-archive';
import type { RouteSource } from './route-source';

export interface PublishingCollaborators {
  readonly ledger: DeliveryLedger;
  readonly archive: Pick<PayloadArchive, 'put' | 'bucketName'>;
  readonly bus: EventBus;
  readonly routes: RouteSource;
  readonly now?: () => Date;
}

export interface Publication {
  readonly delivery: VerifiedDelivery;
  readonly payloadText: string;
  readonly source: 'posted' | 'recovered';
  readonly remainingMilliseconds: () => number;
}

export type PublishDelivery = ReturnType<typeof createPublishDelivery>;

/**
 * Takes a verified delivery from its arrival to the bus: noted as received and archived at the same time, published, marked. It can stop
 * anywhere and be done again: what has been done already is found done, or done once more to the same effect.
 *
 * Answers `duplicate` where the delivery was published before.
 * @throws AwsCallError, EventRefusedError; then the row says `received`, or there is none
 */
export function createPublishDelivery(collaborators: PublishingCollaborators) {
  const { ledger, archive, bus, routes, now = () => new Date() } = collaborators;

  return async function publish({ delivery, payloadText, source, remainingMilliseconds }: Publication) {
    const { event, body, payload } = delivery;
    const routing = await routes.current(remainingMilliseconds);
    const own = isOwn(appOf(delivery, routing.apps), { event, payload });
    const key = archiveKey(delivery, event, delivery.receivedAt);
    const reference = { bucket: archive.bucketName, key };
    const detail = describeEvent({ delivery, own, reference });
    const arrival = {
      ...delivery,
      action: detail.action,
      installationId: detail.installation?.id,
      repositoryId: detail.repository?.id,
      archiveKey: key,
      bytes: body.byteLength,
      bodyHash: createHash('sha256').update(body).digest('hex'),
      own,
      source,
    };
    const bytes = Buffer.from(payloadText);
    const [known] = await settled([
      ledger.begin(arrival, remainingMilliseconds),
      archive.put(key, bytes, remainingMilliseconds),
    ]);
    if (known?.status === 'published') return 'duplicate';
    if (known && known.archiveKey !== key) {
      // It began on another day: what is published names the object that the ledger knows.
      await archive.put(known.archiveKey, bytes, remainingMilliseconds);
    }
    const published = known
      ? {
          ...detail,
          received_at: known.receivedAt.toISOString(),
          s3_reference: { ...reference, key: known.archiveKey },
        }
      : detail;
    const { receivedAt } = delivery;
    await bus.publish({ event, detail: published, payloadText, receivedAt }, remainingMilliseconds);
    const handlers = routing.routes.filter((route) => isRouted(route, event, published)).map(({ name }) => name);
    await ledger.markPublished(delivery, { handlers, at: now() }, remainingMilliseconds);
    return 'published';
  };
}

function appOf({ appId, host }: VerifiedDelivery, apps: readonly KnownApp[]): AppAtGitHub {
  return apps.find((app) => app.appId === appId && app.host === host) ?? { appId };
}

interface KnownApp extends AppAtGitHub {
  readonly host: string;
}

/** Both have come to their end when this does: a failure of one must not leave the other running behind an answer. */
async function settled<First, Second>(work: [Promise<First>, Promise<Second>]): Promise<[First, Second]> {
  const [first, second] = await Promise.allSettled(work);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
