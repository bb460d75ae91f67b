import { type CompiledTrigger, compileTrigger, refused } from '../triggers/evaluate-trigger';
import type { Trigger } from '../triggers/trigger';
import { scheduledTimes } from './scheduled-times';

/** Reads a trigger as `compileTrigger` does, and a schedule so that it matches only what is one of its times. */
export function compileScheduled(trigger: Trigger): CompiledTrigger {
  const evaluate = compileTrigger(trigger);
  if (trigger.event !== 'schedule') return evaluate;
  const { lastAt, nextAfter } = scheduledTimes(trigger);
  const meant = trigger.rate ?? `${trigger.cron} ${trigger.timezone ?? 'UTC'}`;
  return (subject, files, meter) => {
    const decision = evaluate(subject, files, meter);
    if (decision.kind !== 'matched') return decision;
    const { scheduledAtSeconds } = subject;
    if (scheduledAtSeconds === undefined)
      return refused('time', 'none', `${meant}: a time such as 2026-11-29T03:00:00Z`);
    const time = new Date(1_000 * scheduledAtSeconds);
    if (lastAt(time)?.getTime() === time.getTime()) return decision;
    return refused('time', time.toISOString(), `${meant}, next ${nextAfter(time)?.toISOString() ?? 'never'}`);
  };
}
