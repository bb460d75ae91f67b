import type { Ask } from '../user-tokens/asks-table';
import type { ResumeAsk } from './resume-ask';
import type { SignIns } from './sign-in-table';

export interface ResumeAsksCollaborators {
  readonly signIns: Pick<SignIns, 'waiting'>;
  readonly resume: ResumeAsk;
  readonly now?: () => Date;
}

/** The callback itself calls the handler within this time, or has crashed. */
const patienceMilliseconds = 60_000;

/** Finishes what a crash left between the sign-in and the handler. */
export function createResumeAsks({ signIns, resume, now = () => new Date() }: ResumeAsksCollaborators) {
  return async function resumeAsks(remainingMilliseconds: () => number): Promise<{ resumed: number; later: number }> {
    const asks: readonly Ask[] = await signIns.waiting(
      new Date(now().getTime() - patienceMilliseconds),
      remainingMilliseconds,
    );
    let resumed = 0;
    for (const ask of asks) if ((await resume(ask, remainingMilliseconds)) === 'resumed') resumed += 1;
    return { resumed, later: asks.length - resumed };
  };
}
