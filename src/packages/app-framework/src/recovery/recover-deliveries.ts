import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logInfo, logWarning } from '../lambda/logger';
import { readDeliveryBody } from '../webhooks/delivery-body';
import { ledgerShards } from '../webhooks/ledger-keys';
import type { PublishDelivery } from '../webhooks/publish-delivery';
import type { RecoveryFigures } from './recovery-metric';
import type { UnfinishedDeliveries, UnfinishedDelivery } from './unfinished-delivery-table';

export interface RecoveryCollaborators {
  readonly unfinished: UnfinishedDeliveries;
  /** The JSON text of a payload; absent where it is not kept. */
  readonly readPayload: (key: string, remainingMilliseconds: () => number) => Promise<string | undefined>;
  /** Publishes what is archived already. */
  readonly publish: PublishDelivery;
  readonly report: (figures: RecoveryFigures) => void;
  readonly now?: () => Date;
}

/** Whoever took it may still be at work on it: the receiver has 8 seconds, and its clock may differ. */
const untouchedMilliseconds = 60_000;
const mostOfAShard = 500;
const atOnce = 16;
/** Nothing is begun with less time than this: time-outs and repetitions of a delivery fit. */
const reserveMilliseconds = 8_000;
const longestPause = 10;
/** GitHub keeps its list for 7 days at the most: a payload that is not here by then is nowhere. */
const hopeMilliseconds = 8 * 86_400_000;

/**
 * Publishes what arrived more than a minute ago and is not marked as published, oldest first, from the archive and under its original
 * identity: handlers that have done it do not do it again. What cannot be published is postponed, longer each time, so that it takes
 * nobody's turn; what is not in the archive waits for what GitHub keeps, and is given up when that is gone.
 *
 * Answers the figures that it reported.
 * @throws Error after all that could be done, where a part of the ledger could not be read
 */
export function createRecoverDeliveries(collaborators: RecoveryCollaborators) {
  const { unfinished, readPayload, publish, report, now = () => new Date() } = collaborators;

  return async function recover(remainingMilliseconds: () => number): Promise<RecoveryFigures> {
    const startedAt = now();
    const shards = await Promise.all(
      Array.from({ length: ledgerShards }, (_, shard) => readShard(shard, startedAt, remainingMilliseconds)),
    );
    const seen = shards.flatMap(({ deliveries }) => deliveries).sort(byArrival);
    const due = seen.filter(({ postponedUntil }) => !postponedUntil || postponedUntil <= startedAt);
    const ended = new Map<UnfinishedDelivery, Outcome>();
    await forEachAtMost({ items: due, atOnce }, async (delivery) => {
      if (remainingMilliseconds() < reserveMilliseconds) return;
      ended.set(delivery, await recoverOne(delivery, remainingMilliseconds));
    });

    const count = (outcome: Outcome) => [...ended.values()].filter((one) => one === outcome).length;
    const left = [
      ...seen
        .filter((delivery) => !['recovered', 'lost'].includes(ended.get(delivery) ?? ''))
        .map(({ receivedAt }) => receivedAt),
      ...shards.flatMap(({ unreadFrom }) => unreadFrom ?? []),
    ];
    // Not as arguments of one call, of which there may be too many.
    const oldest = left.reduce((least, time) => Math.min(least, time.getTime()), Number.POSITIVE_INFINITY);
    const figures: RecoveryFigures = {
      recovered: count('recovered'),
      withoutPayload: count('without payload'),
      lost: count('lost'),
      failed: count('failed') + shards.reduce((sum, { unreadable }) => sum + unreadable, 0),
      oldestUnpublishedSeconds: left.length === 0 ? 0 : Math.floor((now().getTime() - oldest) / 1_000),
    };
    report(figures);
    const unread = shards.filter(({ isRead }) => !isRead).length;
    if (unread > 0) throw new Error(`${unread} of ${ledgerShards} parts of the ledger could not be read: see above.`);
    return figures;
  };

  async function readShard(shard: number, startedAt: Date, remainingMilliseconds: () => number): Promise<Shard> {
    const before = new Date(startedAt.getTime() - untouchedMilliseconds);
    const deliveries: UnfinishedDelivery[] = [];
    let unreadable = 0;
    let dueCount = 0;
    try {
      for await (const page of unfinished.pages({ shard, before }, remainingMilliseconds)) {
        deliveries.push(...page.deliveries);
        unreadable += page.unreadable.length;
        for (const key of page.unreadable) {
          logWarning('row of the ledger is in no form that this version knows', { deliveryKey: key });
        }
        dueCount += page.deliveries.filter(
          ({ postponedUntil }) => !postponedUntil || postponedUntil <= startedAt,
        ).length;
        // What is left unread arrived later than what was read.
        if (dueCount >= mostOfAShard)
          return { deliveries, unreadable, isRead: true, unreadFrom: deliveries.at(-1)?.receivedAt };
      }
      return { deliveries, unreadable, isRead: true };
    } catch (error) {
      logError('unfinished deliveries could not be read', error, { shard });
      return { deliveries, unreadable, isRead: false };
    }
  }

  async function recoverOne(delivery: UnfinishedDelivery, remainingMilliseconds: () => number): Promise<Outcome> {
    const { event, deliveryId, appId, archiveKey } = delivery;
    const fields = { deliveryId, appId, eventType: event };
    try {
      const payloadText = await readPayload(archiveKey, remainingMilliseconds);
      if (payloadText === undefined) {
        if (now().getTime() - delivery.receivedAt.getTime() > hopeMilliseconds) {
          await unfinished.giveUp(delivery, remainingMilliseconds);
          logWarning('delivery has no payload here, and GitHub has forgotten it: it is given up', fields);
          return 'lost';
        }
        logWarning('delivery has no payload here: GitHub is to be asked for it', fields);
        await postpone(delivery, remainingMilliseconds);
        return 'without payload';
      }
      const body = Buffer.from(payloadText);
      const read = readDeliveryBody(body, 'json');
      if (read.kind === 'refused') throw new Error(`What is kept at ${archiveKey} is no JSON object.`);
      const { payload } = read;
      const outcome = await publish({
        delivery: { ...delivery, body, payload },
        payloadText,
        source: 'recovered',
        remainingMilliseconds,
      });
      logInfo(outcome === 'duplicate' ? 'delivery was published meanwhile' : 'delivery recovered', fields);
      return 'recovered';
    } catch (error) {
      logError('delivery could not be recovered: it is tried again', error, fields);
      await postpone(delivery, remainingMilliseconds);
      return 'failed';
    }
  }

  async function postpone(delivery: UnfinishedDelivery, remainingMilliseconds: () => number): Promise<void> {
    // Half a minute less than whole minutes, so that the run it is meant for finds it due.
    const minutes = Math.min(2 ** delivery.attempts, longestPause) - 0.5;
    try {
      await unfinished.postpone(delivery, new Date(now().getTime() + minutes * 60_000), remainingMilliseconds);
    } catch (error) {
      logError('delivery could not be postponed: the next run tries it', error, { deliveryId: delivery.deliveryId });
    }
  }
}

type Outcome = 'recovered' | 'without payload' | 'lost' | 'failed';

interface Shard {
  readonly deliveries: readonly UnfinishedDelivery[];
  readonly unreadable: number;
  readonly isRead: boolean;
  /** There where more was not read; of this time or later. */
  readonly unreadFrom?: Date | undefined;
}

function byArrival(one: UnfinishedDelivery, other: UnfinishedDelivery): number {
  return one.receivedAt.getTime() - other.receivedAt.getTime();
}
