import { checkedTrigger, given, type Trigger } from '../triggers/trigger';
import { scheduledTimes } from './scheduled-times';

/** When a workflow is started, and where. */
export interface ScheduleOptions {
  /**
   * Minute, hour, day of the month, month and day of the week, such as `0 3 * * MON-FRI`, five minutes apart at least.
   * @default `rate` says it
   */
  readonly cron?: string;
  /**
   * How often, such as `6 hours`: `minutes`, `hours` or `days`, counted from the beginning of 1970 in UTC.
   * @default `cron` says it
   */
  readonly rate?: string;
  /**
   * Where `cron` is what clocks show, such as `Europe/Berlin`.
   * @default UTC
   */
  readonly timezone?: string;
  /**
   * Ids of repositories, which stay when one is renamed.
   * @default each repository of each installation that is not archived
   */
  readonly repositories?: readonly number[];
}

/**
 * Starts a workflow when a time has come, in each repository that the App is installed on; its check is on the head of the default branch. Times that
 * nobody came to are caught up once.
 * @throws Error for what is no schedule, and for one that is due more often than every five minutes
 */
export function schedule({ cron, rate, timezone, repositories }: ScheduleOptions): Trigger {
  scheduledTimes({ cron, rate, timezone });
  return checkedTrigger({
    event: 'schedule',
    ...given({ cron, rate, timezone, repositories }),
    // The deployment itself says that the time has come.
    bots: 'run',
    own: 'run',
    forks: 'run',
  });
}
