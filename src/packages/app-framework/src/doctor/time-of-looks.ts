import type { Check } from './examine';
import type { Look } from './finding';

export interface TimeOfLooks {
  /** How many there are in all. */
  readonly looks: number;
  readonly remainingMilliseconds: () => number;
}

/** What does not answer keeps the others from their looks no longer. */
const longestMilliseconds = 30_000;
/** What answers slowly has so long, however many are to come. */
const shortestMilliseconds = 5_000;
/** So much time is left to keep what was found. */
const reserveMilliseconds = 10_000;

/** Has no look outlive the function, and each take its share of what time is left at most: an App that hangs leaves the others theirs. */
export function createTimeOfLooks({ looks, remainingMilliseconds }: TimeOfLooks) {
  let left = looks;
  return function inTime<Of>(checks: readonly Check<Of>[]): Check<Of>[] {
    return checks.map(({ look, ...check }) => ({
      ...check,
      look: async (patient: Of) => {
        const whole = remainingMilliseconds() - reserveMilliseconds;
        const share = Math.max(shortestMilliseconds, Math.floor(whole / left));
        left -= 1;
        const milliseconds = Math.min(longestMilliseconds, share, whole);
        if (milliseconds <= 0)
          return { unseen: ['No time was left for it: the command doctor takes as long as it needs.'] };
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<Look>((resolve) => {
          const why = `It did not end within ${milliseconds} milliseconds: the command doctor takes as long as it needs.`;
          timer = setTimeout(() => resolve({ unseen: [why] }), milliseconds);
        });
        return Promise.race([look(patient), late]).finally(() => clearTimeout(timer));
      },
    }));
  };
}
