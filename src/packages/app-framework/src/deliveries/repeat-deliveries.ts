import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logInfo } from '../lambda/logger';
import { parsedJson } from '../lambda/parsed-json';
import { describeEvent, type GitHubEventDetail } from '../webhooks/github-event';
import type { DeliveryRecord } from './delivery-record';
import type { EventForQueue } from './event-queue';
import type { RepeatRequest } from './repeat-request';
import type { RepeatedDeliveries, WorkIdentity } from './repeated-delivery-table';

/** What became of one of those that were asked for. */
export interface Repetition {
  readonly key: string;
  readonly handler?: string;
  readonly outcome: RepetitionOutcome;
  /** Why it failed. */
  readonly reason?: string;
}

export type RepetitionOutcome =
  | 'sent'
  /** It is done, or the handler is at it: nothing was sent. */
  | 'done'
  | 'working'
  /** The deployment has no such handler, or no such delivery, or no payload of it any more. */
  | 'no handler'
  | 'no delivery'
  | 'no payload'
  | 'failed';

export interface RepeatCollaborators {
  readonly table: RepeatedDeliveries;
  readonly bucketName: string;
  /** The JSON text of a payload; absent where it is not kept. */
  readonly readPayload: (key: string, remainingMilliseconds: () => number) => Promise<string | undefined>;
  readonly sendToQueue: (event: EventForQueue, remainingMilliseconds: () => number) => Promise<void>;
  readonly now?: () => Date;
}

export type RepeatDeliveries = ReturnType<typeof createRepeatDeliveries>;

const atOnce = 8;

/**
 * Sends events once more, made of ledger and archive: what lay in a queue is not needed for it. Each is told of on its own; one that fails holds
 * up none. Asked again for the same, it does no harm: handlers do the same work once.
 */
export function createRepeatDeliveries(collaborators: RepeatCollaborators) {
  const { table, bucketName, readPayload, sendToQueue, now = () => new Date() } = collaborators;

  return async function repeat(
    request: RepeatRequest,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly repetitions: readonly Repetition[] }> {
    const queues = await table.queues(remainingMilliseconds);
    const repetitions: Repetition[] = [];
    await forEachAtMost({ items: request.works, atOnce }, async (work) => {
      const { key, handler } = work;
      try {
        const outcome = await redrive(work, queues[handler]);
        logInfo('work of a handler redriven', { deliveryKey: key, handler, outcome });
        repetitions.push({ key, handler, outcome });
      } catch (error) {
        logError('work of a handler could not be redriven', error, { deliveryKey: key, handler });
        repetitions.push({ key, handler, outcome: 'failed', reason: String(error) });
      }
    });
    return { repetitions };

    async function redrive(work: WorkIdentity, queueUrl: string | undefined): Promise<RepetitionOutcome> {
      if (queueUrl === undefined) return 'no handler';
      const record = await table.read(work.key, remainingMilliseconds);
      if (record?.archiveKey === undefined) return 'no delivery';
      const payloadText = await readPayload(record.archiveKey, remainingMilliseconds);
      if (payloadText === undefined) return 'no payload';
      const reopening = await table.reopen(work, now(), remainingMilliseconds);
      if (reopening === 'working') return reopening;
      if (reopening === 'again') {
        const detail = detailOf(record, record.archiveKey, payloadText, work.replayId);
        await sendToQueue({ queueUrl, event: record.event, detail }, remainingMilliseconds);
      }
      await table.sent(work, now(), remainingMilliseconds);
      return reopening === 'done' ? 'done' : 'sent';
    }
  };

  /** The event as it was the first time; the payload goes by reference. */
  function detailOf(record: DeliveryRecord, key: string, payloadText: string, replayId?: string): GitHubEventDetail {
    const payload = parsedJson(payloadText);
    if (!isRecord(payload)) throw new Error(`What is kept at ${key} is no JSON object.`);
    const receivedAt = new Date(record.receivedAt);
    const delivery = {
      ...record,
      body: new Uint8Array(),
      payload,
      secretVersion: record.secretVersion ?? 0,
      receivedAt,
    };
    return describeEvent({ delivery, own: record.own, reference: { bucket: bucketName, key }, replayId });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
