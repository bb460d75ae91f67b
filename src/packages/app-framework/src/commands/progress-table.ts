import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { GitHubEventDetail } from '../webhooks/github-event';

/** How far the commands of a comment are. */
export interface CommandProgress {
  /** So many need not be run again. */
  readonly finished: number;
  /** The one that began, and of which nobody knows whether it ended. */
  readonly begun?: BegunCommand | undefined;
  /** Head of the pull request that they are for. */
  readonly headSha?: string | undefined;
  /** What waits until its author has signed in. */
  readonly waiting?: WaitingCommand | undefined;
}

export interface BegunCommand {
  readonly index: number;
  /** The try that began it. */
  readonly by: string;
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
    { set, remove, values, condition }: Change,
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
        ...(condition !== undefined && { ConditionExpression: condition }),
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
      const [index, by] = [text('BegunCommand', 'N'), text('BegunBy', 'S')];
      return {
        finished: Number(text('FinishedCommands', 'N') ?? 0),
        ...(index !== undefined && by !== undefined && { begun: { index: Number(index), by } }),
        ...(headSha !== undefined && { headSha }),
        ...(hash !== undefined && {
          waiting: { hash, ...(answerId !== undefined && { answerId: Number(answerId) }) },
        }),
      };
    },

    /** Puts it in place of what was kept before. @throws AwsCallError */
    async write(of: ProgressOf, progress: CommandProgress, remainingMilliseconds: () => number): Promise<void> {
      await update(of, changeTo(progress), remainingMilliseconds);
    },

    /**
     * The same for a command that begins; false where another try began one of which nobody has seen the end, or is further.
     * @throws AwsCallError
     */
    async begin(of: ProgressOf, progress: CommandProgress, remainingMilliseconds: () => number): Promise<boolean> {
      try {
        const isAsRead = 'attribute_not_exists(FinishedCommands) OR FinishedCommands = :FinishedCommands';
        // A call that is repeated finds its own mark.
        const condition = `(attribute_not_exists(BegunBy) AND (${isAsRead})) OR BegunBy = :BegunBy`;
        await update(of, { ...changeTo(progress), condition }, remainingMilliseconds);
        return true;
      } catch (error) {
        if (isUnmetCondition(error)) return false;
        throw error;
      }
    },
  };
}

function changeTo({ finished, begun, headSha, waiting }: CommandProgress): Change {
  const attributes: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
    FinishedCommands: { N: String(finished) },
    BegunCommand: begun && { N: String(begun.index) },
    BegunBy: begun && { S: begun.by },
    HeadSha: headSha === undefined ? undefined : { S: headSha },
    WaitingCommand: waiting && { S: waiting.hash },
    AnswerId: waiting?.answerId === undefined ? undefined : { N: String(waiting.answerId) },
  };
  const kept = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const set = kept.map(([name]) => `, ${name} = :${name}`).join('');
  const gone = Object.keys(attributes).filter((name) => attributes[name] === undefined);
  const remove = gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`;
  const values = Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value]));
  return { set, remove, values };
}

interface Change {
  readonly set: string;
  readonly remove: string;
  readonly condition?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Beside what handlers count of their effects, where their role lets them write. */
function keyOf({ delivery, handler }: ProgressOf) {
  return {
    Delivery: { S: `effects#${delivery.delivery_key}#commands#` },
    Part: { S: handler },
  };
}
