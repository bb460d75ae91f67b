import { logRecord } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';

/** An alarm looks at five minutes at a time: a step in the last second of them counts for the next, too. */
const periodMilliseconds = 5 * 60_000;

/** Counts that somebody is registering an App at this moment: GitHub signs for it already, and its secret may not be kept yet. */
export function countStep(now: Date): void {
  for (const at of [now, new Date(now.getTime() + periodMilliseconds)])
    logRecord('a setup is open', countedOfPlatform({ SetupOpen: 1 }, at));
}
