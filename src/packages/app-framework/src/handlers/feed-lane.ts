import type { BatchAnswer, QueueBatch, QueueContext, QueueMessage } from '../aws/serve-batch';
import { logError } from '../lambda/logger';
import type { HandlerTask } from './handler-ledger-table';
import { deduplicationId, groupOf, type Lane, laneKey } from './lane';
import type { createLaneQueue } from './lane-queue';
import type { LaneTable } from './lane-table';
import { taskOf } from './serve-queue';

export interface FeedingCollaborators {
  readonly handler: string;
  readonly lane: Lane;
  readonly table: Pick<LaneTable, 'note'>;
  readonly send: ReturnType<typeof createLaneQueue>;
}

/**
 * Brings events from the queue of a rule, which knows no groups, into the lanes of a FIFO queue: in order of arrival within a batch. Behind
 * one that could not be brought the others of its lane wait; other lanes go on.
 */
export function createFeedLane({ handler, lane, table, send }: FeedingCollaborators) {
  return async function feed(batch: QueueBatch, context: QueueContext): Promise<BatchAnswer> {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    const failures: string[] = [];
    const heldUp = new Set<string>();
    for (const { message, task } of arrived(batch.Records, failures)) {
      const key = laneKey(lane, task);
      try {
        if (heldUp.has(key)) throw new Error('An earlier one of its lane was not brought.');
        await table.note(task, remainingMilliseconds);
        await send(
          { body: message.body, group: groupOf(key), deduplicationId: deduplicationId(task, message.messageId) },
          remainingMilliseconds,
        );
      } catch (error) {
        heldUp.add(key);
        failures.push(message.messageId);
        logError('event was not put into its lane: it comes again', error, {
          handler,
          deliveryId: task.detail.delivery_id,
        });
      }
    }
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  /** Oldest first; what is no event comes again until it is parked. */
  function arrived(messages: readonly QueueMessage[], failures: string[]) {
    const read: { message: QueueMessage; task: HandlerTask }[] = [];
    for (const message of messages) {
      try {
        read.push({ message, task: taskOf(handler, message.body) });
      } catch (error) {
        failures.push(message.messageId);
        logError('message is no event: it comes again until it is parked', error, { handler });
      }
    }
    return read.sort(
      ({ task: one }, { task: other }) => Date.parse(one.detail.received_at) - Date.parse(other.detail.received_at),
    );
  }
}
