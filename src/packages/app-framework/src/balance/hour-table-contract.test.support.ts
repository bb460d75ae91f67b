import { createRepeatedDeliveries } from '../deliveries/repeated-delivery-table';
import { deliveryKey } from '../webhooks/delivery';
import { newArrival } from '../webhooks/delivery-ledger-contract.test.support';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { hourShard, shardOf } from '../webhooks/ledger-keys';
import { createHourTable } from './hour-table';

const remaining = () => 20_000;
const hour = new Date(Date.UTC(2026, 10, 1, 9));
const at = (minute: number) => new Date(hour.getTime() + minute * 60_000);

/** What the balance relies on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function hourTableContract(tableName: string): void {
  const table = createHourTable({ tableName });
  const ledger = createDeliveryLedger({ tableName });
  const { reopenHour } = createRepeatedDeliveries({ tableName });

  describe('hours of the balance', () => {
    it('keep how far it is, and what was reopened meanwhile', async () => {
      const progress = {
        open: [hour.toISOString()],
        next: at(60).toISOString(),
        settled: { [hour.toISOString()]: [3] },
      };
      await table.saveProgress(progress, remaining);
      expect(await table.progress(remaining)).toEqual({ progress, reopened: [] });
      const [first, second] = [at(-60), at(-120)];
      await reopenHour(new Date(first.getTime() + 59_000), at(1), remaining);
      await reopenHour(second, at(1), remaining);
      const { reopened } = await table.progress(remaining);
      expect([...reopened].sort()).toEqual([second, first].map((time) => time.toISOString()));
      await table.saveProgress(progress, remaining, [first.toISOString()]);
      expect(await table.progress(remaining)).toEqual({ progress, reopened: [second.toISOString()] });
    });

    it('have the rows of a shard, with what was sent again and how often', async () => {
      const arrival = newArrival({ receivedAt: at(3) });
      await ledger.begin(arrival, remaining);
      await ledger.markPublished(arrival, { handlers: ['greet'], at: at(4) }, remaining);
      const shard = shardOf(arrival.deliveryId);
      const key = deliveryKey(arrival);
      const sent = { key, handler: 'greet', hour: hourShard(hour, shard), receivedAt: at(3).toISOString() };
      await table.noteSent(sent, at(10), remaining);
      await table.noteSent(sent, at(20), remaining);
      const rows = (await table.shard(hour, shard, remaining)).filter((row) => row.key === key);
      expect(rows).toHaveLength(2);
      expect(rows).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ part: 'delivery', status: 'published', handlers: ['greet'], times: 0 }),
          expect.objectContaining({ part: 'sent#greet', sentAt: at(20).toISOString(), times: 2 }),
        ]),
      );
      expect(await table.shard(at(60), shard, remaining)).toEqual([]);
    });
  });
}
