import { setTimeout as timer } from 'node:timers/promises';
import type { Timed } from '../github/oauth';
import { PairUnavailableError } from './fresh-pair';
import type { StoredPair } from './user-pair';

export interface YoungPairCollaborators {
  readonly now?: (() => Date) | undefined;
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** What GitHub is asked about a pair. */
export interface PairQuestion<Said> extends Timed {
  readonly pair: Pick<StoredPair, 'storedAt'>;
  readonly ask: () => Promise<Said>;
  /** Whether GitHub says that it knows no such token. */
  readonly isNo: (said: Said) => boolean;
}

export type AskOfPair = ReturnType<typeof createAskOfPair>;

/** All of GitHub knows a token by then: Octokit waits five seconds for those of installations. */
const youngMilliseconds = 10_000;
const firstPauseMilliseconds = 1_000;
/** Less time is not enough for another answer. */
const reserveMilliseconds = 3_000;

/**
 * Asks GitHub about a pair, and does not believe a no while the pair is young: a token may be known to all of GitHub only seconds after it was
 * made. It is asked again until the pair is older, so that a pair that was revoked ends at any age, if some seconds later.
 */
export function createAskOfPair({
  now = () => new Date(),
  pause = (milliseconds) => timer(milliseconds),
}: YoungPairCollaborators) {
  /** @throws PairUnavailableError where the time does not suffice to be sure */
  return async function askOfPair<Said>(question: PairQuestion<Said>): Promise<Said> {
    const { pair, ask, isNo, remainingMilliseconds } = question;
    let young = pair.storedAt + youngMilliseconds - now().getTime();
    for (let wait = firstPauseMilliseconds; ; wait *= 2) {
      const said = await ask();
      if (young <= 0 || !isNo(said)) return said;
      const next = Math.min(wait, young);
      if (remainingMilliseconds() < next + reserveMilliseconds) {
        throw new PairUnavailableError(
          'GitHub does not know a token that it made seconds ago, and may know it later. Try again.',
        );
      }
      await pause(next);
      young -= next;
    }
  };
}
