import {
  DeleteTriggerCommand,
  PutTriggerCommand,
  paginateListTriggers,
  type TriggerRecord,
} from '@aws/app-framework-for-github-apps-on-aws-client';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields, formatTable } from '../command-line/table';
import { filtersOf, textOf } from './argument-text';
import { openTriggers, type TriggersRequest } from './trigger-function';

export interface PutRequest extends TriggersRequest {
  readonly trigger: string;
  readonly workflow: string;
  /** JSON, or @FILE. */
  readonly filters: string;
  readonly repositoryId?: number;
  /** JSON, or @FILE. */
  readonly parameters?: string;
}

/** Keeps a trigger, in the place of the one with its name. */
export async function putTrigger({ trigger: triggerId, ...request }: PutRequest): Promise<CommandResult> {
  const { workflow, repositoryId } = request;
  const filters = await filtersOf(request.filters);
  const parameters = request.parameters === undefined ? undefined : await textOf(request.parameters);
  const { client, owner } = await openTriggers(request);
  const asked = new PutTriggerCommand({ ...owner, triggerId, workflow, filters, repositoryId, parameters });
  return told((await client.send(asked)).trigger, 'is kept: it counts from the next event on');
}

/** Lists the triggers of an installation. */
export async function listTriggers(request: TriggersRequest): Promise<CommandResult> {
  const { client, owner } = await openTriggers(request);
  const triggers: TriggerRecord[] = [];
  for await (const page of paginateListTriggers({ client }, owner)) triggers.push(...(page.triggers ?? []));
  const rows = triggers.map(({ triggerId, workflow, repositoryId, filters }) => [
    triggerId,
    workflow,
    filters?.event ?? 'unreadable',
    repositoryId === undefined ? 'all' : String(repositoryId),
  ]);
  const none = `Installation ${owner.installationId} of App ${owner.appId} has no triggers of its own.`;
  return {
    exitCode: exitCodes.ok,
    json: { triggers },
    text: rows.length === 0 ? none : formatTable(['TRIGGER', 'WORKFLOW', 'EVENT', 'REPOSITORY'], rows),
  };
}

/** Forgets a trigger. */
export async function deleteTrigger(request: TriggersRequest & { readonly trigger: string }): Promise<CommandResult> {
  const { client, owner } = await openTriggers(request);
  const asked = new DeleteTriggerCommand({ ...owner, triggerId: request.trigger });
  return told((await client.send(asked)).trigger, 'is gone: it starts nothing any more');
}

function told(trigger: TriggerRecord, what: string): CommandResult {
  const { triggerId, workflow, repositoryId, filters, parameters } = trigger;
  const fields = formatFields({
    Workflow: workflow,
    Repository: repositoryId === undefined ? 'all' : String(repositoryId),
    Filters: JSON.stringify(filters),
    Parameters: parameters,
  });
  return { exitCode: exitCodes.ok, json: { trigger }, text: `Trigger ${triggerId} ${what}.\n\n${fields}` };
}
