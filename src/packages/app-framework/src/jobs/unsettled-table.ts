import { createTableCall, everyPage } from '../aws/table-call';
import type { Job } from './job';
import { heldPlace, installationKey, type KeptJob, keptJobs } from './job-row';

/** Index of the jobs that have not ended, or whose end is not shown: a few of all that the table has. */
export const unsettledIndex = 'UnsettledIndex';

type OfInstallation = Pick<Job, 'host' | 'appId' | 'installationId'>;
export type UnsettledJobs = ReturnType<typeof createUnsettledJobs>;

interface Asked {
  readonly operation: 'Query' | 'Scan';
  readonly asked?: object;
  /** Called for each job that this version cannot read, and that is left out. */
  readonly onUnreadable?: (() => void) | undefined;
}

/** Reads that index, a little behind what was written. All throw AwsCallError. */
export function createUnsettledJobs({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function* pages(
    { operation, asked = {}, onUnreadable }: Asked,
    remainingMilliseconds: () => number,
  ): AsyncGenerator<KeptJob> {
    const input = { IndexName: unsettledIndex, ...asked };
    for await (const page of everyPage(call, { operation, input, remainingMilliseconds }))
      yield* keptJobs(page, onUnreadable);
  }

  function standingIn(place: string, remainingMilliseconds: () => number): AsyncGenerator<KeptJob> {
    const KeyConditionExpression = 'UnsettledIn = :in';
    const asked = { KeyConditionExpression, ExpressionAttributeValues: { ':in': { S: place } } };
    return pages({ operation: 'Query', asked }, remainingMilliseconds);
  }

  return {
    all: (remainingMilliseconds: () => number, onUnreadable?: () => void): AsyncGenerator<KeptJob> =>
      pages({ operation: 'Scan', onUnreadable }, remainingMilliseconds),

    ofInstallation: (installation: OfInstallation, remainingMilliseconds: () => number): AsyncGenerator<KeptJob> =>
      standingIn(installationKey(installation), remainingMilliseconds),

    /** Those that have ended, and whose conclusion GitHub did not let the App write. */
    heldOf: (installation: OfInstallation, remainingMilliseconds: () => number): AsyncGenerator<KeptJob> =>
      standingIn(heldPlace(installation), remainingMilliseconds),

    /** By age. */
    ofWorkflow(
      job: Pick<Job, 'host' | 'appId' | 'installationId' | 'workflow'>,
      remainingMilliseconds: () => number,
    ): AsyncGenerator<KeptJob> {
      const asked = {
        KeyConditionExpression: 'UnsettledIn = :in AND begins_with(UnsettledAs, :of)',
        ExpressionAttributeValues: { ':in': { S: installationKey(job) }, ':of': { S: `${job.workflow}#` } },
      };
      return pages({ operation: 'Query', asked }, remainingMilliseconds);
    },
  };
}
