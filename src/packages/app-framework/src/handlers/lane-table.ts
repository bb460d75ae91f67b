import { conditionHolds, createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';
import type { HandlerTask } from './handler-ledger-table';
import { canBeOvertaken, type Lane, laneKey } from './lane';

export type LaneTable = ReturnType<typeof createLaneTable>;

/** The newest event of each kind in each lane, in rows of the ledger's table. Only events of the same action and App are compared. */
export function createLaneTable({ tableName, lane }: { readonly tableName: string; readonly lane: Lane }) {
  const call = createTableCall(tableName);
  const keyOf = ({ handler, event, detail }: HandlerTask) => ({
    Delivery: { S: `lane#${handler}#${laneKey(lane, { event, detail })}` },
    Part: { S: `${event}#${detail.action ?? ''}#${detail.app_id}` },
  });

  return {
    /** Notes it, unless a newer one was noted. @throws AwsCallError */
    async note(task: HandlerTask, remainingMilliseconds: () => number): Promise<void> {
      const { subject, delivery_id, received_at } = task.detail;
      if (!lane.newestWins || !canBeOvertaken(task) || subject?.updated_at === undefined) return;
      const input = {
        Key: keyOf(task),
        UpdateExpression: 'SET UpdatedAt = :at, DeliveryId = :delivery, ExpiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(UpdatedAt) OR UpdatedAt < :at',
        ExpressionAttributeValues: {
          ':at': { S: subject.updated_at },
          ':delivery': { S: delivery_id },
          ':expires': { N: String(Math.floor(Date.parse(received_at) / 1_000) + retentionSeconds) },
        },
      };
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** The delivery that overtook it: later by a second at least, for that is how GitHub counts. @throws AwsCallError */
    async overtakenBy(task: HandlerTask, remainingMilliseconds: () => number): Promise<string | undefined> {
      const mine = task.detail.subject?.updated_at;
      if (!lane.newestWins || !canBeOvertaken(task) || mine === undefined) return undefined;
      const input = { Key: keyOf(task), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      const newest = textOf(item, 'UpdatedAt');
      return newest !== undefined && newest > mine ? textOf(item, 'DeliveryId') : undefined;
    },
  };
}
