import { many } from '../lambda/many';
import type { Decision, Refusal } from '../triggers/evaluate-trigger';
import type { CommandSaid } from '../triggers/event-decisions';
import type { DeliveryRecord, RecordedDecisions } from './delivery-record';

/** What each trigger said, as workflow, trigger and decision in words. */
export function decisionRows({ workflows, unreadable }: RecordedDecisions): string[][] {
  if (unreadable !== undefined) return [['unknown', '', `unreadable: ${unreadable}`]];
  return workflows.flatMap(({ workflow, trigger, decisions }) =>
    decisions.map((decision, index) => [workflow, trigger ?? String(index + 1), wordsOf(decision)]),
  );
}

/** What came of them. */
export function decisionFields({ replayId, said, workflows, leftOut, unreadable }: RecordedDecisions) {
  const started = workflows.flatMap(({ workflow, trigger, job }) =>
    job === undefined ? [] : [`${workflow}${trigger === undefined ? '' : ` (${trigger})`}, job ${job}`],
  );
  return {
    Replay: replayId,
    Command: said && commandOf(said),
    Started: started.join('; ') || (unreadable === undefined ? 'nothing' : 'unknown'),
    'Left out': leftOut === 0 ? undefined : `${many(leftOut, 'more workflow')}, for want of room`,
  };
}

function commandOf({ command, ordinal, nth }: CommandSaid): string {
  const which = `${command}, the command ${ordinal} of its comment`;
  return nth > 1 ? `${which}, start ${nth}` : which;
}

function wordsOf(decision: Decision): string {
  if (decision.kind === 'refused')
    return `refused by ${decision.by}: it was ${decision.value}, and what is meant is ${decision.meant}${letGo(decision)}`;
  if (decision.kind !== 'matched')
    return 'not decided yet: GitHub has not told which files changed, and is asked again';
  const { unknown, awaits } = decision;
  const matched = unknown === undefined ? 'matched' : `matched, though nobody can tell which files changed: ${unknown}`;
  return awaits === undefined ? matched : `${matched}; of a fork: it waits until somebody approves its commit`;
}

function letGo({ concluded }: Refusal): string {
  return concluded === undefined ? '' : `; where nothing else starts it, its check is concluded as ${concluded}`;
}

/** Why no trigger said anything of it. */
export function silenceOf({ works, deliveryId }: DeliveryRecord): string {
  const work = works.find(({ handler }) => handler === 'workflows');
  if (work)
    return `No trigger has said anything yet: the handler workflows is at ${work.state}. See deliveries show ${deliveryId}.`;
  return 'No trigger looked at it: the deployment had no workflow for events of its kind.';
}
