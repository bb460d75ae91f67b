import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { textOf, timeOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { parseTrigger } from '../triggers/parse-trigger';
import type { Trigger } from '../triggers/trigger';
import { type KeptTrigger, mostTriggers, type StoredTrigger, type TriggerOwner } from './kept-trigger';

/** Index of an installation's triggers by event. */
export const byEventIndex = 'ByEvent';

export type KeptTriggers = ReturnType<typeof createKeptTriggers>;
type Timed = () => number;

/** The triggers of installations. Reads are of what was written last. All throw AwsCallError. */
export function createKeptTriggers({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function query(input: object, remainingMilliseconds: Timed) {
    const answer = await call({ operation: 'Query', input: { ConsistentRead: true, ...input }, remainingMilliseconds });
    return { items: listOf(answer), last: field(answer, 'LastEvaluatedKey'), count: Number(field(answer, 'Count')) };
  }

  async function* all(input: object, remainingMilliseconds: Timed): AsyncGenerator<StoredTrigger> {
    let from: unknown;
    do {
      const page = await query(
        { ...input, ...(from !== undefined && { ExclusiveStartKey: from }) },
        remainingMilliseconds,
      );
      for (const item of page.items) yield storedTrigger(item);
      from = page.last;
    } while (from !== undefined);
  }

  async function countOf(owner: TriggerOwner, remainingMilliseconds: Timed): Promise<number> {
    let [count, from]: [number, unknown] = [0, undefined];
    do {
      const page = {
        ...ofInstallation(owner),
        Select: 'COUNT',
        ...(from !== undefined && { ExclusiveStartKey: from }),
      };
      const found = await query(page, remainingMilliseconds);
      count += found.count;
      from = found.last;
    } while (from !== undefined && count < mostTriggers);
    return count;
  }

  /** Whether the row was as the condition wants it. */
  async function write(Item: object, condition: object, remainingMilliseconds: Timed): Promise<boolean> {
    try {
      await call({ operation: 'PutItem', input: { Item, ...condition }, remainingMilliseconds });
      return true;
    } catch (error) {
      if (isUnmetCondition(error)) return false;
      throw error;
    }
  }

  return {
    /**
     * Keeps a trigger in the place of the one with its id. An installation that has all that it may have gets no further one; what is put at the
     * same moment is not counted.
     */
    async put(owner: TriggerOwner, kept: KeptTrigger, remainingMilliseconds: Timed): Promise<'kept' | 'too many'> {
      const item = itemOf(owner, kept);
      const isThere = { ConditionExpression: 'attribute_exists(TriggerId)' };
      if (await write(item, isThere, remainingMilliseconds)) return 'kept';
      if ((await countOf(owner, remainingMilliseconds)) >= mostTriggers) return 'too many';
      await write(item, {}, remainingMilliseconds);
      return 'kept';
    },

    async read(owner: TriggerOwner, id: string, remainingMilliseconds: Timed): Promise<StoredTrigger | undefined> {
      const input = { Key: keyOf(owner, id), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      return item === undefined ? undefined : storedTrigger(item);
    },

    /** Answers what is gone; absent where there was none. */
    async remove(owner: TriggerOwner, id: string, remainingMilliseconds: Timed): Promise<StoredTrigger | undefined> {
      const input = { Key: keyOf(owner, id), ReturnValues: 'ALL_OLD' };
      const item = field(await call({ operation: 'DeleteItem', input, remainingMilliseconds }), 'Attributes');
      return item === undefined ? undefined : storedTrigger(item);
    },

    /** A page of them, by their ids. */
    async list(owner: TriggerOwner, { after, most }: Page, remainingMilliseconds: Timed): Promise<ListedTriggers> {
      const from = after === undefined ? {} : { ExclusiveStartKey: keyOf(owner, after) };
      const { items, last } = await query({ ...ofInstallation(owner), Limit: most, ...from }, remainingMilliseconds);
      return { triggers: items.map(storedTrigger), next: textOf(last, 'TriggerId') };
    },

    /** All of an installation. */
    ofOwner: (owner: TriggerOwner, remainingMilliseconds: Timed): AsyncGenerator<StoredTrigger> =>
      all(ofInstallation(owner), remainingMilliseconds),

    /** Those of an installation for an event, which is one query. */
    async ofEvent(owner: TriggerOwner, event: string, remainingMilliseconds: Timed): Promise<StoredTrigger[]> {
      const input = {
        IndexName: byEventIndex,
        KeyConditionExpression: 'Installation = :installation AND ForEvent = :event',
        ExpressionAttributeValues: { ':installation': { S: partitionOf(owner) }, ':event': { S: event } },
      };
      const found: StoredTrigger[] = [];
      for await (const one of all(input, remainingMilliseconds)) found.push(one);
      return found;
    },
  };
}

export interface Page {
  /** Id of the last one of the page before. */
  readonly after: string | undefined;
  readonly most: number;
}

export interface ListedTriggers {
  readonly triggers: readonly StoredTrigger[];
  readonly next: string | undefined;
}

function partitionOf({ appId, installationId }: TriggerOwner): string {
  return `${appId}#${installationId}`;
}

function keyOf(owner: TriggerOwner, id: string) {
  return { Installation: { S: partitionOf(owner) }, TriggerId: { S: id } };
}

function ofInstallation(owner: TriggerOwner) {
  return {
    KeyConditionExpression: 'Installation = :installation',
    ExpressionAttributeValues: { ':installation': { S: partitionOf(owner) } },
  };
}

function itemOf(owner: TriggerOwner, { id, workflow, trigger, parameters, updatedAt }: KeptTrigger) {
  return {
    ...keyOf(owner, id),
    ForEvent: { S: trigger.event },
    Workflow: { S: workflow },
    Filters: { S: JSON.stringify(trigger) },
    ...(parameters !== undefined && { Parameters: { S: parameters } }),
    UpdatedAt: { S: updatedAt.toISOString() },
  };
}

function storedTrigger(item: unknown): StoredTrigger {
  const parameters = textOf(item, 'Parameters');
  return {
    id: textOf(item, 'TriggerId') ?? '',
    workflow: textOf(item, 'Workflow') ?? '',
    trigger: readable(textOf(item, 'Filters')),
    ...(parameters !== undefined && { parameters }),
    updatedAt: timeOf(item, 'UpdatedAt') ?? new Date(0),
  };
}

/** Another version may have kept what this one cannot read: that holds up no other trigger. */
function readable(filters: string | undefined): Trigger | undefined {
  try {
    return parseTrigger(parsedJson(filters ?? ''));
  } catch {
    return undefined;
  }
}

function listOf(answer: unknown): unknown[] {
  const items = field(answer, 'Items');
  return Array.isArray(items) ? items : [];
}
