import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { Job } from './job';
import { installationKey, type KeptJob, keptJob } from './job-row';

/** Index of the jobs that have not ended, or whose end is not shown: a few of all that the table has. */
export const unsettledIndex = 'UnsettledIndex';

export type UnsettledJobs = ReturnType<typeof createUnsettledJobs>;

/** Reads that index, a little behind what was written. All throw AwsCallError. */
export function createUnsettledJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function* pages(operation: string, asked: object, remainingMilliseconds: () => number) {
    let from: unknown;
    do {
      const input = { IndexName: unsettledIndex, ...asked, ...(from !== undefined && { ExclusiveStartKey: from }) };
      const answer = await call({ operation, input, remainingMilliseconds });
      const items = field(answer, 'Items');
      for (const item of Array.isArray(items) ? items : []) {
        const job = keptJob(item);
        if (job) yield job;
      }
      from = field(answer, 'LastEvaluatedKey');
    } while (from !== undefined);
  }

  return {
    all: (remainingMilliseconds: () => number): AsyncGenerator<KeptJob> => pages('Scan', {}, remainingMilliseconds),

    ofInstallation(
      installation: Pick<Job, 'host' | 'appId' | 'installationId'>,
      remainingMilliseconds: () => number,
    ): AsyncGenerator<KeptJob> {
      const asked = {
        KeyConditionExpression: 'UnsettledIn = :in',
        ExpressionAttributeValues: { ':in': { S: installationKey(installation) } },
      };
      return pages('Query', asked, remainingMilliseconds);
    },

    /** By age. */
    ofWorkflow(
      job: Pick<Job, 'host' | 'appId' | 'installationId' | 'workflow'>,
      remainingMilliseconds: () => number,
    ): AsyncGenerator<KeptJob> {
      const asked = {
        KeyConditionExpression: 'UnsettledIn = :in AND begins_with(UnsettledAs, :of)',
        ExpressionAttributeValues: { ':in': { S: installationKey(job) }, ':of': { S: `${job.workflow}#` } },
      };
      return pages('Query', asked, remainingMilliseconds);
    },
  };
}
