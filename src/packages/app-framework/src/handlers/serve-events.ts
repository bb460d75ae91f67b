import type { BatchAnswer, QueueBatch, QueueContext } from '../aws/serve-batch';
import { DoNotRetryError } from '../event-context/do-not-retry';
import { logError, logInfo, logRecord, logWarning } from '../lambda/logger';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { counted } from '../webhooks/delivery-metrics';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { readArchivedPayload } from '../webhooks/payload-archive';
import { createHandleDelivery } from './handle-delivery';
import { createHandlerLedger, type HandlerTask } from './handler-ledger-table';
import { mostAttemptsInLane, parseLane } from './lane';
import { createLaneTable } from './lane-table';
import { roundedNumbers } from './rounded-numbers';
import { serveQueue } from './serve-queue';

/** An event of GitHub, and what its handler can do about it. */
export interface EventContext {
  /** Name of GitHub's event, such as `issues`. */
  readonly event: string;
  readonly payload: unknown;
  readonly delivery: GitHubEventDetail;
  /** Name of the handler. */
  readonly handler: string;
  /** Which try of this work it is, from 1; a redrive gives new ones. */
  readonly attempt: number;
  /** Whether a try began before, one before a redrive too. */
  readonly isRepeated: boolean;
  /** Whether it is parked if it fails now. */
  readonly isLastAttempt: boolean;
  /** Whether it is parked, or set aside, if it has to wait once more. */
  readonly isLastWait: boolean;
  /** Writes lines with the delivery id on them. */
  readonly logger: HandlerLogger;
  readonly remainingMilliseconds: () => number;
  /** Ends the work for good: it is parked with this reason. */
  readonly doNotRetry: (reason: string) => never;
}

/** Writes lines of JSON with the delivery that is handled. What looks like a token is not written. */
export interface HandlerLogger {
  /** What went as it should. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What somebody should look at some day. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What failed, with its causes. */
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
}

/** What Lambda calls with a batch of the handler's queue. */
export type WebhookFunction = (batch: QueueBatch, context: QueueContext) => Promise<BatchAnswer>;

export interface ServingSettings {
  /** What becomes of an event that has waited as long as it may: it is parked, unless it may be set aside and come again. */
  readonly waitedOut?: 'parked' | 'set aside';
}

const mostAttempts = 8;
/** With those that fail fewer than SQS hands a message out in a lane, and hours of waiting, up to 15 minutes each. */
const mostWaits = 14;

/** The function behind a handler's queue, as `WebhookIngestion.on` connected it. @throws Error where it is not connected */
export function serveEvents(
  work: (context: EventContext) => Promise<void>,
  settings: ServingSettings = {},
): WebhookFunction {
  const { handler, tableName, queueUrl, lane: laneText } = readWebhookConnection();
  const lane = laneText === undefined ? undefined : parseLane(laneText);
  const inLane = lane && createLaneTable({ tableName, lane });
  const most = lane ? mostAttemptsInLane : mostAttempts;
  const ledger = createHandlerLedger({ tableName });
  const handle = createHandleDelivery({ ...settings, ledger, mostAttempts: most, mostWaits });

  return serveQueue({
    handler,
    queueUrl,
    run: async (task, remainingMilliseconds) => {
      const { delivery_id: deliveryId } = task.detail;
      const outcome = await handle({
        task,
        remainingMilliseconds,
        skip: async () => {
          const newer = await inLane?.overtakenBy(task, remainingMilliseconds);
          if (newer === undefined) return undefined;
          logRecord('delivery overtaken', { handler, deliveryId, by: newer, ...counted('DeliveriesOvertaken') });
          return `overtaken by ${newer}`;
        },
        work: async (tried) => {
          const payload = await payloadOf(task.detail, remainingMilliseconds);
          const isLastAttempt = tried.attempt >= most;
          await work(contextOf(task, { ...tried, isLastAttempt, payload, remainingMilliseconds }));
        },
      });
      if (outcome.kind === 'settled' && outcome.as === 'parked')
        logRecord('delivery parked', { handler, deliveryId, ...counted('DeliveriesParked') });
      return outcome;
    },
  });
}

function contextOf(
  { handler, event, detail }: HandlerTask,
  given: Pick<
    EventContext,
    'payload' | 'attempt' | 'isRepeated' | 'isLastAttempt' | 'isLastWait' | 'remainingMilliseconds'
  >,
): EventContext {
  const fields = { handler, deliveryId: detail.delivery_id };
  const rounded = roundedNumbers(given.payload);
  if (rounded.length > 0) {
    logWarning('payload holds numbers beyond 2^53, which are rounded here and exact in the archive', {
      ...fields,
      rounded,
      archive: detail.s3_reference,
    });
  }
  return {
    ...given,
    event,
    delivery: detail,
    handler,
    logger: {
      info: (message, more) => logInfo(message, { ...more, ...fields }),
      warn: (message, more) => logWarning(message, { ...more, ...fields }),
      error: (message, error, more) => logError(message, error, { ...more, ...fields }),
    },
    doNotRetry: (reason) => {
      throw new DoNotRetryError(reason);
    },
  };
}

async function payloadOf(detail: GitHubEventDetail, remainingMilliseconds: () => number): Promise<unknown> {
  if (detail.payload_complete) return detail.payload;
  return JSON.parse(await readArchivedPayload(detail.s3_reference, remainingMilliseconds));
}
