import { Cron } from 'croner';

/** When a schedule is due, as text. */
export interface ScheduleText {
  readonly cron?: string | undefined;
  readonly rate?: string | undefined;
  readonly timezone?: string | undefined;
}

export interface ScheduledTimes {
  /** The first time after this one. */
  readonly nextAfter: (time: Date) => Date | undefined;
  /** The last time that has come by then, itself included: what was missed meanwhile is caught up once. */
  readonly lastAt: (time: Date) => Date | undefined;
}

const minute = 60_000;
const leastMinutes = 5;
const longestCron = 100;
const minutesOf: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
/** What every cron has; what single ones add to it means different things. */
const names = /^(?:[0-9*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;

/** Reads when a schedule is due. @throws Error that says what is wrong with it */
export function scheduledTimes({ cron, rate, timezone }: ScheduleText): ScheduledTimes {
  if (cron !== undefined && rate === undefined) return timesOfCron(cron, timezone ?? 'UTC');
  if (rate === undefined || cron !== undefined)
    throw new Error('A schedule has either cron or rate: give one of them.');
  if (timezone !== undefined) throw new Error('timezone belongs to cron: a rate is counted in UTC. Leave it out.');
  return timesOfRate(rate);
}

function timesOfRate(rate: string): ScheduledTimes {
  const [, count, unit = ''] = /^([1-9][0-9]{0,4}) (minute|hour|day)s?$/.exec(rate) ?? [];
  const minutes = Number(count) * (minutesOf[unit] ?? Number.NaN);
  if (!(minutes >= leastMinutes && minutes <= 366 * 24 * 60))
    throw new Error(
      `rate is ${JSON.stringify(rate)}: give a number and minutes, hours or days, such as 6 hours, five minutes at least and 366 days at most.`,
    );
  const period = minutes * minute;
  const lastAt = (time: Date) => new Date(Math.floor(time.getTime() / period) * period);
  return { lastAt, nextAfter: (time) => new Date(lastAt(time).getTime() + period) };
}

function timesOfCron(text: string, timezone: string): ScheduledTimes {
  const cron = readCron(text, timezone);
  const nextAfter = (time: Date) => {
    // In an hour that clocks show twice the library answers the first of both, which is past.
    for (let from = time; ; from = new Date(from.getTime() + minute)) {
      const next = cron.nextRun(from) ?? undefined;
      if (next === undefined || next > time) return next;
    }
  };
  if (nextAfter(new Date(0)) === undefined) throw odd(text, 'never comes');
  return { nextAfter, lastAt: (time) => lastOf(nextAfter, time) };
}

function readCron(text: string, timezone: string): Cron {
  const fields = text.split(' ');
  if (text.length > longestCron || fields.length !== 5 || !fields.every((one) => names.test(one)))
    throw odd(text, 'is none');
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch (cause) {
    throw new Error(`timezone is ${JSON.stringify(timezone)}: give one of the tz database, such as Europe/Berlin.`, {
      cause,
    });
  }
  try {
    const [minutes = ''] = fields;
    if (closest(new Cron(`${minutes} * * * *`, { mode: '5-part', timezone: 'UTC' })) < leastMinutes * minute)
      throw odd(text, `comes more often than every ${leastMinutes} minutes`);
    return new Cron(text, { mode: '5-part', timezone });
  } catch (cause) {
    throw cause instanceof Error && cause.message.startsWith('cron ') ? cause : odd(text, 'is none', cause);
  }
}

/** What is the least between two of its times, within two hours. */
function closest(cron: Cron): number {
  const start = new Date(Date.UTC(2026, 0, 1));
  const times = cron.nextRuns(24, start).map((time) => time.getTime());
  return Math.min(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
}

/** Looks back in steps that double, then goes on from what it finds: libraries of cron know only what comes next. */
function lastOf(nextAfter: (time: Date) => Date | undefined, time: Date): Date | undefined {
  const end = time.getTime();
  for (let back = minute; back <= farthest; back *= 2) {
    let found = nextAfter(new Date(end - back));
    if (found === undefined || found.getTime() > end) continue;
    for (let next = nextAfter(found); next && next.getTime() <= end; next = nextAfter(found)) found = next;
    return found;
  }
  return undefined;
}

/** A leap day comes after eight years at the latest. */
const farthest = 9 * 366 * 24 * 60 * minute;

function odd(text: string, what: string, cause?: unknown): Error {
  return new Error(
    `cron ${JSON.stringify(text)} ${what}: give minute, hour, day of the month, month and day of the week, such as 0 3 * * MON-FRI, five minutes apart at least.`,
    { cause },
  );
}
