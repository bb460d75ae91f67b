import { isJobId } from '../jobs/job';
import { field, parsedJson } from '../lambda/parsed-json';
import { StepFailure } from './step-failure';
import type { StepPermissions } from './step-options';

/** What a state has a function do: one step, for the job that its execution is. */
export interface StepCall {
  readonly step: string;
  /** Name of the state. */
  readonly state: string;
  readonly as: 'app' | 'starter';
  readonly jobId: string;
  /** Runs of the execution before this one; absent for the child of a job, which does not know. */
  readonly redrives?: number;
  /** Where the payload of the event lies. */
  readonly payload?: { readonly bucket: string; readonly key: string };
  /** Whose event it was. */
  readonly senderId?: number;
  /** What a step of the kind `request` may do. */
  readonly permissions: StepPermissions;
  /** Names of checks that belong to workflows. */
  readonly checks: readonly string[];
  /** What the step is told. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** @throws StepFailure that says what is missing or odd */
export function parseStepCall(event: unknown): StepCall {
  const [step, state, as] = ['step', 'state', 'as'].map((name) => field(event, name));
  const execution = field(event, 'execution');
  const job = field(execution, 'Input');
  const jobId = field(job, 'job');
  if (typeof step !== 'string' || typeof state !== 'string' || (as !== 'app' && as !== 'starter'))
    throw odd('it has no step, no state, or nobody to act as');
  if (!isJobId(jobId)) throw odd('its execution was given no job: steps are for workflows of Workflows');
  const redrives = redrivesIn(execution);
  const payload = payloadIn(field(job, 'payload'));
  const senderId = field(field(job, 'sender'), 'id');
  return {
    step,
    state,
    as,
    jobId,
    ...(redrives !== undefined && { redrives }),
    ...(payload && { payload }),
    ...(typeof senderId === 'number' && { senderId }),
    permissions: permissionsIn(field(event, 'permissions')),
    checks: textsIn(field(event, 'checks')),
    given: recordIn(field(event, 'given')),
  };
}

/** The ARN of the execution of an Express machine has `express` where others have `execution`. */
function redrivesIn(execution: unknown): number | undefined {
  if (String(field(execution, 'Id')).includes(':express:')) return undefined;
  const count = Number(field(execution, 'RedriveCount') ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}

function payloadIn(value: unknown): StepCall['payload'] {
  const [bucket, key] = [field(value, 'bucket'), field(value, 'key')];
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : undefined;
}

function permissionsIn(value: unknown): StepPermissions {
  const entries = Object.entries(recordIn(value)).flatMap(([name, level]): [string, 'read' | 'write'][] =>
    level === 'read' || level === 'write' ? [[name, level]] : [],
  );
  return Object.fromEntries(entries);
}

/** JSON in a text, for that is what a list has become which is known only when the stack is. */
function textsIn(value: unknown): readonly string[] {
  const list = typeof value === 'string' ? parsedJson(value) : value;
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function odd(what: string): StepFailure {
  return new StepFailure('StepRefused', `What a step was called with is not what its construct writes: ${what}.`);
}
