import type { CommentKind, Concurrency } from '../jobs/job';
import type { Offering } from '../kept-triggers/offered-workflow';
import { field } from '../lambda/parsed-json';
import { parseTrigger } from '../triggers/parse-trigger';

/** A workflow of a deployment, as the stack declares it. */
export interface DeclaredWorkflow extends Offering {
  /** Name of its check run. */
  readonly check: string;
  /** ARN of the Standard state machine that a job is one execution of. */
  readonly machine: string;
  readonly concurrency?: Concurrency | undefined;
  readonly comment?: CommentKind | undefined;
  /** How many of its jobs run at once in an installation. */
  readonly limit?: number | undefined;
}

/** @throws Error for what this version does not know */
export function parseWorkflows(text: string): DeclaredWorkflow[] {
  const list: unknown = JSON.parse(text);
  if (Array.isArray(list) && list.every(isWorkflow))
    return list.map((one) => ({ ...one, on: one.on.map(parseTrigger) }));
  throw new Error('The workflows of this deployment are in no form that this version knows: deploy the stack again.');
}

function isWorkflow(value: unknown): value is DeclaredWorkflow {
  const isNamed = ['name', 'check', 'machine'].every((name) => typeof field(value, name) === 'string');
  return isNamed && Array.isArray(field(value, 'on'));
}
