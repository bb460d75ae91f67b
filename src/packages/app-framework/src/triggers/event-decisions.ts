import { field, parsedJson } from '../lambda/parsed-json';
import type { Decision, Filter } from './evaluate-trigger';

/** What the triggers of a workflow said of an event. */
export interface WorkflowDecisions {
  readonly workflow: string;
  /** Id of the trigger, where it is data of the installation: those are told one by one. */
  readonly trigger?: string;
  /** One a trigger, in their order. */
  readonly decisions: readonly Decision[];
  /** There where it was started, or its check concluded though it was not. */
  readonly job?: string;
}

/** Which start of workflows by a command of its comment it is. */
export interface CommandSaid {
  readonly command: string;
  /** Which command of the comment it is, from 1. */
  readonly ordinal: number;
  /** Which start by this name it is of those that the command makes, from 1. */
  readonly nth: number;
}

/** What all triggers said of an event. */
export interface EventDecisions {
  /** There where the event is a command that somebody said to the bot. */
  readonly said?: CommandSaid;
  readonly workflows: readonly WorkflowDecisions[];
  /** Workflows that are not told, because there are too many. */
  readonly leftOut: number;
}

/** An item of DynamoDB has 400 KB, and a character up to three bytes. */
const longestText = 100_000;

/** Those that were started are told first where not all can be. */
export function textOfDecisions({ workflows, leftOut, said }: EventDecisions): string {
  const inOrder = workflows.toSorted((one, other) => Number(other.job !== undefined) - Number(one.job !== undefined));
  const told: WorkflowDecisions[] = [];
  let length = 0;
  for (const one of inOrder) {
    length += JSON.stringify(one).length;
    if (length > longestText) break;
    told.push(one);
  }
  return JSON.stringify({
    workflows: told,
    leftOut: leftOut + workflows.length - told.length,
    ...(said && { said }),
  } satisfies EventDecisions);
}

/** @throws Error for what this version did not write */
export function parseDecisions(text: string): EventDecisions {
  const read = parsedJson(text);
  const [workflows, leftOut] = [field(read, 'workflows'), field(read, 'leftOut')];
  if (!Array.isArray(workflows) || typeof leftOut !== 'number') throw unreadable();
  const said = saidIn(field(read, 'said'));
  return { workflows: workflows.map(workflowIn), leftOut, ...(said && { said }) };
}

function saidIn(value: unknown): CommandSaid | undefined {
  const [command, ordinal, nth] = ['command', 'ordinal', 'nth'].map((name) => field(value, name));
  if (typeof command !== 'string' || typeof ordinal !== 'number' || typeof nth !== 'number') return undefined;
  return { command, ordinal, nth };
}

function workflowIn(value: unknown): WorkflowDecisions {
  const names = ['workflow', 'decisions', 'job', 'trigger'];
  const [workflow, decisions, job, trigger] = names.map((name) => field(value, name));
  if (typeof workflow !== 'string' || !Array.isArray(decisions)) throw unreadable();
  return {
    workflow,
    ...(typeof trigger === 'string' && { trigger }),
    decisions: decisions.map(decisionIn),
    ...(typeof job === 'string' && { job }),
  };
}

function decisionIn(value: unknown): Decision {
  const names = ['kind', 'unknown', 'by', 'value', 'meant', 'concluded', 'awaits'];
  const [kind, unknown, by, was, meant, concluded, awaits] = names.map((name) => field(value, name));
  if (kind === 'matched')
    return {
      kind,
      ...(typeof unknown === 'string' && { unknown }),
      ...(awaits === 'approval' && { awaits }),
    };
  if (kind === 'refused' && isFilter(by) && typeof was === 'string' && typeof meant === 'string')
    return { kind, by, value: was, meant, ...(concluded === 'skipped' && { concluded }) };
  if (kind === 'files wanted') return { kind };
  throw unreadable();
}

const filters: Readonly<Record<Filter, true>> = {
  trigger: true,
  installation: true,
  account: true,
  event: true,
  repository: true,
  action: true,
  commit: true,
  branches: true,
  heads: true,
  tags: true,
  own: true,
  bots: true,
  authors: true,
  labels: true,
  titles: true,
  workflows: true,
  commands: true,
  conclusions: true,
  time: true,
  drafts: true,
  forks: true,
  paths: true,
};

function isFilter(value: unknown): value is Filter {
  return typeof value === 'string' && Object.hasOwn(filters, value);
}

function unreadable(): Error {
  return new Error(
    'The decisions of a delivery are in no form that this version knows: read them with the one that wrote them.',
  );
}
