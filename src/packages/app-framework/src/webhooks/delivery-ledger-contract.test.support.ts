import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import { createAppIdentities } from './app-identity-table';
import { type Arrival, createDeliveryLedger } from './delivery-ledger-table';
import { ledgerKey } from './ledger-keys';

const remaining = () => 20_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 7, minute));
let arrivals = 0;

/** A delivery that no other test has. */
export function newArrival(more: Partial<Arrival> = {}): Arrival {
  arrivals += 1;
  return {
    host: 'api.github.com',
    appId: 7,
    deliveryId: `72d3162e-cc78-11e3-81ab-${String(arrivals).padStart(12, '0')}`,
    event: 'issues',
    receivedAt: at(0),
    archiveKey: 'webhooks/one.json',
    bytes: 2,
    bodyHash: 'aa',
    secretVersion: 0,
    own: false,
    source: 'posted',
    ...more,
  };
}

/** What publishing relies on, for the table of the tests and the one in DynamoDB alike, wherever signed requests lead. */
export function deliveryLedgerContract(tableName: string): void {
  const ledger = createDeliveryLedger({ tableName });
  const call = createTableCall(tableName);
  const rowOf = async (arrival: Arrival) => {
    const input = { Key: ledgerKey(arrival), ConsistentRead: true };
    return field(await call({ operation: 'GetItem', input, remainingMilliseconds: remaining }), 'Item');
  };

  describe('rows of deliveries', () => {
    it('are made of the first arrival, and tell what is known at the next', async () => {
      const arrival = newArrival();
      expect(await ledger.begin(arrival, remaining)).toBeUndefined();
      const later = { ...arrival, receivedAt: at(5), archiveKey: 'webhooks/other.json', bodyHash: 'bb' };
      expect(await ledger.begin(later, remaining)).toEqual({
        status: 'received',
        receivedAt: at(0),
        archiveKey: 'webhooks/one.json',
        bodyHash: 'aa',
        source: 'posted',
      });
      expect(await rowOf(arrival)).toMatchObject({ Status: { S: 'received' }, BodyHash: { S: 'aa' } });
    });

    it('keep time and handlers of the first publication, whoever publishes besides', async () => {
      const arrival = newArrival();
      await ledger.begin(arrival, remaining);
      await ledger.markPublished(arrival, { handlers: ['greet'], at: at(1) }, remaining);
      await ledger.markPublished(arrival, { handlers: ['greet', 'label'], at: at(2) }, remaining);
      const published = await rowOf(arrival);
      expect(published).toMatchObject({
        Status: { S: 'published' },
        PublishedAt: { S: at(1).toISOString() },
        Handlers: { L: [{ S: 'greet' }] },
      });
      expect(field(published, 'Open')).toBeUndefined();
      expect(await ledger.begin(arrival, remaining)).toMatchObject({ status: 'published' });
    });

    it('note under which secret they came again, and are not made of a delivery that is not there', async () => {
      const arrival = newArrival();
      const again = { ...arrival, secretVersion: 1, receivedAt: at(9) };
      const unmet = { code: 'ConditionalCheckFailedException' };
      await expect(ledger.noteVerified(again, remaining)).rejects.toMatchObject(unmet);
      const marked = ledger.markPublished(arrival, { handlers: [], at: at(1) }, remaining);
      await expect(marked).rejects.toMatchObject(unmet);
      expect(await rowOf(arrival)).toBeUndefined();
      await ledger.begin(arrival, remaining);
      await ledger.noteVerified(again, remaining);
      expect(await rowOf(arrival)).toMatchObject({ SecretVersion: { N: '1' }, VerifiedAt: { S: at(9).toISOString() } });
    });
  });

  describe('the row of identities', () => {
    const identities = createAppIdentities({ tableName });
    const website = { host: 'api.github.com', name: 'acme/website', id: 6 };

    it('has what is known of Apps, the newest of each', async () => {
      const app = { host: 'api.github.com', appId: 7 };
      await identities.keepSlug(app, 'first', remaining);
      await identities.keepBot(app, 41, remaining);
      await identities.keepSlug(app, 'second', remaining);
      await identities.keepBot({ ...app, appId: 8 }, 42, remaining);
      const { apps } = await identities.read(remaining);
      expect(apps).toHaveLength(2);
      expect(apps).toEqual(
        expect.arrayContaining([
          { ...app, slug: 'second', botId: 41 },
          { ...app, appId: 8, botId: 42 },
        ]),
      );
    });

    it('keeps which repository a name stood for first, and forgets names', async () => {
      expect(await identities.keepRepository(website, remaining)).toEqual(website);
      expect(await identities.keepRepository({ ...website, id: 99 }, remaining)).toEqual(website);
      const other = { ...website, name: 'acme/other', id: 5 };
      await identities.keepRepository(other, remaining);
      expect((await identities.read(remaining)).repositories).toEqual(expect.arrayContaining([website, other]));
      await identities.forgetRepositories([website], remaining);
      expect((await identities.read(remaining)).repositories).toEqual([other]);
      expect(await identities.keepRepository({ ...website, id: 99 }, remaining)).toEqual({ ...website, id: 99 });
    });
  });
}
