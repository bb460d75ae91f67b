import type { OpenWork } from './expected-work';

export interface StillWaitingCollaborators {
  /** URLs of the queues that a handler's events go through. */
  readonly queuesOf: (handler: string) => readonly string[];
  readonly messagesIn: (queueUrl: string, remainingMilliseconds: () => number) => Promise<number>;
  readonly oldestMessageSeconds: (
    queue: { readonly queueName: string; readonly now: Date },
    remainingMilliseconds: () => number,
  ) => Promise<number | undefined>;
  readonly now: () => Date;
}

/** Figures of queues are late, and clocks differ. */
const marginMilliseconds = 5 * 60_000;

/**
 * Whether work that nobody is at may still wait in its queue: not where the queue is empty, nor where its oldest message is newer than that of the
 * work. What is not known counts as waiting. Each queue is asked about once.
 */
export function createStillWaiting(collaborators: StillWaitingCollaborators) {
  const { queuesOf, messagesIn, oldestMessageSeconds, now } = collaborators;
  const oldestByHandler = new Map<string, Promise<number>>();

  return async function mayWait(work: OpenWork, remainingMilliseconds: () => number): Promise<boolean> {
    const asked = oldestByHandler.get(work.handler) ?? oldestOf(work.handler, remainingMilliseconds);
    oldestByHandler.set(work.handler, asked);
    return (await asked) <= work.sentAt.getTime() + marginMilliseconds;
  };

  /** When the oldest message that waits for a handler was sent; never where none does. */
  async function oldestOf(handler: string, remainingMilliseconds: () => number): Promise<number> {
    const times = await Promise.all(queuesOf(handler).map((url) => oldestIn(url, remainingMilliseconds)));
    return Math.min(Number.POSITIVE_INFINITY, ...times);
  }

  async function oldestIn(queueUrl: string, remainingMilliseconds: () => number): Promise<number> {
    if ((await messagesIn(queueUrl, remainingMilliseconds)) === 0) return Number.POSITIVE_INFINITY;
    const at = now();
    const queueName = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
    const age = await oldestMessageSeconds({ queueName, now: at }, remainingMilliseconds);
    return age === undefined ? Number.NEGATIVE_INFINITY : at.getTime() - age * 1_000;
  }
}
