import { askReplayPrefix } from '../as-user/user-token-request';
import { logError, logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { Ask, Asks } from '../user-tokens/asks-table';
import { counted } from '../webhooks/delivery-metrics';
import { isLive } from './sign-in-world';

export interface ResumeCollaborators {
  readonly asks: Pick<Asks, 'resumed'>;
  /** Calls the function that sends a delivery to a handler once more. @throws where it did not answer */
  readonly repeat: (request: object) => Promise<unknown>;
  readonly now?: () => Date;
}

export type ResumeAsk = ReturnType<typeof createResumeAsk>;

/** Outcomes after which calling again would change nothing: what was asked for is not done, though its person was told that it goes on. */
const lost = ['not routed', 'no handler', 'no delivery', 'no payload'];

/**
 * Has the handler of an ask do its work once more, under the replay id `ask:<id>`. Called twice, it does no harm: the handler does that work
 * once. What fails is left for the schedule.
 */
export function createResumeAsk({ asks, repeat, now = () => new Date() }: ResumeCollaborators) {
  return async function resume(ask: Ask, remainingMilliseconds: () => number): Promise<'resumed' | 'lost' | 'later'> {
    const { handler, deliveryKey } = ask.of;
    const noted = { handler, deliveryKey, userId: ask.userId };
    try {
      if (!isLive(ask, now())) return await givenUp('too late');
      const replay = { replayId: `${askReplayPrefix}${ask.id}`, handler, keys: [deliveryKey], progress: '{}' };
      const answer = await repeat({ replay });
      const outcome = field(field(field(answer, 'repetitions'), '0'), 'outcome');
      if (typeof outcome === 'string' && lost.includes(outcome)) return await givenUp(outcome);
      if (outcome !== 'sent') throw new Error(`It answered ${String(outcome)}.`);
      await asks.resumed(ask, remainingMilliseconds);
      logInfo('ask resumed', noted);
      return 'resumed';
    } catch (error) {
      logError('ask could not be resumed: the schedule tries again', error, { ...noted, ...counted('AsksNotResumed') });
      return 'later';
    }

    async function givenUp(outcome: string): Promise<'lost'> {
      await asks.resumed(ask, remainingMilliseconds);
      const error = new Error(
        `${outcome}: what the person asked for is not done, and they were told that it goes on. They may write the comment again, or deliveries replay repeats the delivery for ${handler}.`,
      );
      logError('ask given up', error, { ...noted, ...counted('AsksNotResumed') });
      return 'lost';
    }
  };
}
