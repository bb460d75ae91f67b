import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type CompiledTrigger, compileTrigger } from '../triggers/evaluate-trigger';
import { workflowsKey } from '../webhooks/route-source';
import { type DeclaredWorkflow, parseWorkflows } from './workflow';

/** A workflow, with its triggers read. */
export interface OfferedWorkflow extends DeclaredWorkflow {
  readonly triggers: readonly CompiledTrigger[];
}

export interface WorkflowSourceCollaborators {
  readonly tableName: string;
  /** What reads its triggers. */
  readonly compile?: typeof compileTrigger;
}

/**
 * The workflows of a deployment, as they stand in the ledger's table at this moment: what is remembered of them would lose the events of one that was
 * deployed since. Only what was read of the same text stays.
 */
export function createWorkflowSource({ tableName, compile = compileTrigger }: WorkflowSourceCollaborators) {
  const call = createTableCall(tableName);
  let last: { readonly text: string; readonly workflows: readonly OfferedWorkflow[] } | undefined;

  /** @throws AwsCallError, and Error for triggers that are none */
  return async function offered(remainingMilliseconds: () => number): Promise<readonly OfferedWorkflow[]> {
    const input = { Key: workflowsKey, ConsistentRead: true };
    const answer = await call({ operation: 'GetItem', input, remainingMilliseconds });
    const text = textOf(field(answer, 'Item'), 'Workflows') ?? '[]';
    if (last?.text === text) return last.workflows;
    const declared = parseWorkflows(text);
    const workflows = declared.map((workflow) => ({ ...workflow, triggers: workflow.on.map((one) => compile(one)) }));
    last = { text, workflows };
    return workflows;
  };
}
