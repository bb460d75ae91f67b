import { createTableCall } from '../aws/table-call';
import { numberOf, textsOf } from '../aws/table-item';
import { type KeptJob, lineKey } from '../jobs/job-row';
import { unlessRefused } from '../jobs/jobs-table';
import { field } from '../lambda/parsed-json';
import { retentionSeconds } from '../webhooks/ledger-keys';

/** Who was given a slot of a workflow in an installation. Some may have ended since: who counts asks for each. */
export interface Slots {
  readonly holders: readonly string[];
  /** 0 where nobody was given one yet. */
  readonly version: number;
}

export type SlotsTable = ReturnType<typeof createSlots>;
type Line = Pick<KeptJob, 'host' | 'appId' | 'installationId' | 'workflow'>;

/** Rows of the Jobs table, one for each workflow with a limit in each installation: of two who give slots away at once, one begins anew. */
export function createSlots({
  tableName,
  now = Date.now,
}: {
  readonly tableName: string;
  readonly now?: () => number;
}) {
  const call = createTableCall(tableName);

  return {
    /** @throws AwsCallError */
    async read(line: Line, remainingMilliseconds: () => number): Promise<Slots> {
      const input = { Key: keyOf(line), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      return { holders: textsOf(item, 'Holders'), version: numberOf(item, 'SlotsVersion') ?? 0 };
    },

    /** Refused where somebody wrote since. @throws AwsCallError */
    async write(line: Line, { holders, version }: Slots, remainingMilliseconds: () => number) {
      const input = {
        Item: {
          ...keyOf(line),
          Holders: { L: holders.map((S) => ({ S })) },
          SlotsVersion: { N: String(version + 1) },
          ExpiresAt: { N: String(Math.floor(now() / 1_000) + retentionSeconds) },
        },
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(JobId)' }
          : {
              ConditionExpression: 'SlotsVersion = :seen',
              ExpressionAttributeValues: { ':seen': { N: String(version) } },
            }),
      };
      return unlessRefused(call({ operation: 'PutItem', input, remainingMilliseconds }));
    },
  };
}

function keyOf(line: Line) {
  return { JobId: { S: `slots#${lineKey(line)}` } };
}
