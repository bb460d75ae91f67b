import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';

const keptSeconds = 24 * 3_600;

/** Remembers since when all heads of a repository are judged: what arrived before that is in their checks already. */
export function createSweepTable({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  return {
    /** When the last sweep that came to its end began to read. @throws AwsCallError */
    async lastFrom(detail: GitHubEventDetail, remainingMilliseconds: () => number): Promise<Date | undefined> {
      // Handlers may update rows of their own kind, and read none.
      const input = {
        Key: keyOf(detail),
        UpdateExpression: 'SET ExpiresAt = if_not_exists(ExpiresAt, :expires)',
        ExpressionAttributeValues: { ':expires': expiry(new Date(detail.received_at)) },
        ReturnValues: 'ALL_NEW',
      };
      const answer = await call({ operation: 'UpdateItem', input, remainingMilliseconds });
      const from = textOf(field(answer, 'Attributes'), 'SweptFrom');
      return from === undefined ? undefined : new Date(from);
    },

    /** One handler at a time sweeps a repository. @throws AwsCallError */
    async note(detail: GitHubEventDetail, from: Date, remainingMilliseconds: () => number): Promise<void> {
      const input = {
        Key: keyOf(detail),
        UpdateExpression: 'SET SweptFrom = :from, ExpiresAt = :expires',
        ExpressionAttributeValues: { ':from': { S: from.toISOString() }, ':expires': expiry(from) },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },
  };
}

/** Beside what handlers count of their effects, where their role lets them write. */
function keyOf({ host, app_id: appId, repository }: GitHubEventDetail) {
  return {
    Delivery: { S: `effects#${host}#${appId}#security-alerts#${repository?.id ?? 0}` },
    Part: { S: 'swept' },
  };
}

function expiry(from: Date) {
  return { N: String(Math.floor(from.getTime() / 1_000) + keptSeconds) };
}
