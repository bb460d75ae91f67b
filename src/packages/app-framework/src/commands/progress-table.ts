import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** How far the commands of a comment are. */
export interface CommandProgress {
  /** So many need not be run again. */
  readonly finished: number;
  /** Head of the pull request that they are for. */
  readonly headSha?: string | undefined;
  /** What waits until its author has signed in. */
  readonly waiting?: WaitingCommand | undefined;
}

export interface WaitingCommand {
  /** SHA-256 of its text. */
  readonly hash: string;
  /** The comment that asks for the sign-in, where it could be written. */
  readonly answerId?: number | undefined;
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
      const text = (name: string, type: string) => {
        const value = field(field(row, name), type);
        return typeof value === 'string' ? value : undefined;
      };
      const [headSha, hash, answerId] = [text('HeadSha', 'S'), text('WaitingCommand', 'S'), text('AnswerId', 'N')];
      return {
        finished: Number(text('FinishedCommands', 'N') ?? 0),
        ...(headSha !== undefined && { headSha }),
        ...(hash !== undefined && {
          waiting: { hash, ...(answerId !== undefined && { answerId: Number(answerId) }) },
        }),
      };
    },

    /** @throws AwsCallError */
    async write(
      of: ProgressOf,
      { finished, headSha, waiting }: CommandProgress,
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const attributes = [
        ['FinishedCommands', { N: String(finished) }],
        ...(headSha === undefined ? [] : [['HeadSha', { S: headSha }] as const]),
        ...(waiting === undefined ? [] : [['WaitingCommand', { S: waiting.hash }] as const]),
        ...(waiting?.answerId === undefined ? [] : [['AnswerId', { N: String(waiting.answerId) }] as const]),
      ] as const;
      const set = attributes.map(([name], index) => `, ${name} = :value${index}`).join('');
      const values = Object.fromEntries(attributes.map(([, value], index) => [`:value${index}`, value]));
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
    Delivery: { S: `effects#${delivery.delivery_key}#commands#${delivery.replay_id ?? ''}` },
    Part: { S: handler },
  };
}
