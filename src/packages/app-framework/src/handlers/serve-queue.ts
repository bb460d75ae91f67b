import { createPostpone } from '../aws/postponed-queue';
import { logError } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { TaskOutcome } from './handle-delivery';
import type { HandlerTask } from './handler-ledger-table';

/** A batch of SQS, as far as it is used (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). */
export interface QueueBatch {
  readonly Records: readonly QueueMessage[];
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface QueueContext {
  getRemainingTimeInMillis(): number;
}

export interface QueueServing {
  readonly handler: string;
  readonly queueUrl: string;
  readonly run: (task: HandlerTask, remainingMilliseconds: () => number) => Promise<TaskOutcome>;
}

/** The function behind a queue of events: one after the other, each on its own; one that fails holds up none. */
export function serveQueue({ handler, queueUrl, run }: QueueServing) {
  const postpone = createPostpone({ queueUrl });

  return async (batch: QueueBatch, context: QueueContext): Promise<BatchAnswer> => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    const failures: string[] = [];
    for (const message of batch.Records) {
      const outcome = await outcomeOf(message, remainingMilliseconds);
      if (outcome.kind === 'settled') continue;
      failures.push(message.messageId);
      const { messageId, receiptHandle } = message;
      const { afterSeconds } = outcome;
      await postpone({ receiptHandle, afterSeconds, told: { handler, messageId } }, remainingMilliseconds);
    }
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  async function outcomeOf(message: QueueMessage, remainingMilliseconds: () => number): Promise<TaskOutcome> {
    try {
      return await run(taskOf(handler, message.body), remainingMilliseconds);
    } catch (error) {
      // The ledger did not answer: nothing is known of the work, so it comes again.
      logError('event was not judged: it comes again', error, { handler, messageId: message.messageId });
      return { kind: 'again', afterSeconds: 30 };
    }
  }
}

/** @throws Error for a message that the bus did not make */
export function taskOf(handler: string, body: string): HandlerTask {
  const event: unknown = JSON.parse(body);
  const name = field(event, 'detail-type');
  const detail = field(event, 'detail');
  if (typeof name === 'string' && isDetail(detail)) return { handler, event: name, detail };
  throw new Error('The message is no event of GitHub from the bus.');
}

function isDetail(value: unknown): value is GitHubEventDetail {
  return ['delivery_id', 'delivery_key', 'received_at'].every((name) => typeof field(value, name) === 'string');
}
