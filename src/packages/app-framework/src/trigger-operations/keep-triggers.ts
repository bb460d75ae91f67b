import { clientSideError, invalid, notFound } from '../api/api-error';
import { type Served, serving } from '../api/serve-operation';
import { type KeptTrigger, mostTriggers, recordOf, type TriggerOwner } from '../kept-triggers/kept-trigger';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import { isOffered, type Offering, triggerFor } from '../kept-triggers/offered-workflow';
import type { WrittenTriggers } from '../kept-triggers/written-triggers-table';
import { parsedJson } from '../lambda/parsed-json';
import type { IsGone } from '../lost-installations/lost-installations-table';
import { scheduledTimes } from '../schedules/scheduled-times';
import type { Trigger } from '../triggers/trigger';

export interface KeepCollaborators {
  readonly table: Pick<KeptTriggers, 'remove'> & Pick<WrittenTriggers, 'put' | 'read' | 'list'>;
  /** The workflows of the deployment at this moment. */
  readonly offered: (remainingMilliseconds: () => number) => Promise<readonly Offering[]>;
  readonly isGone: IsGone;
  readonly now?: () => Date;
}

const usualPage = 100;

/** The operations that put, list and delete the triggers of an installation. */
export function createKeepTriggers({ table, offered, isGone, now = () => new Date() }: KeepCollaborators): Served[] {
  /** The first time after this moment; whoever puts the same times once more takes none away that is due and not begun. */
  async function dueAtOf(
    { id, owner, trigger }: Placed,
    remainingMilliseconds: () => number,
  ): Promise<Date | undefined> {
    const before = await table.read(owner, id, remainingMilliseconds);
    return before?.dueAt && isOfSameTimes(before.trigger, trigger)
      ? before.dueAt
      : scheduledTimes(trigger).nextAfter(now());
  }

  return [
    serving('PutTrigger', async (input, { remainingMilliseconds }) => {
      const { triggerId: id, filters, repositoryId, parameters } = input;
      const workflow = named(input.workflow, await offered(remainingMilliseconds));
      const trigger = madeOf(() => triggerFor({ filters, repositoryId, workflow }));
      checkParameters(parameters);
      const dueAt =
        trigger.event === 'schedule' ? await dueAtOf({ id, owner: input, trigger }, remainingMilliseconds) : undefined;
      const kept: KeptTrigger = { id, workflow: workflow.name, trigger, parameters, updatedAt: now(), dueAt };
      if (JSON.stringify(trigger).length > mostOfFilters)
        throw invalid('filters', `must have at most ${mostOfFilters} characters as JSON: name fewer patterns`);
      if ((await table.put(input, kept, remainingMilliseconds)) === 'too many')
        throw clientSideError(
          `Trigger ${id} was not kept: installation ${input.installationId} has ${mostTriggers} triggers, which is the most. Delete one first.`,
        );
      // Whoever noted since that it is gone may have looked for triggers before this one was there.
      if (!(await isGone(input, remainingMilliseconds))) return { trigger: recordOf(kept) };
      await table.remove(input, id, remainingMilliseconds);
      throw goneInstallation(input, id);
    }),

    serving('ListTriggers', async ({ maxResults, nextToken, ...owner }, { remainingMilliseconds }) => {
      const page = { after: nextToken, most: maxResults ?? usualPage };
      const { triggers, next } = await table.list(owner, page, remainingMilliseconds);
      return { triggers: triggers.map(recordOf), ...(next !== undefined && { nextToken: next }) };
    }),

    serving('DeleteTrigger', async ({ triggerId, ...owner }, { remainingMilliseconds }) => {
      const gone = await table.remove(owner, triggerId, remainingMilliseconds);
      if (gone) return { trigger: recordOf(gone) };
      throw noTrigger(owner, triggerId);
    }),
  ];
}

/** Nobody would take the trigger away again: those that were there went with the installation, and it does not come back. */
function goneInstallation({ appId, installationId }: TriggerOwner, id: string): Error {
  return clientSideError(
    `Trigger ${id} was not kept: App ${appId} was uninstalled from installation ${installationId}, where nothing starts any more. Whoever installs it again has another: GetInstallations names it.`,
  );
}

/** @throws ApiError `ValidationException` for one that triggers may not name */
function named(name: string, all: readonly Offering[]): Offering {
  const workflows = all.filter(isOffered);
  const found = workflows.find((one) => one.name === name);
  if (found) return found;
  const names = workflows.map((one) => one.name).join(', ') || 'none';
  throw invalid('workflow', `is none that this deployment offers, which are ${names}`);
}

interface Placed {
  readonly id: string;
  readonly owner: TriggerOwner;
  readonly trigger: Trigger;
}

function isOfSameTimes(one: Trigger | undefined, other: Trigger): boolean {
  return one?.cron === other.cron && one?.rate === other.rate && one?.timezone === other.timezone;
}

/** An item of DynamoDB has 400 KB, and those of an event are read for each of its deliveries. */
const mostOfFilters = 8_192;

export function noTrigger({ appId, installationId }: TriggerOwner, id: string): Error {
  return notFound(
    `There is no trigger ${id} of installation ${installationId} of App ${appId}. ListTriggers names those there are.`,
  );
}

/** What stands in `filters`, as a trigger. @throws ApiError `ValidationException` that says what is wrong with it */
export function madeOf<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw invalid('filters', `make no trigger: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkParameters(text: string | undefined): void {
  if (text === undefined) return;
  const value = parsedJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('parameters', 'must be the JSON text of an object');
  if (Buffer.byteLength(text) > mostOfParameters)
    throw invalid('parameters', `must have at most ${mostOfParameters} bytes in UTF-8`);
}

const mostOfParameters = 4_096;
