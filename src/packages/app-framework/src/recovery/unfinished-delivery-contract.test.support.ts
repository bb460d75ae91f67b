import { newArrival } from '../webhooks/delivery-ledger-contract.test.support';
import { type Arrival, createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { shardOf } from '../webhooks/ledger-keys';
import { createUnfinishedDeliveries, type UnfinishedDelivery } from './unfinished-delivery-table';

const remaining = () => 20_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 7, minute));
const unmet = { code: 'ConditionalCheckFailedException' };

/** What the recovery relies on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function unfinishedDeliveryContract(tableName: string): void {
  const ledger = createDeliveryLedger({ tableName });
  const unfinished = createUnfinishedDeliveries({ tableName });
  const given = async (more: Partial<Arrival> = {}) => {
    const arrival = newArrival(more);
    await ledger.begin(arrival, remaining);
    return arrival;
  };
  const found = async (arrival: Arrival, before: Date) => {
    const all: UnfinishedDelivery[] = [];
    const shard = shardOf(arrival.deliveryId);
    for await (const { deliveries } of unfinished.pages({ shard, before }, remaining)) all.push(...deliveries);
    return all;
  };
  const one = async (arrival: Arrival) =>
    (await found(arrival, at(59))).find(({ deliveryId }) => deliveryId === arrival.deliveryId);

  describe('unfinished deliveries', () => {
    it('are found by shard, oldest first, from before a time', async () => {
      const late = await given({ receivedAt: at(9) });
      const early = await given({ receivedAt: at(3) });
      const times = (await found(early, at(59))).map(({ receivedAt }) => receivedAt.getTime());
      expect(times).toEqual([...times].sort());
      const ids = async (before: Date) => (await found(early, before)).map(({ deliveryId }) => deliveryId);
      expect(await ids(at(10))).toEqual(expect.arrayContaining([early.deliveryId, late.deliveryId]));
      expect(await ids(at(9))).not.toContain(late.deliveryId);
      expect(await one(early)).toMatchObject({ event: 'issues', archiveKey: 'webhooks/one.json', attempts: 0 });
    });

    it('are none any more once they were published', async () => {
      const arrival = await given();
      await ledger.markPublished(arrival, { handlers: [], at: at(1) }, remaining);
      expect(await one(arrival)).toBeUndefined();
      await expect(unfinished.postpone(arrival, at(2), remaining)).rejects.toMatchObject(unmet);
      await expect(unfinished.giveUp(arrival, remaining)).rejects.toMatchObject(unmet);
    });

    it('are postponed, with the tries counted', async () => {
      const arrival = await given();
      await unfinished.postpone(arrival, at(2), remaining);
      await unfinished.postpone(arrival, at(4), remaining);
      expect(await one(arrival)).toMatchObject({ attempts: 2, postponedUntil: at(4) });
    });

    it('are given up for good', async () => {
      const arrival = await given();
      await unfinished.giveUp(arrival, remaining);
      expect(await one(arrival)).toBeUndefined();
      await expect(unfinished.giveUp(arrival, remaining)).rejects.toMatchObject(unmet);
      await expect(unfinished.postpone(newArrival(), at(2), remaining)).rejects.toMatchObject(unmet);
    });
  });
}
