import { logError } from '../lambda/logger';
import { field } from '../lambda/parsed-json';

/** One thing that a deployment stands on. */
export interface HealthCheck {
  /** As it stands in the documentation. */
  readonly check: string;
  /** What is wrong, a text each; none where all is well. @throws Error where it cannot look */
  readonly look: (remainingMilliseconds: () => number) => Promise<readonly string[]>;
}

export interface CheckedHealth {
  readonly check: string;
  /** `unknown` where it could not be looked at. */
  readonly state: 'fine' | 'wrong' | 'unknown';
  readonly found?: readonly string[];
}

/** A parameter has room for 4096 characters, and so many checks have so much of it. */
const mostFound = 2;
const longestFound = 160;

/** Never fails: what cannot be looked at is no less wrong for it, and what it was stands in the log. */
export async function checked(
  { check, look }: HealthCheck,
  remainingMilliseconds: () => number,
): Promise<CheckedHealth> {
  try {
    const found = (await look(remainingMilliseconds)).map((text) => text.slice(0, longestFound));
    const beyond = found.length - mostFound;
    if (found.length === 0) return { check, state: 'fine' };
    const more = beyond > 0 ? [`${beyond} more of this kind.`] : [];
    return { check, state: 'wrong', found: [...found.slice(0, mostFound), ...more] };
  } catch (error) {
    logError('could not be looked at', error, { check });
    // As AWS names it; a message may name principals and resources.
    const why = field(error, 'code') ?? 'the log of check-health says why';
    return { check, state: 'unknown', found: [`Could not be looked at: ${why}`.slice(0, longestFound)] };
  }
}
