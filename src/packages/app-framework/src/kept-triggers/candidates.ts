import type { Triggered } from '../triggers/decide';
import { type CompiledTrigger, compileTrigger, refused } from '../triggers/evaluate-trigger';
import type { Meter } from '../triggers/glob';
import type { StoredTrigger } from './kept-trigger';
import { boundTrigger, isOffered, type Offering, offeredOnly } from './offered-workflow';

/** What an event may start: a workflow by the triggers of its code, or by one that is data of the installation. */
export interface Candidate<Workflow> extends Triggered {
  /** Of the workflow. */
  readonly name: string;
  /** Absent where the deployment does not offer it. */
  readonly workflow: Workflow | undefined;
  /** Absent for those of the code. */
  readonly trigger: StoredTrigger | undefined;
}

/** All that an event may start, those of the code first. */
export function candidates<Workflow extends Triggered & Offering>(
  offered: readonly Workflow[],
  kept: readonly StoredTrigger[],
  compile: typeof compileTrigger = compileTrigger,
): Candidate<Workflow>[] {
  const ofCode = offered.map((workflow) => ({
    name: workflow.name,
    workflow,
    trigger: undefined,
    triggers: workflow.triggers,
  }));
  const meter = { left: mostSteps };
  const ofData = kept.map((trigger) => {
    const workflow = offered.find((one) => one.name === trigger.workflow && isOffered(one));
    return {
      name: trigger.workflow,
      workflow,
      trigger,
      triggers: [
        workflow
          ? compiled({ kept: trigger, workflow, meter, compile })
          : () => refused('trigger', trigger.workflow, offeredOnly),
      ],
    };
  });
  return [...ofCode, ...ofData];
}

/** Strangers choose these patterns, and the names that they are held against: some seconds of a small function, for all of an event. */
const mostSteps = 50_000_000;

interface ToCompile {
  readonly kept: StoredTrigger;
  readonly workflow: Offering;
  readonly meter: Meter;
  readonly compile: typeof compileTrigger;
}

/** The code may have become stricter since it was kept. */
function compiled({ kept: { trigger }, workflow, meter, compile }: ToCompile): CompiledTrigger {
  if (!trigger) return () => refused('trigger', 'unreadable', 'filters that this version can read');
  const evaluate = compile(boundTrigger(trigger, workflow));
  return (subject, files) => evaluate(subject, files, meter);
}
