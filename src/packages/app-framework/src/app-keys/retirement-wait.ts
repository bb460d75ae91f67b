import type { KeyRecord } from './key-record';

/**
 * A function process may keep the row of an App, and with it the ARN of the key, this long: those of versions before, which a deployment may
 * have left running. Those of now keep it for 20 seconds.
 */
const ROW_KEPT_SECONDS = 60;

/** A call that read the row at the last moment may still be about to sign: `GetInstallationToken` runs longest of those that callers wait for. */
const LONGEST_CALL_SECONDS = 60;

/**
 * A change of tags "might take up to five minutes" to count in KMS
 * (https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html). It is also the most by which the clocks of two operators can
 * differ, since AWS refuses requests that are signed with a clock further off.
 */
const TAGS_COUNT_SECONDS = 300;

/**
 * How long a key stays usable after another took its place, in seconds (7 minutes): until no function process can name it any more and the
 * tags of both keys had time to count. After that its tags say that it is retired, and no call needs it.
 */
export const RETIREMENT_WAIT_SECONDS = ROW_KEPT_SECONDS + LONGEST_CALL_SECONDS + TAGS_COUNT_SECONDS;

/** App tokens live this long at most, in seconds; what a retired key has signed is of no use to GitHub after that. */
export const APP_TOKEN_LIFE_SECONDS = 480;

/** Which key took the place of another, and at what time that is asked. */
export interface Replacement {
  readonly record: Pick<KeyRecord, 'replacedBy' | 'replacedOn'>;
  readonly currentKeyArn: string;
  readonly now: Date;
}

/**
 * Since when a key is replaced, as far as its tags can be relied on. A date that was written for another successor may be from before the
 * App came back to this key, and one in the future from a clock that is wrong: both count as none, and the wait starts anew.
 */
export function replacedSince({ record, currentKeyArn, now }: Replacement): Date | undefined {
  const { replacedBy, replacedOn } = record;
  if (replacedOn === undefined || replacedBy !== currentKeyArn || replacedOn > now) {
    return undefined;
  }
  return replacedOn;
}

/** A moment so many seconds after another. */
export function secondsAfter(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
