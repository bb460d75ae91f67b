import { conditionHolds, createTableCall } from '../aws/table-call';
import type { KeptJob } from '../jobs/job-row';
import { retentionSeconds } from '../webhooks/ledger-keys';

export type ClaimCheck = ReturnType<typeof createClaimCheck>;

/**
 * Lets a job make the check run of its name on its commit, unless a newer job has: GitHub takes the check run that was made last for the one
 * that counts, among those of the App. A row of the Jobs table for each name and commit.
 */
export function createClaimCheck({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  /** @throws AwsCallError */
  return async function claim(job: KeptJob, remainingMilliseconds: () => number): Promise<'claimed' | 'overtaken'> {
    const { host, appId, repositoryId, sha, check, createdAt } = job;
    const at = { S: createdAt.toISOString() };
    const input = {
      Item: {
        JobId: { S: `check#${host}#${appId}#${repositoryId}#${sha}#${check}` },
        ClaimedAt: at,
        ExpiresAt: { N: String(Math.floor(createdAt.getTime() / 1_000) + retentionSeconds) },
      },
      ConditionExpression: 'attribute_not_exists(JobId) OR ClaimedAt < :at OR ClaimedAt = :at',
      ExpressionAttributeValues: { ':at': at },
    };
    const isClaimed = await conditionHolds(call({ operation: 'PutItem', input, remainingMilliseconds }));
    return isClaimed ? 'claimed' : 'overtaken';
  };
}
