import { createTableCall } from '../aws/table-call';
import { numberOf, textOf } from '../aws/table-item';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { field } from '../lambda/parsed-json';
import { type Job, type JobStatus, openStatuses } from './job';
import { type KeptJob, keptJobs } from './job-row';

/** Of a job what never changes, and by which it is looked for. */
export type JobEntry = Pick<Job, 'jobId' | 'host' | 'repositoryId' | 'repository' | 'sha'>;
export type RepositoryJobs = ReturnType<typeof createRepositoryJobs>;

/** The jobs of 90 days, by their age. */
export const entriesIndex = 'RepoCreatedIndex';
/** What stands in that index besides its keys. */
export const entryAttributes = ['HeadSha', 'RepositoryId', 'Host'] as const;
const readAtOnce = 10;

/** Jobs of a repository, a little behind what was written, however many there are. All throw AwsCallError. */
export function createRepositoryJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function* pages(input: object, remainingMilliseconds: () => number): AsyncGenerator<readonly unknown[]> {
    let from: unknown;
    do {
      const asked = { ...input, ...(from !== undefined && { ExclusiveStartKey: from }) };
      const answer = await call({ operation: 'Query', input: asked, remainingMilliseconds });
      const items = field(answer, 'Items');
      yield Array.isArray(items) ? items : [];
      from = field(answer, 'LastEvaluatedKey');
    } while (from !== undefined);
  }

  /** Reads a row as it is now; one that cannot be read is logged, and left out. */
  async function read(jobId: string, remainingMilliseconds: () => number): Promise<readonly KeptJob[]> {
    const input = { Key: { JobId: { S: jobId } }, ConsistentRead: true };
    return keptJobs([field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item')]);
  }

  return {
    /** Those that have not ended, newest first. */
    async open(repository: string, remainingMilliseconds: () => number): Promise<KeptJob[]> {
      const found: KeptJob[] = [];
      for (const status of openStatuses)
        for await (const items of pages(inStatus(repository, status), remainingMilliseconds))
          found.push(...keptJobs(items));
      return found.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    },

    /** All that there are, newest first. */
    async *entries(repository: string, remainingMilliseconds: () => number): AsyncGenerator<JobEntry> {
      const input = {
        IndexName: entriesIndex,
        KeyConditionExpression: 'RepoFullName = :repository',
        ExpressionAttributeValues: { ':repository': { S: repository } },
        ScanIndexForward: false,
      };
      for await (const items of pages(input, remainingMilliseconds))
        for (const item of items) yield* entryIn(item, repository);
    },

    /** Their rows, in the same order. */
    async rows(entries: readonly JobEntry[], remainingMilliseconds: () => number): Promise<KeptJob[]> {
      const found = new Map<string, readonly KeptJob[]>();
      await forEachAtMost({ items: entries, atOnce: readAtOnce }, async ({ jobId }) => {
        found.set(jobId, await read(jobId, remainingMilliseconds));
      });
      return entries.flatMap(({ jobId }) => found.get(jobId) ?? []);
    },
  };
}

function inStatus(repository: string, status: JobStatus) {
  return {
    IndexName: 'RepoStatusIndex',
    KeyConditionExpression: 'RepoFullName = :repository AND #status = :status',
    ExpressionAttributeNames: { '#status': 'Status' },
    ExpressionAttributeValues: { ':repository': { S: repository }, ':status': { S: status } },
  };
}

function entryIn(item: unknown, repository: string): readonly JobEntry[] {
  const [jobId, sha, host] = ['JobId', 'HeadSha', 'Host'].map((name) => textOf(item, name));
  const repositoryId = numberOf(item, 'RepositoryId');
  if (jobId === undefined || sha === undefined || host === undefined || repositoryId === undefined) return [];
  return [{ jobId, sha, host, repositoryId, repository }];
}
