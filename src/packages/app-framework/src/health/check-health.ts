import { logRecord } from '../lambda/logger';
import { countedOfPlatform } from '../metrics/platform-metric';
import { type CheckedHealth, checked, type HealthCheck } from './health-check';

/** What a look at the deployment came to, as it is kept for who asks. */
export interface HealthRecord {
  readonly at: string;
  readonly state: 'fine' | 'wrong';
  readonly checks: readonly CheckedHealth[];
}

export interface CheckHealthCollaborators {
  readonly checks: readonly HealthCheck[];
  readonly keep: (record: HealthRecord) => Promise<unknown>;
  readonly now?: () => Date;
}

/** Less time than this is left to keep what was found. */
const reserveMilliseconds = 5_000;

/** Looks at what a deployment stands on, keeps what it came to, and counts it: 1 where nothing is wrong and all could be looked at, otherwise 0. */
export function createCheckHealth({ checks, keep, now = () => new Date() }: CheckHealthCollaborators) {
  return async function checkHealth(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis() - reserveMilliseconds;
    const seen = await Promise.all(checks.map((check) => checked(check, remainingMilliseconds)));
    const record: HealthRecord = { at: now().toISOString(), state: stateOf(seen), checks: seen };
    const kept = await checked(
      {
        check: 'record',
        look: async () => {
          await keep(record);
          return [];
        },
      },
      remainingMilliseconds,
    );
    const all = [...seen, kept];
    const success = countedOfPlatform({ HealthCheckSuccess: stateOf(all) === 'fine' ? 1 : 0 }, now());
    logRecord('health checked', { checks: all, ...success });
  };
}

function stateOf(seen: readonly CheckedHealth[]): HealthRecord['state'] {
  return seen.every(({ state }) => state === 'fine') ? 'fine' : 'wrong';
}
