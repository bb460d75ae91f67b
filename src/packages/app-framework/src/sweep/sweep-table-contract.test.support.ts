import { newArrival } from '../webhooks/delivery-ledger-contract.test.support';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { createSweepTable, type MissingDelivery } from './sweep-table';

const remaining = () => 20_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 7, minute));
let apps = 100;

/** What the sweep relies on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function sweepTableContract(tableName: string): void {
  const table = createSweepTable({ tableName });
  const ledger = createDeliveryLedger({ tableName });
  /** One that no other test has. */
  const newApp = () => {
    apps += 1;
    return { host: 'api.github.com', appId: apps };
  };
  const attemptOf = (id: string, minute = 1, deliveryId = newArrival().deliveryId) => ({
    id,
    deliveryId,
    deliveredAt: at(minute),
    event: 'issues',
    status: 500,
  });
  const missing = async (app: ReturnType<typeof newApp>, before = at(59)) => {
    const all: MissingDelivery[] = [];
    for await (const one of table.missing(app, before, remaining)) all.push(one);
    return all;
  };

  describe('rows of the sweep', () => {
    it('keep how far the list of an App was read', async () => {
      const app = newApp();
      expect(await table.progress(app, remaining)).toBeUndefined();
      const progress = { since: at(1).toISOString(), mark: { at: at(2).toISOString(), id: '9007199254740993' } };
      await table.saveProgress(app, progress, remaining);
      expect(await table.progress(app, remaining)).toMatchObject(progress);
      expect(await table.progress(newApp(), remaining)).toBeUndefined();
    });

    it('tell how a delivery stands', async () => {
      const arrival = newArrival();
      expect(await table.standing(arrival, remaining)).toEqual({ kind: 'absent' });
      await ledger.begin(arrival, remaining);
      expect(await table.standing(arrival, remaining)).toEqual({ kind: 'received', receivedAt: arrival.receivedAt });
      await ledger.markPublished(arrival, { handlers: [], at: at(1) }, remaining);
      expect(await table.standing(arrival, remaining)).toEqual({ kind: 'published' });
    });

    it('list what an App misses, oldest first, from before a time', async () => {
      const app = newApp();
      await table.noteMissing(app, attemptOf('12', 5), remaining);
      await table.noteMissing(app, attemptOf('11', 3), remaining);
      await table.noteMissing(newApp(), attemptOf('13', 4), remaining);
      expect((await missing(app)).map(({ attemptId }) => attemptId)).toEqual(['11', '12']);
      expect((await missing(app, at(5))).map(({ attemptId }) => attemptId)).toEqual(['11']);
    });

    it('stay as they are when they are noted again, and take a newer attempt', async () => {
      const app = newApp();
      const attempt = attemptOf('9007199254740993');
      await table.noteMissing(app, attempt, remaining);
      await table.noteMissing(app, { ...attempt, id: '9007199254740992' }, remaining);
      expect(await missing(app)).toMatchObject([{ attemptId: '9007199254740993', asked: 0, failures: 0 }]);
      await table.noteMissing(app, { ...attempt, id: '9007199254740994' }, remaining);
      expect(await missing(app)).toMatchObject([{ attemptId: '9007199254740994' }]);
    });

    it('count why they were postponed, are closed, and are opened by a newer attempt only', async () => {
      const app = newApp();
      const attempt = attemptOf('21');
      const delivery = { ...app, deliveryId: attempt.deliveryId };
      const postponed = { because: 'Asked', until: at(10) } as const;
      await expect(table.postpone(delivery, postponed, remaining)).rejects.toMatchObject({
        code: 'ConditionalCheckFailedException',
      });
      await table.noteMissing(app, attempt, remaining);
      await table.postpone(delivery, postponed, remaining);
      await table.postpone(delivery, { because: 'Failures', until: at(20) }, remaining);
      expect(await missing(app)).toMatchObject([{ asked: 1, failures: 1, retryAfter: at(20) }]);
      await table.close(delivery, 'unrecoverable', remaining);
      expect(await missing(app)).toEqual([]);
      await table.noteMissing(app, attempt, remaining);
      expect(await missing(app)).toEqual([]);
      await table.noteMissing(app, { ...attempt, id: '22' }, remaining);
      expect(await missing(app)).toMatchObject([{ attemptId: '22' }]);
    });
  });
}
