import { createHash } from 'node:crypto';
import { forEachOfAll } from '../lambda/for-each-of-all';
import { logError, logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { type ScheduledTimes, scheduledTimes } from '../schedules/scheduled-times';
import type { Trigger } from '../triggers/trigger';
import type { SendDue } from './due-queue';
import type { DeclaredSchedule, KeptSchedule, Schedules } from './schedules-table';

type Timed = () => number;

/** A workflow, as far as schedules are concerned. */
export interface ScheduledWorkflow {
  readonly name: string;
  readonly on: readonly Trigger[];
}

export interface TickCollaborators {
  readonly schedules: Pick<Schedules, 'due' | 'declared' | 'advance' | 'declare' | 'withdraw'>;
  /** What the deployment offers at this moment. */
  readonly offered: (remainingMilliseconds: Timed) => Promise<readonly ScheduledWorkflow[]>;
  readonly send: SendDue;
  readonly now?: () => Date;
}

/** Who has more begun than what comes soon has mistaken the unit. */
const mostAheadSeconds = 3_600;
const mostAtOnce = 10;

/**
 * Has those schedules begun whose time has come, each minute: of times that nobody came to only the last. Who dies between sending and noting the next
 * time sends the same once more, which begins nothing new. One that fails holds up no other.
 */
export function createTick({ schedules, offered, send, now = () => new Date() }: TickCollaborators) {
  /** `aheadSeconds` has also begun what is due within that time: each with its next time, which is not begun again when it comes. */
  return async function tick(event: unknown, remainingMilliseconds: Timed): Promise<{ readonly begun: number }> {
    const time = now();
    const until = new Date(time.getTime() + 1_000 * aheadSecondsIn(event));
    let begun = 0;
    const beginDue = () =>
      forEachOfAll(
        schedules.due(until, remainingMilliseconds),
        async (schedule) => {
          if (await begin(schedule, time, remainingMilliseconds)) begun += 1;
        },
        { atOnce: mostAtOnce },
      );
    await forEachOfAll([() => bringUpToDate(remainingMilliseconds), beginDue], (part) => part());
    if (begun > 0) logInfo('schedules begun', { begun, until: until.toISOString() });
    return { begun };
  };

  async function begin(schedule: KeptSchedule, time: Date, remainingMilliseconds: Timed): Promise<boolean> {
    const { partition, id, dueAt, trigger } = schedule;
    const times = readable(trigger);
    if (!times) {
      logError('schedule is left out', new Error('It cannot be read by this version: put it once more.'), {
        partition,
        id,
      });
      await schedules.advance(schedule, {}, remainingMilliseconds);
      return false;
    }
    const at = dueAt > time ? dueAt : later(dueAt, times.lastAt(time));
    const [appId, installationId] = partition.split('#').map(Number);
    const installation =
      appId !== undefined && installationId !== undefined ? { installation: { appId, installationId } } : {};
    await send({ schedule: { partition, id }, at: at.toISOString(), ...installation }, remainingMilliseconds);
    await schedules.advance(schedule, { begun: at, next: times.nextAfter(later(time, at)) }, remainingMilliseconds);
    return true;
  }

  /** The schedules of the code stand where those of installations do: what is new gets a first time, what is gone goes. */
  async function bringUpToDate(remainingMilliseconds: Timed): Promise<void> {
    const wanted = new Map(declaredBy(await offered(remainingMilliseconds)).map((one) => [one.id, one]));
    for await (const { id } of schedules.declared(remainingMilliseconds)) {
      if (!wanted.delete(id)) await schedules.withdraw(id, remainingMilliseconds);
    }
    for (const one of wanted.values()) {
      const first = readable(one.trigger)?.nextAfter(now());
      if (first) await schedules.declare(one, first, remainingMilliseconds);
    }
  }
}

function aheadSecondsIn(event: unknown): number {
  const ahead = field(event, 'aheadSeconds');
  if (ahead === undefined) return 0;
  if (typeof ahead === 'number' && ahead >= 0 && ahead <= mostAheadSeconds) return ahead;
  throw new Error(
    `aheadSeconds is ${JSON.stringify(ahead)}, and nothing was begun: give seconds from 0 to ${mostAheadSeconds}.`,
  );
}

/** Whoever changes a schedule declares another. */
function declaredBy(workflows: readonly ScheduledWorkflow[]): DeclaredSchedule[] {
  return workflows.flatMap(({ name, on }) =>
    on.flatMap((trigger) => {
      if (trigger.event !== 'schedule') return [];
      const text = JSON.stringify([trigger.cron, trigger.rate, trigger.timezone, trigger.repositories]);
      const id = `${name}#${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
      return [{ id, workflow: name, trigger }];
    }),
  );
}

function readable(trigger: Trigger | undefined): ScheduledTimes | undefined {
  try {
    return trigger && scheduledTimes(trigger);
  } catch {
    return undefined;
  }
}

function later(one: Date, other: Date | undefined): Date {
  return other && other.getTime() > one.getTime() ? other : one;
}
