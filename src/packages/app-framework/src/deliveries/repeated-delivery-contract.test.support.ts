import { newTask } from '../handlers/handler-ledger-contract.test.support';
import { createHandlerLedger } from '../handlers/handler-ledger-table';
import { createRepeatedDeliveries } from './repeated-delivery-table';

const remaining = () => 20_000;
const start = Date.UTC(2026, 10, 1, 12);
const after = (seconds: number) => new Date(start + seconds * 1_000);

/** What redriving relies on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function repeatedDeliveryContract(tableName: string): void {
  const repeated = createRepeatedDeliveries({ tableName });
  const ledger = createHandlerLedger({ tableName });
  const given = () => {
    const task = newTask();
    const work = { key: task.detail.delivery_key, handler: task.handler };
    const claim = (owner: string, seconds = 0) =>
      ledger.claim(task, { owner, now: after(seconds), leaseUntil: after(seconds + 60) }, remaining);
    const settled = { owner: 'one', now: after(1), reason: 'no' };
    return { task, work, claim, settled };
  };

  describe('work that is redriven', () => {
    it('is let begin anew where it was parked, with all its tries, and known to be repeated', async () => {
      const { task, work, claim, settled } = given();
      await claim('one');
      await ledger.park(task, settled, remaining);
      expect(await repeated.reopen(work, after(2), remaining)).toBe('again');
      expect(await repeated.reopen(work, after(2), remaining)).toBe('again');
      await repeated.sent(work, after(3), remaining);
      await repeated.sent(work, after(4), remaining);
      expect(await claim('two', 5)).toEqual({ kind: 'claimed', owner: 'two', attempts: 1, waits: 0, isRepeated: true });
    });

    it('is left alone while somebody works on it, and once it is done', async () => {
      const { task, work, claim } = given();
      expect(await repeated.reopen(work, after(0), remaining)).toBe('again');
      await claim('one');
      expect(await repeated.reopen(work, after(60), remaining)).toBe('working');
      expect(await repeated.reopen(work, after(61), remaining)).toBe('again');
      await claim('two', 62);
      await ledger.finish(task, { owner: 'two', now: after(63) }, remaining);
      expect(await repeated.reopen(work, after(200), remaining)).toBe('done');
    });
  });
}
