import type { ChangedFiles } from './changed-files';
import type { CompiledTrigger, Decision, Refusal } from './evaluate-trigger';
import type { TriggerSubject } from './trigger-subject';

/** Something that triggers start. */
export interface Triggered {
  readonly triggers: readonly CompiledTrigger[];
}

/** Each of its triggers says the same, whatever it means. */
export function refusing<One extends Triggered>(one: One, refusal: Refusal): One {
  return { ...one, triggers: one.triggers.map(() => () => refusal) };
}

export interface Decided<One extends Triggered> {
  readonly one: One;
  /** One a trigger, in their order; `files wanted` where nobody could say so far which files changed. */
  readonly decisions: readonly Decision[];
  readonly isStarted: boolean;
  /** True where it is started once somebody has approved its commit, and no trigger starts it without. */
  readonly isHeld: boolean;
  /** True where none started it and one has its check concluded all the same. */
  readonly isSkipped: boolean;
}

/**
 * What each trigger says of an event. The files are found once for all of them, and only where everything else lets the event through. Where they
 * are not told yet, only that is decided which they would not change.
 */
export async function decide<One extends Triggered>(
  all: readonly One[],
  subject: TriggerSubject,
  findFiles: () => Promise<ChangedFiles | undefined>,
): Promise<Decided<One>[]> {
  const first = all.map((one) => ({ one, decisions: one.triggers.map((trigger) => trigger(subject)) }));
  const isOpen = first.some(({ decisions }) => decisions.some(({ kind }) => kind === 'files wanted'));
  const files = isOpen ? await findFiles() : undefined;
  return first.map(({ one, decisions: before }) => {
    const decisions = one.triggers.map((trigger, index) => {
      const decision = before[index];
      return decision && decision.kind !== 'files wanted' ? decision : trigger(subject, files);
    });
    const matches = decisions.flatMap((decision) => (decision.kind === 'matched' ? [decision] : []));
    const isApproved = matches.some(({ awaits }) => awaits === undefined);
    if (!isApproved && decisions.some(({ kind }) => kind === 'files wanted'))
      return { one, decisions, isStarted: false, isHeld: false, isSkipped: false };
    const isStarted = matches.length > 0;
    const isLetGo = decisions.some((decision) => decision.kind === 'refused' && decision.concluded === 'skipped');
    return { one, decisions, isStarted, isHeld: isStarted && !isApproved, isSkipped: isLetGo && !isStarted };
  });
}
