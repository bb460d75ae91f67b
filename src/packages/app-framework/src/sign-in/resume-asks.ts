import type { ResumeAsk } from './resume-ask';
import type { SignIns } from './sign-in-table';

export interface ResumeAsksCollaborators {
  readonly signIns: Pick<SignIns, 'waiting'>;
  readonly resume: ResumeAsk;
  readonly now?: () => Date;
}

/** How many asks went on, will never, and may with the next run. */
export type ResumedAsks = Readonly<Record<'resumed' | 'lost' | 'later', number>>;

/** The callback itself calls the handler within this time, or has crashed. */
const patienceMilliseconds = 60_000;
/** Less time is not enough for another call. */
const reserveMilliseconds = 12_000;

/** Finishes what a crash left between the sign-in and the handler. */
export function createResumeAsks({ signIns, resume, now = () => new Date() }: ResumeAsksCollaborators) {
  return async function resumeAsks(remainingMilliseconds: () => number): Promise<ResumedAsks> {
    const counts = { resumed: 0, lost: 0, later: 0 };
    const answeredBefore = new Date(now().getTime() - patienceMilliseconds);
    for await (const ask of signIns.waiting(answeredBefore, remainingMilliseconds)) {
      counts[await resume(ask, remainingMilliseconds)] += 1;
      // The rest waits for the next minute.
      if (remainingMilliseconds() < reserveMilliseconds) break;
    }
    return counts;
  };
}
