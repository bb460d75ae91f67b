import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { createEffectCount } from './effects-table';
import { createHandlerLedger, type HandlerTask } from './handler-ledger-table';
import type { Lane } from './lane';
import { createLaneTable } from './lane-table';
import { taskOf } from './task.test.support';

const remaining = () => 20_000;
const start = Date.UTC(2026, 10, 1, 12);
const after = (seconds: number) => new Date(start + seconds * 1_000);
const claimed = (owner: string, attempts: number) =>
  ({ kind: 'claimed', owner, attempts, waits: 0, isRepeated: attempts > 1 }) as const;
let tasks = 0;

/** Work that no other test has. */
export function newTask(more: Partial<HandlerTask['detail']> = {}): HandlerTask {
  tasks += 1;
  const deliveryId = `7a3f5c1e-0000-4000-8000-${String(tasks).padStart(12, '0')}`;
  return taskOf({ delivery_id: deliveryId, delivery_key: `api.github.com#1234#${deliveryId}`, ...more });
}

/** What handlers rely on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function handlerLedgerContract(tableName: string): void {
  const ledger = createHandlerLedger({ tableName });
  const claim = (task: HandlerTask, owner: string, seconds = 0) =>
    ledger.claim(task, { owner, now: after(seconds), leaseUntil: after(seconds + 60) }, remaining);

  describe('work of handlers', () => {
    it('is claimed by one, and taken for everybody else while the lease runs', async () => {
      const task = newTask();
      expect(await claim(task, 'one')).toEqual(claimed('one', 1));
      expect(await claim(task, 'two', 60)).toEqual({ kind: 'taken', until: after(60) });
      expect(await claim(newTask(), 'two')).toMatchObject({ kind: 'claimed' });
    });

    it('is claimed by one of many who come at once', async () => {
      const task = newTask();
      const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(task, owner)));
      expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'taken', 'taken', 'taken']);
    });

    it('is claimed by whoever finds itself, for the answer to its claim was lost', async () => {
      const task = newTask();
      await claim(task, 'one');
      expect(await claim(task, 'one')).toEqual(claimed('one', 1));
    });

    it('is taken over where the lease has run out, and settled by its new owner only', async () => {
      const task = newTask();
      await claim(task, 'one');
      expect(await claim(task, 'two', 61)).toEqual(claimed('two', 2));
      expect(await ledger.finish(task, { owner: 'one', now: after(62) }, remaining)).toBe('lost');
      expect(await ledger.finish(task, { owner: 'two', now: after(62) }, remaining)).toBe('written');
    });

    it('is done for good, and told as written to whoever did not hear it', async () => {
      const task = newTask();
      await claim(task, 'one');
      const finished = { owner: 'one', now: after(1), note: 'overtaken' };
      expect(await ledger.finish(task, finished, remaining)).toBe('written');
      expect(await ledger.finish(task, finished, remaining)).toBe('written');
      expect(await claim(task, 'two', 120)).toEqual({ kind: 'done' });
    });

    it('is tried again where it was released, with the tries counted', async () => {
      const task = newTask();
      await claim(task, 'one');
      expect(await ledger.release(task, { owner: 'one', now: after(1), reason: 'GitHub: 502' }, remaining)).toBe(
        'written',
      );
      expect(await claim(task, 'two', 2)).toEqual(claimed('two', 2));
    });

    it('counts what only had to wait for itself', async () => {
      const task = newTask();
      await claim(task, 'one');
      const waiting = { attempts: 0, waits: 1 };
      await ledger.release(task, { owner: 'one', now: after(1), reason: 'GitHub: 429', waiting }, remaining);
      expect(await claim(task, 'two', 2)).toMatchObject({ attempts: 1, waits: 1, isRepeated: true });
    });

    it('is known to be set aside until somebody takes it', async () => {
      const task = newTask();
      const rowOf = async () => {
        const Key = { Delivery: { S: task.detail.delivery_key }, Part: { S: 'handler#greet' } };
        const input = { Key, ConsistentRead: true };
        return field(
          await createTableCall(tableName)({ operation: 'GetItem', input, remainingMilliseconds: remaining }),
          'Item',
        );
      };
      await claim(task, 'one');
      const aside = { owner: 'one', now: after(1), reason: 'GitHub: 429', waiting: { attempts: 0, waits: 1 } };
      await ledger.release(task, { ...aside, isAside: true }, remaining);
      expect(await rowOf()).toMatchObject({ Status: { S: 'retry' }, AsideAt: { S: after(1).toISOString() } });
      expect(await claim(task, 'two', 2)).toMatchObject({ attempts: 1, waits: 1 });
      expect(await rowOf()).not.toHaveProperty('AsideAt');
    });

    it('is tried no more where it was parked', async () => {
      const task = newTask();
      await claim(task, 'one');
      expect(await ledger.park(task, { owner: 'two', now: after(1), reason: 'no' }, remaining)).toBe('lost');
      expect(await ledger.park(task, { owner: 'one', now: after(1), reason: 'no' }, remaining)).toBe('written');
      expect(await claim(task, 'two', 120)).toEqual({ kind: 'parked' });
    });

    it('of a replay is its own', async () => {
      const task = newTask();
      await claim(task, 'one');
      const replayed = { ...task, detail: { ...task.detail, replay_id: 'r1' } };
      expect(await claim(replayed, 'two')).toMatchObject({ kind: 'claimed', attempts: 1 });
    });
  });

  describe('lanes', () => {
    const lane: Lane = { by: 'issue', newestWins: true };
    const table = createLaneTable({ tableName, lane });
    let issues = 0;
    const newIssue = () => {
      issues += 1;
      const repository = { id: 6, full_name: 'octo/web' };
      return (updatedAt: string) =>
        newTask({
          action: 'edited',
          repository,
          subject: { kind: 'issue', number: issues, updated_at: updatedAt },
          payload: { action: 'edited', issue: { number: issues } },
        });
    };

    it('know the newest that was noted, in whatever order it came', async () => {
      const editedAt = newIssue();
      const [first, second, third] = ['12:00:01', '12:00:02', '12:00:03'].map((time) =>
        editedAt(`2026-11-01T${time}Z`),
      );
      if (!first || !second || !third) throw new Error('There are three.');
      await table.note(second, remaining);
      await table.note(first, remaining);
      expect(await table.overtakenBy(first, remaining)).toBe(second.detail.delivery_id);
      expect(await table.overtakenBy(second, remaining)).toBeUndefined();
      await table.note(third, remaining);
      expect(await table.overtakenBy(second, remaining)).toBe(third.detail.delivery_id);
      expect(await table.overtakenBy(newIssue()('2026-11-01T11:00:00Z'), remaining)).toBeUndefined();
    });
  });

  it('effects are counted by place and minute', async () => {
    let now = after(0);
    const count = createEffectCount({ tableName, now: () => now });
    const place = { host: 'api.github.com', appId: 7, subject: 'octo-org/website#5' };
    expect(await count(place, remaining)).toBe(1);
    expect(await count(place, remaining)).toBe(2);
    expect(await count({ ...place, appId: 8 }, remaining)).toBe(1);
    now = after(60);
    expect(await count(place, remaining)).toBe(1);
  });
}
