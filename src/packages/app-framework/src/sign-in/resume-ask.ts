import { logError, logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { Ask, Asks } from '../user-tokens/asks-table';

export interface ResumeCollaborators {
  readonly asks: Pick<Asks, 'resumed'>;
  /** Calls the function that sends a delivery to a handler once more. @throws where it did not answer */
  readonly repeat: (request: object) => Promise<unknown>;
}

export type ResumeAsk = ReturnType<typeof createResumeAsk>;

/** Outcomes after which calling again would change nothing. */
const settled = ['sent', 'not routed', 'no handler', 'no delivery', 'no payload'];

/**
 * Has the handler of an ask do its work once more, under the replay id `ask:<id>`. Called twice, it does no harm: the handler does that work
 * once. What fails is left for the schedule.
 */
export function createResumeAsk({ asks, repeat }: ResumeCollaborators) {
  return async function resume(ask: Ask, remainingMilliseconds: () => number): Promise<'resumed' | 'later'> {
    const { handler, deliveryKey } = ask.of;
    const noted = { handler, deliveryKey, userId: ask.userId };
    try {
      const replay = { replayId: `ask:${ask.id}`, handler, keys: [deliveryKey], progress: '{}' };
      const answer = await repeat({ replay });
      const outcome = field(field(field(answer, 'repetitions'), '0'), 'outcome');
      if (!settled.includes(String(outcome))) throw new Error(`It answered ${String(outcome)}.`);
      await asks.resumed(ask, remainingMilliseconds);
      logInfo('ask resumed', { ...noted, outcome });
      return 'resumed';
    } catch (error) {
      logError('ask could not be resumed: the schedule tries again', error, noted);
      return 'later';
    }
  };
}
