import { conditionHolds, createTableCall } from '../aws/table-call';
import { textOf, timeOf } from '../aws/table-item';
import type { StoredTrigger } from '../kept-triggers/kept-trigger';
import { byDueTimeIndex, dueIn, itemsOf, storedTrigger } from '../kept-triggers/kept-triggers-table';
import { field } from '../lambda/parsed-json';
import type { Trigger } from '../triggers/trigger';

type Timed = () => number;

/** Which row of the triggers' table: that of an installation's trigger, or of a schedule of the code. */
export interface ScheduleKey {
  readonly partition: string;
  readonly id: string;
}

/** A schedule, and the time that comes next. */
export type KeptSchedule = StoredTrigger & {
  readonly partition: string;
  readonly dueAt: Date;
  /** The last of its times that was begun; absent where none was since it was put. */
  readonly begunFor?: Date;
};

/** A schedule of the code, which each installation has. */
export interface DeclaredSchedule {
  readonly id: string;
  readonly workflow: string;
  readonly trigger: Trigger;
}

/** Where the schedules of the code stand: no installation has this key. */
export const ofCode = 'code';

interface Advance {
  /** Absent where none was. */
  readonly begun?: Date;
  /** Absent where none comes. */
  readonly next?: Date | undefined;
}

export type Schedules = ReturnType<typeof createSchedules>;

/** The schedules among the triggers, those of the code too. All throw AwsCallError. */
export function createSchedules({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  async function* all(input: object, remainingMilliseconds: Timed): AsyncGenerator<KeptSchedule> {
    for await (const item of itemsOf(call, input, remainingMilliseconds)) yield* keptSchedule(item);
  }

  return {
    /** Those whose time has come, the longest due first; the index may be behind. */
    due: (now: Date, remainingMilliseconds: Timed): AsyncGenerator<KeptSchedule> =>
      all(
        {
          IndexName: byDueTimeIndex,
          ConsistentRead: false,
          KeyConditionExpression: 'DueIn = :in AND DueAt <= :now',
          ExpressionAttributeValues: { ':in': { S: dueIn }, ':now': { S: now.toISOString() } },
        },
        remainingMilliseconds,
      ),

    /** Those of the code. */
    declared: (remainingMilliseconds: Timed): AsyncGenerator<KeptSchedule> =>
      all(
        {
          KeyConditionExpression: 'Installation = :code',
          ExpressionAttributeValues: { ':code': { S: ofCode } },
        },
        remainingMilliseconds,
      ),

    async read(key: ScheduleKey, remainingMilliseconds: Timed): Promise<KeptSchedule | undefined> {
      const input = { Key: keyOf(key), ConsistentRead: true };
      const item = field(await call({ operation: 'GetItem', input, remainingMilliseconds }), 'Item');
      return item === undefined ? undefined : keptSchedule(item)[0];
    },

    /** Notes which time was begun and which comes next; nothing where somebody did, or where it is another schedule by now. */
    async advance({ partition, id, dueAt }: KeptSchedule, { begun, next }: Advance, remainingMilliseconds: Timed) {
      const set = [...(next ? ['DueAt = :next'] : []), ...(begun ? ['BegunFor = :begun'] : [])];
      const input = {
        Key: keyOf({ partition, id }),
        ConditionExpression: 'DueAt = :seen',
        // Without a next time it is in the index no more.
        UpdateExpression: [
          ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
          ...(next ? [] : ['REMOVE DueIn']),
        ].join(' '),
        ExpressionAttributeValues: {
          ':seen': { S: dueAt.toISOString() },
          ...(next && { ':next': { S: next.toISOString() } }),
          ...(begun && { ':begun': { S: begun.toISOString() } }),
        },
      };
      await conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },

    /** Keeps a schedule of the code, unless it is there. */
    async declare({ id, workflow, trigger }: DeclaredSchedule, dueAt: Date, remainingMilliseconds: Timed) {
      const Item = {
        ...keyOf({ partition: ofCode, id }),
        Workflow: { S: workflow },
        Filters: { S: JSON.stringify(trigger) },
        DueIn: { S: dueIn },
        DueAt: { S: dueAt.toISOString() },
      };
      const input = { Item, ConditionExpression: 'attribute_not_exists(TriggerId)' };
      await conditionHolds(call({ operation: 'PutItem', input, remainingMilliseconds }));
    },

    /** Forgets a schedule that the code has no more. */
    async withdraw(id: string, remainingMilliseconds: Timed) {
      const input = { Key: keyOf({ partition: ofCode, id }) };
      await call({ operation: 'DeleteItem', input, remainingMilliseconds });
    },
  };
}

function keyOf({ partition, id }: ScheduleKey) {
  return { Installation: { S: partition }, TriggerId: { S: id } };
}

function keptSchedule(item: unknown): KeptSchedule[] {
  const { dueAt, ...stored } = storedTrigger(item);
  const [partition = '', begunFor] = [textOf(item, 'Installation'), timeOf(item, 'BegunFor')];
  return dueAt ? [{ ...stored, partition, dueAt, ...(begunFor && { begunFor }) }] : [];
}

/** Whether it is a schedule of the code, which each installation has. */
export function isOfCode({ partition }: { readonly partition: string }): boolean {
  return partition === ofCode;
}
