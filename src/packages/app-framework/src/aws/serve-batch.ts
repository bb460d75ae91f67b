import { createPostpone } from '../aws/postponed-queue';
import { logError } from '../lambda/logger';
import { parsedJson } from '../lambda/parsed-json';

/** A batch of SQS, as far as it is used (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html). */
export interface MessageBatch {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes?: { readonly MessageGroupId?: string; readonly ApproximateReceiveCount?: string };
  }[];
}

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
  readonly run: (message: unknown, remainingMilliseconds: () => number) => Promise<void>;
}

const longestBackOffSeconds = 300;

/** The function behind a queue: one message after the other. One that fails comes again, and in its group nothing goes before it. */
export function serveBatch({ queueUrl, run }: BatchServing) {
  const postpone = createPostpone({ queueUrl });

  return async ({ Records }: MessageBatch, context: { getRemainingTimeInMillis(): number }) => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    const failures: { readonly itemIdentifier: string }[] = [];
    const held = new Map<string, number>();
    for (const { messageId, receiptHandle, body, attributes = {} } of Records) {
      const { MessageGroupId: group, ApproximateReceiveCount: receives = '1' } = attributes;
      let afterSeconds = group === undefined ? undefined : held.get(group);
      try {
        if (afterSeconds === undefined) await run(parsedJson(body), remainingMilliseconds);
      } catch (error) {
        logError('message failed: it comes again', error, { messageId });
        afterSeconds = error instanceof ComeAgainError ? error.afterSeconds : backOffSeconds(Number(receives));
      }
      if (afterSeconds === undefined) continue;
      if (group !== undefined) held.set(group, afterSeconds);
      failures.push({ itemIdentifier: messageId });
      await postpone({ receiptHandle, afterSeconds, told: { queueUrl } }, remainingMilliseconds);
    }
    return { batchItemFailures: failures };
  };
}

function backOffSeconds(receives: number): number {
  return Math.min(longestBackOffSeconds, 2 ** Math.min(receives, 10));
}
