import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** How far the commands of a comment are. */
export interface CommandProgress {
  /** So many need not be run again. */
  readonly finished: number;
  /** Head of the pull request that they are for. */
  readonly headSha?: string | undefined;
}

export interface ProgressOf {
  readonly delivery: Pick<GitHubEventDetail, 'delivery_key' | 'replay_id'>;
  readonly handler: string;
}

const keptSeconds = 7 * 24 * 3_600;

export type ProgressTable = ReturnType<typeof createProgressTable>;

/** Keeps what a later try must know: the commands of a comment are one work of their handler, and each is done once. */
export function createProgressTable({ tableName, now = () => new Date() }: { tableName: string; now?: () => Date }) {
  const call = createTableCall(tableName);

  const update = (of: ProgressOf, { set, values }: Change, remainingMilliseconds: () => number): Promise<unknown> =>
    call({
      operation: 'UpdateItem',
      input: {
        Key: keyOf(of),
        UpdateExpression: `SET ExpiresAt = :expires${set}`,
        ExpressionAttributeValues: {
          ':expires': { N: String(Math.floor(now().getTime() / 1_000) + keptSeconds) },
          ...values,
        },
        ReturnValues: 'ALL_NEW',
      },
      remainingMilliseconds,
    });

  return {
    /** @throws AwsCallError */
    async read(of: ProgressOf, remainingMilliseconds: () => number): Promise<CommandProgress> {
      const answer = await update(of, { set: '', values: {} }, remainingMilliseconds);
      const row = field(answer, 'Attributes');
      const headSha = field(field(row, 'HeadSha'), 'S');
      return {
        finished: Number(field(field(row, 'FinishedCommands'), 'N') ?? 0),
        ...(typeof headSha === 'string' && { headSha }),
      };
    },

    /** @throws AwsCallError */
    async write(
      of: ProgressOf,
      { finished, headSha }: CommandProgress,
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const set = `, FinishedCommands = :finished${headSha === undefined ? '' : ', HeadSha = :head'}`;
      const values = {
        ':finished': { N: String(finished) },
        ...(headSha !== undefined && { ':head': { S: headSha } }),
      };
      await update(of, { set, values }, remainingMilliseconds);
    },
  };
}

interface Change {
  readonly set: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Beside what handlers count of their effects, where their role lets them write. */
function keyOf({ delivery, handler }: ProgressOf) {
  return {
    Delivery: { S: `effects#commands#${delivery.delivery_key}#${delivery.replay_id ?? ''}` },
    Part: { S: handler },
  };
}
