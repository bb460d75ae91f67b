import { createHash } from 'node:crypto';
import { accountOf, isAdmitted } from '../account-admission/admission';
import { briefly } from '../lambda/in-flight';
import { logError, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { isRouted } from '../routes/event-route';
import { isBot, isOwn } from '../routes/own-event';
import { firstUnderName, withKnownNames } from '../routes/repository-names';
import type { AppIdentities, HostedApp } from './app-identity-table';
import { archiveKey, deliveryKey, type VerifiedDelivery } from './delivery';
import type { Arrival, DeliveryLedger, KnownDelivery } from './delivery-ledger-table';
import { counted } from './delivery-metrics';
import type { EventBus } from './event-bus';
import { describeEvent, type GitHubEventDetail } from './github-event';
import type { PayloadArchive } from './payload-archive';
import type { RouteSource, Routing } from './route-source';
import { createSeenBodies } from './seen-bodies';

export interface PublishingCollaborators {
  readonly ledger: DeliveryLedger;
  readonly archive: Pick<PayloadArchive, 'put' | 'bucketName'>;
  readonly bus: EventBus;
  readonly routes: RouteSource;
  /** Where the ids of bots, and of repositories that routes name, are kept once they are seen; nowhere when absent. */
  readonly identities?: Pick<AppIdentities, 'keepBot' | 'keepRepository'>;
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
 * Takes a verified delivery from its arrival to the bus: noted as received, archived and published, marked. It can stop anywhere and be done
 * again: what has been done already is found done, or done once more to the same effect.
 *
 * Answers `duplicate` where the delivery was published before, and `other body` where the delivery was posted with another one before:
 * GitHub signs bodies and no delivery ids, so this one is of another delivery. Nothing of it is kept.
 * @throws AwsCallError, EventRefusedError; then the row says `received`, or there is none
 */
export function createPublishDelivery(collaborators: PublishingCollaborators) {
  const { ledger, archive, bus, routes, identities, now = () => new Date() } = collaborators;
  const seenBefore = createSeenBodies();
  const keptBots = new Set<number>();

  return async function publish({ delivery, payloadText, source, remainingMilliseconds }: Publication) {
    const { event, body, payload, secretVersion } = delivery;
    const routing = await routes.current(remainingMilliseconds);
    const app = appOf(delivery, routing.apps);
    const own = isOwn(app, { event, payload });
    const key = archiveKey(delivery, event, delivery.receivedAt);
    const reference = { bucket: archive.bucketName, key };
    const account = accountOf(payload);
    const held = !isAdmitted(routing.accounts, account);
    const described = describeEvent({ delivery, own, held, reference });
    const arrival = {
      ...delivery,
      action: described.action,
      installationId: described.installation?.id,
      repositoryId: described.repository?.id,
      repository: described.repository?.full_name,
      senderId: described.sender?.id,
      archiveKey: key,
      bytes: body.byteLength,
      bodyHash: createHash('sha256').update(body).digest('hex'),
      own,
      source,
    };
    const naming = named(described, routing, remainingMilliseconds);
    const [known] = await settled([
      ledger.begin(arrival, remainingMilliseconds),
      keepBot(app, payload.sender, remainingMilliseconds),
      naming,
    ]);
    const detail = await naming;
    const fields = { deliveryId: delivery.deliveryId, appId: delivery.appId, eventType: event };
    if (known && isOtherBody(known, arrival)) {
      const { bodyHash } = arrival;
      const kept = known.bodyHash;
      logRecord('body of another delivery refused', { ...fields, bodyHash, kept, ...counted('BodiesRefused', now()) });
      return 'other body';
    }
    if (known?.status === 'published') {
      if (source === 'posted' && secretVersion !== undefined)
        await ledger.noteVerified({ ...delivery, secretVersion }, remainingMilliseconds);
      return 'duplicate';
    }
    const before = seenBefore(arrival.bodyHash, deliveryKey(delivery));
    if (before !== undefined) {
      logRecord('body came under another delivery before', { ...fields, before, ...counted('BodiesRepeated', now()) });
    }
    // Where it began on another day, what is published names the object that the ledger knows.
    const published = known
      ? {
          ...detail,
          received_at: known.receivedAt.toISOString(),
          s3_reference: { ...reference, key: known.archiveKey },
        }
      : detail;
    const { receivedAt } = delivery;
    const entry = bus.entryOf({ event, detail: published, payloadText, receivedAt });
    // Written only now: whose row it is is certain.
    const archived = archive.put(published.s3_reference.key, Buffer.from(payloadText), remainingMilliseconds);
    // Nobody is sent to an object that is not there yet.
    if (!entry.isWhole) await archived;
    const handlers = routing.routes.filter((route) => isRouted(route, event, published)).map(({ name }) => name);
    const isWanted = !held || handlers.length > 0;
    await settled([archived, ...(isWanted ? [bus.publish(entry, remainingMilliseconds)] : [])]);
    await ledger.markPublished(delivery, { handlers, held, at: now() }, remainingMilliseconds);
    if (held) logRecord('delivery held back', { ...fields, account, ...counted('DeliveriesHeldBack', now()) });
    else if (event === 'ping') logRecord('GitHub pings', { ...fields, ...counted('PingsReceived', now()) });
    else if (handlers.length === 0) {
      const { id, full_name } = detail.repository ?? {};
      const told = { ...fields, repository: full_name, repositoryId: id };
      logRecord('delivery has no handler', { ...told, ...counted('DeliveriesUnrouted', now()) });
    }
    return 'published';
  };

  /** The first repository under a name that a route has is the one that it stands for. That this is not kept harms no delivery. */
  async function named(
    detail: GitHubEventDetail,
    routing: Routing,
    remainingMilliseconds: () => number,
  ): Promise<GitHubEventDetail> {
    const first = firstUnderName(detail, routing);
    if (!first || !identities) return withKnownNames(detail, routing.repositories);
    try {
      const kept = await identities.keepRepository(first, briefly(remainingMilliseconds));
      return withKnownNames(detail, [...routing.repositories, kept]);
    } catch (error) {
      logError('id of a repository could not be kept: for now its handlers know it by name', error, { ...first });
      return withKnownNames(detail, routing.repositories);
    }
  }

  /** Once for a bot and process: the next rename of the App is told by it. That it fails harms no delivery. */
  async function keepBot(app: HostedApp, sender: unknown, remainingMilliseconds: () => number): Promise<void> {
    const botId = field(sender, 'id');
    if (!isBot(app, sender) || typeof botId !== 'number') return;
    if (botId === app.botId || keptBots.has(botId)) return;
    keptBots.add(botId);
    try {
      await identities?.keepBot(app, botId, briefly(remainingMilliseconds));
    } catch (error) {
      logError('id of the bot could not be kept: a rename of the App would not be noticed at once', error);
    }
  }
}

function appOf({ appId, host }: VerifiedDelivery, apps: readonly HostedApp[]): HostedApp {
  return apps.find((app) => app.appId === appId && app.host === host) ?? { appId, host };
}

/** What was fetched from GitHub's list or from the archive is written otherwise: only what was posted compares, byte by byte. */
function isOtherBody(known: KnownDelivery, { source, bodyHash }: Arrival): boolean {
  return source === 'posted' && known.source === 'posted' && known.bodyHash !== bodyHash;
}

/** All have come to their end when this does: a failure of one must not leave another running behind an answer. */
async function settled<First>(work: [Promise<First>, ...Promise<unknown>[]]): Promise<[First]> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return [await work[0]];
}
