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

/** A replay goes on with what the delivery itself left undone: they share what is known. */
export interface ProgressOf {
  readonly delivery: Pick<GitHubEventDetail, 'delivery_key'>;
  readonly handler: string;
}

const keptSeconds = 7 * 24 * 3_600;

export type ProgressTable = ReturnType<typeof createProgressTable>;

/** Keeps what a later try must know: the commands of a comment are one work of their handler, and each is done once. */
export function createProgressTable({ tableName, now = () => new Date() }: { tableName: string; now?: () => Date }) {
  const call = createTableCall(tableName);

  const update = (
    of: ProgressOf,
    { set, remove, values }: Change,
    remainingMilliseconds: () => number,
  ): Promise<unknown> =>
    call({
      operation: 'UpdateItem',
      input: {
        Key: keyOf(of),
        UpdateExpression: `SET ExpiresAt = :expires${set}${remove}`,
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
      const answer = await update(of, { set: '', remove: '', values: {} }, remainingMilliseconds);
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

    /** Puts it in place of what was kept before. @throws AwsCallError */
    async write(
      of: ProgressOf,
      { finished, headSha, waiting }: CommandProgress,
      remainingMilliseconds: () => number,
    ): Promise<void> {
      const attributes: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
        FinishedCommands: { N: String(finished) },
        HeadSha: headSha === undefined ? undefined : { S: headSha },
        WaitingCommand: waiting && { S: waiting.hash },
        AnswerId: waiting?.answerId === undefined ? undefined : { N: String(waiting.answerId) },
      };
      const kept = Object.entries(attributes).filter(([, value]) => value !== undefined);
      const set = kept.map(([name], index) => `, ${name} = :value${index}`).join('');
      const gone = Object.keys(attributes).filter((name) => attributes[name] === undefined);
      const remove = gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`;
      const values = Object.fromEntries(kept.map(([, value], index) => [`:value${index}`, value]));
      await update(of, { set, remove, values }, remainingMilliseconds);
    },
  };
}

interface Change {
  readonly set: string;
  readonly remove: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Beside what handlers count of their effects, where their role lets them write. */
function keyOf({ delivery, handler }: ProgressOf) {
  return {
    Delivery: { S: `effects#${delivery.delivery_key}#commands#` },
    Part: { S: handler },
  };
}
