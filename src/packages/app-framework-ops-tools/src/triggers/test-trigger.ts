import { TestTriggerCommand, type TriggerDecision } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatTable } from '../command-line/table';
import { filtersOf, textOf } from './argument-text';
import { openTriggers, type TriggersRequest } from './trigger-function';

export interface TestRequest extends TriggersRequest {
  readonly delivery?: string;
  readonly event?: string;
  /** JSON, or @FILE. */
  readonly payload?: string;
  readonly trigger?: string;
  /** JSON, or @FILE. */
  readonly filters?: string;
  readonly repositoryId?: number;
  /** Files that the event changed. */
  readonly file?: string[];
}

/** Says of each trigger why an event would start its workflow, or would not. */
export async function testTrigger(request: TestRequest): Promise<CommandResult> {
  const { delivery: deliveryId, trigger: triggerId, event, repositoryId, file: files } = request;
  const payload = request.payload === undefined ? undefined : await textOf(request.payload);
  const filters = request.filters === undefined ? undefined : await filtersOf(request.filters);
  const { client, owner } = await openTriggers(request);
  const asked = { ...owner, deliveryId, triggerId, event, payload, filters, repositoryId, files };
  const { decisions } = await client.send(new TestTriggerCommand(asked));
  const rows = decisions.map((one) => [one.workflow ?? '', one.trigger ?? '', wordsOf(one)]);
  const none =
    'No trigger is there for it: the deployment offers no workflow, and the installation has none of its own.';
  const text = rows.length === 0 ? none : formatTable(['WORKFLOW', 'TRIGGER', 'DECISION'], rows);
  return { exitCode: exitCodes.ok, json: { decisions }, text };
}

function wordsOf({ outcome, refusedBy, value, meant, unknown, awaits }: TriggerDecision): string {
  if (outcome === 'refused') return `refused by ${refusedBy}: it is ${value}, and what is meant is ${meant}`;
  if (outcome === 'files wanted') return 'only the changed files decide: name them with --file';
  const waits = awaits === undefined ? '' : '; of a fork: it waits until somebody approves its commit';
  return `matches${unknown === undefined ? '' : `, though nobody can tell which files changed: ${unknown}`}${waits}`;
}
