import { jsonCall } from '../aws/json-call';
import { callLocalAws } from '../aws/local-aws.test.support';
import { field } from '../lambda/parsed-json';
import { type Arrival, createDeliveryLedger } from './delivery-ledger-table';
import { ledgerKey } from './ledger-keys';

callLocalAws('delivery-ledger');
const tableName = 'ledger';
const remaining = () => 5_000;
const arrival: Arrival = {
  host: 'api.github.com',
  appId: 7,
  deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  event: 'issues',
  receivedAt: new Date('2026-11-01T07:00:00Z'),
  archiveKey: 'webhooks/one.json',
  bytes: 2,
  bodyHash: 'aa',
  secretVersion: 0,
  own: false,
  source: 'posted',
};
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 7, minute));

async function dynamodb(operation: string, input: object): Promise<unknown> {
  const target = `DynamoDB_20120810.${operation}`;
  const about = { TableName: tableName, ...input };
  const { status, output, body } = await jsonCall({
    service: 'dynamodb',
    target,
    input: about,
    timeoutMilliseconds: 5_000,
  });
  if (status !== 200) throw new Error(`${operation}: ${status} ${body}`);
  return output;
}

const keys = [
  ['Delivery', 'HASH'],
  ['Part', 'RANGE'],
] as const;

describe('createDeliveryLedger, on DynamoDB', () => {
  const ledger = createDeliveryLedger({ tableName });
  beforeEach(() =>
    dynamodb('CreateTable', {
      KeySchema: keys.map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
      AttributeDefinitions: keys.map(([AttributeName]) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  afterEach(() => dynamodb('DeleteTable', {}));

  const row = async () => field(await dynamodb('GetItem', { Key: ledgerKey(arrival), ConsistentRead: true }), 'Item');

  it('notes an arrival once, and answers what is known at the next', async () => {
    expect(await ledger.begin(arrival, remaining)).toBeUndefined();
    const later = { ...arrival, receivedAt: at(5), archiveKey: 'webhooks/other.json', bodyHash: 'bb' };
    expect(await ledger.begin(later, remaining)).toEqual({
      status: 'received',
      receivedAt: arrival.receivedAt,
      archiveKey: 'webhooks/one.json',
      bodyHash: 'aa',
      source: 'posted',
    });
    expect(await row()).toMatchObject({ Status: { S: 'received' }, BodyHash: { S: 'aa' } });
  });

  it('keeps time and handlers of the first publication, whoever publishes besides', async () => {
    await ledger.begin(arrival, remaining);
    await ledger.markPublished(arrival, { handlers: ['greet'], at: at(1) }, remaining);
    await ledger.markPublished(arrival, { handlers: ['greet', 'label'], at: at(2) }, remaining);
    const published = await row();
    expect(published).toMatchObject({
      Status: { S: 'published' },
      PublishedAt: { S: at(1).toISOString() },
      Handlers: { L: [{ S: 'greet' }] },
    });
    expect(field(published, 'Open')).toBeUndefined();
    expect(await ledger.begin(arrival, remaining)).toMatchObject({ status: 'published' });
  });

  it('notes under which secret it came again, and makes no row of a delivery that is not there', async () => {
    const again = { ...arrival, secretVersion: 1, receivedAt: at(9) };
    await expect(ledger.noteVerified(again, remaining)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
    });
    const marked = ledger.markPublished(arrival, { handlers: [], at: at(1) }, remaining);
    await expect(marked).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
    expect(await row()).toBeUndefined();
    await ledger.begin(arrival, remaining);
    await ledger.noteVerified(again, remaining);
    expect(await row()).toMatchObject({ SecretVersion: { N: '1' }, VerifiedAt: { S: at(9).toISOString() } });
  });
});
