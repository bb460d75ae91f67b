import { createTableCall, everyItem } from '../aws/table-call';
import { textOf, timeOf } from '../aws/table-item';
import { field, parsedJson } from '../lambda/parsed-json';
import { parseTrigger } from '../triggers/parse-trigger';
import type { Trigger } from '../triggers/trigger';
import type { StoredTrigger, TriggerOwner } from './kept-trigger';

/** Index of an installation's triggers by event. */
export const byEventIndex = 'ByEvent';
/** Index of schedules by the time that comes next. */
export const byDueTimeIndex = 'ByDueTime';
/** Its one partition: a minute has hundreds of schedules to be gone through, and not a thousand a second. */
export const dueIn = 'schedules';

export type KeptTriggers = ReturnType<typeof createKeptTriggers>;
type Timed = () => number;

/** The triggers of installations, for what starts by them. Reads are of what was written last. All throw AwsCallError. */
export function createKeptTriggers({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function* all(input: object, remainingMilliseconds: Timed): AsyncGenerator<StoredTrigger> {
    for await (const item of itemsOf(call, input, remainingMilliseconds)) yield storedTrigger(item);
  }

  return {
    /** Answers what is gone; absent where there was none. */
    async remove(owner: TriggerOwner, id: string, remainingMilliseconds: Timed): Promise<StoredTrigger | undefined> {
      const input = { Key: keyOf(owner, id), ReturnValues: 'ALL_OLD' };
      const item = field(await call({ operation: 'DeleteItem', input, remainingMilliseconds }), 'Attributes');
      return item === undefined ? undefined : storedTrigger(item);
    },

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

export type ForgottenTriggers = ReturnType<typeof createForgottenTriggers>;

/** The triggers of installations, for what forgets them and reads none of them. All throw AwsCallError. */
export function createForgottenTriggers({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  return {
    async *idsOf(owner: TriggerOwner, remainingMilliseconds: Timed): AsyncGenerator<string> {
      for await (const item of itemsOf(call, ofInstallation(owner), remainingMilliseconds))
        yield textOf(item, 'TriggerId') ?? '';
    },

    async forget(owner: TriggerOwner, id: string, remainingMilliseconds: Timed): Promise<void> {
      await call({ operation: 'DeleteItem', input: { Key: keyOf(owner, id) }, remainingMilliseconds });
    },
  };
}

/** Queries the table as it was written last, a page at a time. They throw AwsCallError. */
export function createTriggersQuery({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  return async function query(input: object, remainingMilliseconds: Timed) {
    const answer = await call({ operation: 'Query', input: { ConsistentRead: true, ...input }, remainingMilliseconds });
    return { items: listOf(answer), last: field(answer, 'LastEvaluatedKey'), count: Number(field(answer, 'Count')) };
  };
}

/** All that a query finds, as it was written last. @throws AwsCallError */
export function itemsOf(call: ReturnType<typeof createTableCall>, input: object, remainingMilliseconds: Timed) {
  return everyItem(call, { operation: 'Query', input: { ConsistentRead: true, ...input }, remainingMilliseconds });
}

function partitionOf({ appId, installationId }: TriggerOwner): string {
  return `${appId}#${installationId}`;
}

export function keyOf(owner: TriggerOwner, id: string) {
  return { Installation: { S: partitionOf(owner) }, TriggerId: { S: id } };
}

export function ofInstallation(owner: TriggerOwner) {
  return {
    KeyConditionExpression: 'Installation = :installation',
    ExpressionAttributeValues: { ':installation': { S: partitionOf(owner) } },
  };
}

export function storedTrigger(item: unknown): StoredTrigger {
  const [parameters, dueAt] = [textOf(item, 'Parameters'), timeOf(item, 'DueAt')];
  return {
    id: textOf(item, 'TriggerId') ?? '',
    workflow: textOf(item, 'Workflow') ?? '',
    trigger: readable(textOf(item, 'Filters')),
    ...(parameters !== undefined && { parameters }),
    updatedAt: timeOf(item, 'UpdatedAt') ?? new Date(0),
    ...(dueAt && { dueAt }),
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
