import { Octokit } from '@octokit/core';
import { logError, logInfo, logWarning } from '../lambda/logger';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { createAppFrameworkAuth } from '../runtime/app-framework-auth';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { readArchivedPayload } from '../webhooks/payload-archive';
import { createHandleDelivery, DoNotRetryError } from './handle-delivery';
import { createHandlerLedger, type HandlerTask } from './handler-ledger-table';
import { type BatchAnswer, type QueueBatch, type QueueContext, serveQueue } from './serve-queue';

/** What a handler is given. */
export interface WebhookContext {
  readonly event: string;
  readonly payload: unknown;
  /** Acts for the installation of the event; absent where the event has none. */
  readonly octokit?: Octokit;
  readonly delivery: GitHubEventDetail;
  readonly logger: HandlerLogger;
  /** Ends the work for good: it is parked with this reason. */
  readonly doNotRetry: (reason: string) => never;
}

export interface HandlerLogger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
}

/** What Lambda calls with a batch of the handler's queue. */
export type WebhookFunction = (batch: QueueBatch, context: QueueContext) => Promise<BatchAnswer>;

const mostAttempts = 8;

/**
 * The handler of a function that `webhooks.on` was given.
 *
 * @example
 * export const handler = webhookHandler(async ({ payload, octokit, logger }) => { … });
 */
export function webhookHandler(work: (context: WebhookContext) => Promise<void>): WebhookFunction {
  const { handler, tableName, queueUrl } = readWebhookConnection();
  const handle = createHandleDelivery({ ledger: createHandlerLedger({ tableName }), mostAttempts });
  const authStrategy = createAppFrameworkAuth();

  return serveQueue({
    handler,
    queueUrl,
    run: (task, remainingMilliseconds) =>
      handle({ task, remainingMilliseconds, work: async () => work(await contextOf(task, remainingMilliseconds)) }),
  });

  async function contextOf(
    { event, detail }: HandlerTask,
    remainingMilliseconds: () => number,
  ): Promise<WebhookContext> {
    const fields = { handler, deliveryId: detail.delivery_id };
    const octokit =
      detail.installation &&
      new Octokit({
        authStrategy,
        auth: { appId: detail.app_id, installationId: detail.installation.id },
        userAgent: `delivery/${detail.delivery_id}`,
      });
    return {
      event,
      payload: detail.payload_complete
        ? detail.payload
        : JSON.parse(await readArchivedPayload(detail.s3_reference, remainingMilliseconds)),
      ...(octokit && { octokit }),
      delivery: detail,
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
}
