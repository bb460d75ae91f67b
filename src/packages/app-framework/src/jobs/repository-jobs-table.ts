import { createTableCall, everyPage } from '../aws/table-call';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { field } from '../lambda/parsed-json';
import { type Job, type JobStatus, openStatuses, repositoryKey, repositoryName } from './job';
import { type KeptJob, keptJobs } from './job-row';

/** A repository, whatever it is called by now. */
export type RepositoryPlace = Pick<Job, 'host' | 'repositoryId'>;
/** Of a job what never changes, and by which it is looked for. */
export type JobEntry = Pick<Job, 'jobId' | 'host' | 'repositoryId' | 'sha'> & { readonly createdAt: Date };
export type RepositoryJobs = ReturnType<typeof createRepositoryJobs>;

/** The jobs of 90 days, by their age. */
export const entriesIndex = 'RepoCreatedIndex';
/** What stands in that index besides its keys. */
export const entryAttributes = ['HeadSha'] as const;
/** The same by the name that their repository had when they began. */
export const namesIndex = 'RepoNameIndex';
export const nameAttributes = ['Host', 'RepositoryId'] as const;
const readAtOnce = 10;

/** Jobs of a repository, a little behind what was written, however many there are. All throw AwsCallError. */
export function createRepositoryJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  const pages = (input: object, remainingMilliseconds: () => number) =>
    everyPage(call, { operation: 'Query', input, remainingMilliseconds });

  /** Reads a row as it is now; one that cannot be read is logged, and left out. */
  async function read(jobId: string, remainingMilliseconds: () => number): Promise<readonly KeptJob[]> {
    const input = { Key: { JobId: { S: jobId } }, ConsistentRead: true };
    return keptJobs([field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item')]);
  }

  return {
    /** Those that have not ended, newest first. */
    async open(place: RepositoryPlace, remainingMilliseconds: () => number): Promise<KeptJob[]> {
      const found: KeptJob[] = [];
      for (const status of openStatuses)
        for await (const items of pages(inStatus(place, status), remainingMilliseconds)) found.push(...keptJobs(items));
      return found.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    },

    /** All that there are, newest first. */
    async *entries(place: RepositoryPlace, remainingMilliseconds: () => number): AsyncGenerator<JobEntry> {
      const input = {
        IndexName: entriesIndex,
        KeyConditionExpression: 'RepoKey = :repository',
        ExpressionAttributeValues: { ':repository': { S: repositoryKey(place) } },
        ScanIndexForward: false,
      };
      for await (const items of pages(input, remainingMilliseconds))
        for (const item of items) yield* entryIn(item, place);
    },

    /** The repositories that had this full name, in letters of any case, when a job of theirs began: a name changes hands, and may be on several hosts. */
    async called(fullName: string, remainingMilliseconds: () => number): Promise<readonly RepositoryPlace[]> {
      const input = {
        IndexName: namesIndex,
        KeyConditionExpression: 'RepoName = :name',
        ExpressionAttributeValues: { ':name': { S: repositoryName(fullName) } },
        ScanIndexForward: false,
      };
      const found = new Map<string, RepositoryPlace>();
      for await (const items of pages(input, remainingMilliseconds))
        for (const item of items) for (const place of placeIn(item)) found.set(repositoryKey(place), place);
      return [...found.values()];
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

function inStatus(place: RepositoryPlace, status: JobStatus) {
  return {
    IndexName: 'RepoStatusIndex',
    KeyConditionExpression: 'RepoKey = :repository AND #status = :status',
    ExpressionAttributeNames: { '#status': 'Status' },
    ExpressionAttributeValues: { ':repository': { S: repositoryKey(place) }, ':status': { S: status } },
  };
}

function entryIn(item: unknown, { host, repositoryId }: RepositoryPlace): readonly JobEntry[] {
  const [jobId, sha] = ['JobId', 'HeadSha'].map((name) => textOf(item, name));
  const createdAt = timeOf(item, 'CreatedAt');
  if (jobId === undefined || sha === undefined || createdAt === undefined) return [];
  return [{ jobId, sha, host, repositoryId, createdAt }];
}

function placeIn(item: unknown): readonly RepositoryPlace[] {
  const [host, repositoryId] = [textOf(item, 'Host'), numberOf(item, 'RepositoryId')];
  return host === undefined || repositoryId === undefined ? [] : [{ host, repositoryId }];
}
