import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';
import { type CompiledTrigger, compileTrigger } from '../triggers/evaluate-trigger';
import { workflowsKey } from '../webhooks/route-source';
import { type DeclaredWorkflow, parseWorkflows } from './workflow';

/** A workflow, with its triggers read. */
export interface OfferedWorkflow extends DeclaredWorkflow {
  readonly triggers: readonly CompiledTrigger[];
}

export interface WorkflowSourceCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
  /** How long it is remembered: a minute unless something else is said. */
  readonly lifetimeMilliseconds?: number;
  /** What reads its triggers. */
  readonly compile?: typeof compileTrigger;
}

const usualLifetimeMilliseconds = 60_000;

/** What a deployment offers, read from the ledger's table for a while at a time. */
export function createWorkflowSource({
  tableName,
  now = () => new Date(),
  lifetimeMilliseconds = usualLifetimeMilliseconds,
  compile = compileTrigger,
}: WorkflowSourceCollaborators) {
  const call = createTableCall(tableName);
  const memory = createShortMemory<readonly OfferedWorkflow[]>({ lifetimeMilliseconds, now });

  /** @throws AwsCallError, and Error for triggers that are none */
  return async function offered(remainingMilliseconds: () => number): Promise<readonly OfferedWorkflow[]> {
    const known = memory.recall('workflows');
    if (known) return known;
    const answer = await call({ operation: 'GetItem', input: { Key: workflowsKey }, remainingMilliseconds });
    const declared = parseWorkflows(textOf(field(answer, 'Item'), 'Workflows') ?? '[]');
    const read = declared.map((workflow) => ({ ...workflow, triggers: workflow.on.map((one) => compile(one)) }));
    memory.remember('workflows', read);
    return read;
  };
}
