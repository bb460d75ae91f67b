import { field } from '../lambda/parsed-json';

/** A state of a state machine, as an execution went through it: several times in a Map, a loop or a retry. */
export interface Step {
  readonly name: string;
  readonly entered: number;
  readonly left: number;
  readonly began: Date;
  /** When it was left last; absent while it goes on somewhere. */
  readonly ended?: Date;
}

export interface Course {
  /** In the order in which they began. */
  readonly steps: readonly Step[];
  /** Name of the state that an execution which failed did so in. */
  readonly failedIn?: string;
  /** Absent where the events do not reach so far back. */
  readonly began?: Date;
  readonly last?: Date;
}

/** What a history of Step Functions tells (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html), oldest first. */
export function courseOf(events: readonly unknown[]): Course {
  const steps = new Map<string, Step>();
  for (const event of events) {
    const at = timeOf(event);
    const entered = nameIn(event, 'stateEnteredEventDetails');
    const left = nameIn(event, 'stateExitedEventDetails');
    const step = steps.get(entered ?? left ?? '');
    if (entered !== undefined) {
      const { ended: _ended, ...before } = step ?? { name: entered, entered: 0, left: 0, began: at };
      steps.set(entered, { ...before, entered: before.entered + 1 });
    }
    if (left !== undefined && step) {
      const isOver = step.left + 1 >= step.entered;
      steps.set(left, { ...step, left: step.left + 1, ...(isOver && { ended: at }) });
    }
  }
  const [first, last] = [events[0], events.at(-1)];
  const failedIn = failure.test(String(field(last, 'type'))) ? failedState(events, [...steps.values()]) : undefined;
  return {
    steps: [...steps.values()],
    ...(failedIn !== undefined && { failedIn }),
    ...(field(first, 'id') === 1 && { began: timeOf(first) }),
    ...(last !== undefined && { last: timeOf(last) }),
  };
}

const failure = /^Execution(Failed|TimedOut)$/;

/** The events before the last one lead there, where they are told; else it is the state that was entered last and not left. */
function failedState(events: readonly unknown[], steps: readonly Step[]): string | undefined {
  const byId = new Map(events.map((event) => [field(event, 'id'), event]));
  for (let event = events.at(-1), looked = 0; event !== undefined && looked < events.length; looked += 1) {
    const name = nameIn(event, 'stateEnteredEventDetails');
    if (name !== undefined) return name;
    event = byId.get(field(event, 'previousEventId'));
  }
  return steps.findLast(({ ended }) => ended === undefined)?.name;
}

function nameIn(event: unknown, details: string): string | undefined {
  const name = field(field(event, details), 'name');
  return typeof name === 'string' ? name : undefined;
}

/** Seconds, as AWS answers them. */
function timeOf(event: unknown): Date {
  return new Date(1_000 * Number(field(event, 'timestamp')));
}
