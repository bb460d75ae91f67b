import { conditionHolds, createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import { type KeptTrigger, mostTriggers, type StoredTrigger, type TriggerOwner } from './kept-trigger';
import { createTriggersQuery, dueIn, keyOf, ofInstallation, storedTrigger } from './kept-triggers-table';

export type WrittenTriggers = ReturnType<typeof createWrittenTriggers>;
type Timed = () => number;

/** The triggers of installations, for those who keep and list them. All throw AwsCallError. */
export function createWrittenTriggers({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const query = createTriggersQuery({ tableName });

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
  function write(Item: object, condition: object, remainingMilliseconds: Timed): Promise<boolean> {
    return conditionHolds(call({ operation: 'PutItem', input: { Item, ...condition }, remainingMilliseconds }));
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

    /** A page of them, by their ids. */
    async list(owner: TriggerOwner, { after, most }: Page, remainingMilliseconds: Timed): Promise<ListedTriggers> {
      const from = after === undefined ? {} : { ExclusiveStartKey: keyOf(owner, after) };
      const { items, last } = await query({ ...ofInstallation(owner), Limit: most, ...from }, remainingMilliseconds);
      return { triggers: items.map(storedTrigger), next: textOf(last, 'TriggerId') };
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

function itemOf(owner: TriggerOwner, { id, workflow, trigger, parameters, updatedAt, dueAt }: KeptTrigger) {
  return {
    ...keyOf(owner, id),
    ForEvent: { S: trigger.event },
    Workflow: { S: workflow },
    Filters: { S: JSON.stringify(trigger) },
    ...(parameters !== undefined && { Parameters: { S: parameters } }),
    UpdatedAt: { S: updatedAt.toISOString() },
    ...(dueAt && { DueIn: { S: dueIn }, DueAt: { S: dueAt.toISOString() } }),
  };
}
