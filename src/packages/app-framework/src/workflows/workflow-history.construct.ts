import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnStateMachine, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** Events that the history of an execution holds; one more ends it (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
const mostEvents = 25_000;
/** Started and ended. */
const eventsOfExecution = 2;
/** Entered, scheduled, started, succeeded, exited; what is waited for is submitted besides. */
const eventsOfTask = 5;
const eventsOfOthers = 2;
const eventsAround = 4;
/** An iteration starts and succeeds. */
const eventsOfIteration = 2;

interface Reckoned {
  /** With one item for each Map. */
  readonly events: number;
  readonly maps: readonly { readonly name: string; readonly eventsOfItem: number }[];
}

/**
 * Reckons at synth, when all is known, how many events an execution writes that takes every state once and repeats none. Refuses more than a history
 * holds, and says of each Map how many items it may have.
 */
export function reckonHistory(machine: StateMachine, workflow: string): void {
  machine.node.addValidation({ validate: () => reckoned(machine, workflow) });
}

function reckoned(machine: StateMachine, workflow: string): string[] {
  const definition = definitionOf(machine);
  if (definition === undefined) return [];
  const { events, maps } = reckon(definition);
  const whole = events + eventsOfExecution;
  if (whole > mostEvents)
    return [
      `The workflow ${workflow} has states for ${whole} events, and the history of an execution holds ${mostEvents}: split it, or have a distributed Map start children.`,
    ];
  for (const { name, eventsOfItem } of maps) {
    const items = Math.floor((mostEvents - whole) / eventsOfItem) + 1;
    Annotations.of(machine).addInfoV2(
      `@aws/app-framework:history-${name}`,
      `The Map ${name} of the workflow ${workflow} writes ${eventsOfItem} events an item, so that it has ${items} items at most, each try again less: a distributed Map has a history for each.`,
    );
  }
  return [];
}

/** Absent where it lies elsewhere than in the template. */
function definitionOf(machine: StateMachine): unknown {
  const resource = machine.node.defaultChild;
  if (!(resource instanceof CfnStateMachine)) return undefined;
  const resolved: unknown = Stack.of(machine).resolve(resource.definitionString);
  const parts = typeof resolved === 'string' ? [resolved] : Object(resolved)['Fn::Join']?.[1];
  if (!Array.isArray(parts)) return undefined;
  try {
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'known when deployed')).join(''));
  } catch {
    return undefined;
  }
}

function reckon(machine: unknown): Reckoned {
  const states = Object.entries(Object(Object(machine).States)).map(([name, state]) => reckonState(name, state));
  return {
    events: states.reduce((sum, { events }) => sum + events, 0),
    maps: states.flatMap(({ maps }) => maps),
  };
}

function reckonState(name: string, state: unknown): Reckoned {
  const { Type, Resource = '', Branches = [], ItemProcessor, Iterator } = Object(state);
  if (Type === 'Task') {
    const isWaitedFor = /\.(sync(:2)?|waitForTaskToken)$/.test(String(Resource));
    return { events: eventsOfTask + (isWaitedFor ? 1 : 0), maps: [] };
  }
  if (Type === 'Parallel' && Array.isArray(Branches)) {
    const branches = Branches.map(reckon);
    const events = branches.reduce((sum, branch) => sum + branch.events, eventsAround);
    return { events, maps: branches.flatMap(({ maps }) => maps) };
  }
  if (Type !== 'Map') return { events: eventsOfOthers, maps: [] };
  const processor: unknown = ItemProcessor ?? Iterator;
  // Its children have histories of their own.
  if (Object(Object(processor).ProcessorConfig).Mode === 'DISTRIBUTED') return { events: eventsAround, maps: [] };
  const item = reckon(processor);
  const eventsOfItem = item.events + eventsOfIteration;
  return { events: eventsAround + eventsOfItem, maps: [{ name, eventsOfItem }, ...item.maps] };
}
