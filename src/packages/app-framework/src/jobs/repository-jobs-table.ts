import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { JobStatus } from './job';
import { type KeptJob, keptJobs } from './job-row';

export interface RepositoryJobsWanted {
  readonly repository: string;
  readonly sha?: string;
  /** Those in one of these alone. */
  readonly statuses?: readonly JobStatus[] | undefined;
}

export type RepositoryJobs = ReturnType<typeof createRepositoryJobs>;

/** Pages that are read at most: a repository may have had thousands of jobs in 90 days. */
const mostPages = 20;

/** Jobs of a repository, a little behind what was written. Throws AwsCallError. */
export function createRepositoryJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  /** Newest first. */
  return async function ofRepository(
    { statuses, ...wanted }: RepositoryJobsWanted,
    remainingMilliseconds: () => number,
  ): Promise<KeptJob[]> {
    const found: KeptJob[] = [];
    for (const status of statuses ?? [undefined])
      found.push(...(await inStatus({ ...wanted, status }, remainingMilliseconds)));
    return found.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  };

  async function inStatus(
    { repository, sha, status }: Omit<RepositoryJobsWanted, 'statuses'> & { readonly status: JobStatus | undefined },
    remainingMilliseconds: () => number,
  ): Promise<KeptJob[]> {
    const found: KeptJob[] = [];
    let from: unknown;
    for (let page = 0; page < mostPages; page += 1) {
      const input = {
        IndexName: 'RepoStatusIndex',
        KeyConditionExpression: `RepoFullName = :repository${status === undefined ? '' : ' AND #status = :status'}`,
        ExpressionAttributeValues: {
          ':repository': { S: repository },
          ...(status !== undefined && { ':status': { S: status } }),
          ...(sha !== undefined && { ':sha': { S: sha } }),
        },
        ...(status !== undefined && { ExpressionAttributeNames: { '#status': 'Status' } }),
        ...(sha !== undefined && { FilterExpression: 'HeadSha = :sha' }),
        ...(from !== undefined && { ExclusiveStartKey: from }),
      };
      const answer = await call({ operation: 'Query', input, remainingMilliseconds });
      found.push(...keptJobs(field(answer, 'Items')));
      from = field(answer, 'LastEvaluatedKey');
      if (from === undefined) break;
    }
    return found;
  }
}
