import { createTableCall } from '../aws/table-call';
import { numberOf } from '../aws/table-item';
import type { Job } from '../jobs/job';
import { installationKey } from '../jobs/job-row';
import { field } from '../lambda/parsed-json';
import { limitNames, type PaceState } from './write-pace';

export type PaceTable = ReturnType<typeof createPaceTable>;

const keptSeconds = 2 * 3_600;
const attributeOf = { second: 'UsedSecond', minute: 'UsedMinute', hour: 'UsedHour' } as const;

/** What an installation's writer has used of GitHub's limits: a row of the Jobs table, for there is one writer at a time. All throw AwsCallError. */
export function createPaceTable({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  return {
    async read(job: WriterOf, remainingMilliseconds: () => number): Promise<PaceState> {
      const input = { Key: keyOf(job), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      return paceIn(item);
    },

    async write(job: WriterOf, state: PaceState, remainingMilliseconds: () => number): Promise<void> {
      const input = { Item: { ...keyOf(job), ...attributesOf(state) } };
      await call({ operation: 'PutItem', input, remainingMilliseconds });
    },
  };
}

/** What a row says of the pace. */
export function paceIn(row: unknown): PaceState {
  return Object.fromEntries(limitNames.map((name) => [name, numberOf(row, attributeOf[name]) ?? 0]));
}

/** The pace as a row says it, and until when. */
export function attributesOf(state: PaceState): Readonly<Record<string, { readonly N: string }>> {
  const used = limitNames.map((name) => [attributeOf[name], { N: String(Math.ceil(state[name] ?? 0)) }]);
  const last = Math.max(...limitNames.map((name) => state[name] ?? 0));
  return { ...Object.fromEntries(used), ExpiresAt: { N: String(Math.ceil(last / 1_000) + keptSeconds) } };
}

type WriterOf = Pick<Job, 'host' | 'appId' | 'installationId'>;

function keyOf(job: WriterOf) {
  return { JobId: { S: `writer#${installationKey(job)}` } };
}
