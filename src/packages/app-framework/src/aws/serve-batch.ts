import { logError } from '../lambda/logger';
import { parsedJson } from '../lambda/parsed-json';
import { createPostpone } from './postponed-queue';

/** A batch of SQS, as far as it is used (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). */
export interface QueueBatch {
  readonly Records: readonly QueueMessage[];
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes?: { readonly MessageGroupId?: string; readonly ApproximateReceiveCount?: string };
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface QueueContext {
  getRemainingTimeInMillis(): number;
}

/** What becomes of a message: it is done with, or comes again after so long. */
export type MessageOutcome = { readonly kind: 'settled' } | { readonly kind: 'again'; readonly afterSeconds: number };

/** Thrown by work that must wait: it comes again after so long. */
export class ComeAgainError extends Error {
  override readonly name = 'ComeAgainError';

  constructor(
    message: string,
    readonly afterSeconds: number,
  ) {
    super(message);
  }
}

export interface BatchServing {
  readonly queueUrl: string;
  readonly run: (body: string, remainingMilliseconds: () => number) => Promise<MessageOutcome>;
  /** After how many seconds a message comes again that was received so often and failed with another error. */
  readonly backOffSeconds?: (receives: number) => number;
  /** What failed so often is left to whoever looks after it, and holds up nothing behind it. Absent: it always comes again. */
  readonly mostReceives?: number | undefined;
  /** For the log. */
  readonly told?: Readonly<Record<string, unknown>>;
}

const longestBackOffSeconds = 300;

/** The function behind a queue: one message after the other. One that fails comes again, and in its group nothing goes before it. */
export function serveBatch(serving: BatchServing) {
  const { queueUrl, run, backOffSeconds = doubled, mostReceives, told = { queueUrl } } = serving;
  const postpone = createPostpone({ queueUrl });

  return async ({ Records }: QueueBatch, context: QueueContext): Promise<BatchAnswer> => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    const failures: { readonly itemIdentifier: string }[] = [];
    const held = new Map<string, number>();
    for (const message of Records) {
      const group = message.attributes?.MessageGroupId;
      const afterSeconds =
        (group === undefined ? undefined : held.get(group)) ?? (await waitOf(message, remainingMilliseconds));
      if (afterSeconds === undefined) continue;
      if (group !== undefined) held.set(group, afterSeconds);
      const { messageId, receiptHandle } = message;
      failures.push({ itemIdentifier: messageId });
      await postpone({ receiptHandle, afterSeconds, told: { ...told, messageId } }, remainingMilliseconds);
    }
    return { batchItemFailures: failures };
  };

  /** After how many seconds it comes again, if it does. */
  async function waitOf(
    { messageId, body, attributes = {} }: QueueMessage,
    remainingMilliseconds: () => number,
  ): Promise<number | undefined> {
    try {
      const outcome = await run(body, remainingMilliseconds);
      return outcome.kind === 'again' ? outcome.afterSeconds : undefined;
    } catch (error) {
      const receives = Number(attributes.ApproximateReceiveCount ?? '1');
      const isToWait = error instanceof ComeAgainError;
      const isLeft = !isToWait && mostReceives !== undefined && receives >= mostReceives;
      const becomes = isLeft ? 'it is left to whoever looks after it' : 'it comes again';
      logError(`message was not worked on: ${becomes}`, error, { ...told, messageId });
      if (isLeft) return undefined;
      return isToWait ? error.afterSeconds : backOffSeconds(receives);
    }
  }
}

function doubled(receives: number): number {
  return Math.min(longestBackOffSeconds, 2 ** Math.min(receives, 10));
}

export interface EachServing extends Pick<BatchServing, 'queueUrl' | 'mostReceives'> {
  /** What it throws has the message come again. */
  readonly work: (message: unknown, remainingMilliseconds: () => number) => Promise<void>;
}

/** As `serveBatch`, for messages in JSON that are done with where their work does not throw. */
export function serveEach({ work, ...serving }: EachServing) {
  return serveBatch({
    ...serving,
    run: async (body, remainingMilliseconds) => {
      await work(parsedJson(body), remainingMilliseconds);
      return { kind: 'settled' };
    },
  });
}
