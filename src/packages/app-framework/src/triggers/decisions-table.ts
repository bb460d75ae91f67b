import { createTableCall } from '../aws/table-call';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { type EventDecisions, textOfDecisions } from './event-decisions';

export type RecordDecisions = ReturnType<typeof createDecisionRecords>;

/** Keeps with a delivery what triggers said of it, as long as the delivery is kept. */
export function createDecisionRecords({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  /** Decided once more, it is written once more. @throws AwsCallError */
  return async function record(
    { delivery_key, replay_id, received_at }: GitHubEventDetail,
    decisions: EventDecisions,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const expiresAt = Math.floor(Date.parse(received_at) / 1_000) + retentionSeconds;
    const input = {
      Key: {
        Delivery: { S: delivery_key },
        Part: { S: replay_id === undefined ? 'triggers' : `triggers#${replay_id}` },
      },
      UpdateExpression: 'SET Decisions = :decisions, ExpiresAt = :expires',
      ExpressionAttributeValues: {
        ':decisions': { S: textOfDecisions(decisions) },
        ':expires': { N: String(expiresAt) },
      },
    };
    await call({ operation: 'UpdateItem', input, remainingMilliseconds });
  };
}
