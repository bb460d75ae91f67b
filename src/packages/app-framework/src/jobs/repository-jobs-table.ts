import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { type KeptJob, keptJob } from './job-row';

export type RepositoryJobs = ReturnType<typeof createRepositoryJobs>;

/** Pages that are read at most: a repository may have had thousands of jobs in 90 days. */
const mostPages = 20;

/** Jobs of a repository, a little behind what was written. Throws AwsCallError. */
export function createRepositoryJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  /** Newest first. */
  return async function ofRepository(
    { repository, sha }: { readonly repository: string; readonly sha?: string },
    remainingMilliseconds: () => number,
  ): Promise<KeptJob[]> {
    const found: KeptJob[] = [];
    let from: unknown;
    for (let page = 0; page < mostPages; page += 1) {
      const input = {
        IndexName: 'RepoStatusIndex',
        KeyConditionExpression: 'RepoFullName = :repository',
        ExpressionAttributeValues: {
          ':repository': { S: repository },
          ...(sha !== undefined && { ':sha': { S: sha } }),
        },
        ...(sha !== undefined && { FilterExpression: 'HeadSha = :sha' }),
        ...(from !== undefined && { ExclusiveStartKey: from }),
      };
      const answer = await call({ operation: 'Query', input, remainingMilliseconds });
      const items = field(answer, 'Items');
      for (const item of Array.isArray(items) ? items : []) found.push(...[keptJob(item)].flatMap((job) => job ?? []));
      from = field(answer, 'LastEvaluatedKey');
      if (from === undefined) break;
    }
    return found.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  };
}
