import { createParameterReader, type ParameterReaderOptions } from '../aws/read-parameter';
import { writeParameter } from '../aws/write-parameter';
import { logError } from '../lambda/logger';

/** What is known of tokens that no table knows. */
export interface UnrecordedTokens {
  /** Notes that a token lives until then of which there is no row. Never fails. */
  note(until: Date): Promise<void>;
  /** Until when such tokens may live; absent where there are none. */
  until(): Promise<Date | undefined>;
}

const minute = 60_000;
const longestLife = 60 * minute;

/**
 * When the token table takes nothing, what it lacks stands elsewhere: in a parameter of Parameter Store, as JSON, `{"until":1793534400000}`
 * or `{}`. Written once a minute by a process, for a minute more than was asked for: Parameter Store takes 3 writes a second.
 *
 * What cannot be read counts as yes: whoever revokes is to suspend rather than to believe that nothing is left.
 */
export function createUnrecordedTokens(
  name: string,
  options: ParameterReaderOptions & { readonly now?: () => Date } = {},
): UnrecordedTokens {
  const { now = () => new Date(), timeoutMilliseconds = 1_000 } = options;
  const readParameter = createParameterReader(options);
  let noted = 0;

  return {
    async note(until) {
      if (until.getTime() <= noted) return;
      const value = until.getTime() + minute;
      try {
        await writeParameter({ name, value: JSON.stringify({ until: value }), timeoutMilliseconds });
        noted = value;
      } catch (error) {
        logError('that a token lives which nobody can revoke was not noted', error);
      }
    },

    async until() {
      try {
        const until = untilIn(await readParameter(name));
        return until !== undefined && until > now().getTime() ? new Date(until) : undefined;
      } catch (error) {
        logError('whether tokens live that nobody can revoke was not read', error);
        return new Date(now().getTime() + longestLife);
      }
    },
  };
}

/** @throws Error where the parameter holds no JSON */
function untilIn(text: string | undefined): number | undefined {
  const until: unknown = text === undefined ? undefined : Object(JSON.parse(text)).until;
  return typeof until === 'number' && Number.isSafeInteger(until) ? until : undefined;
}
