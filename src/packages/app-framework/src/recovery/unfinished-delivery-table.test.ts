import { leadAwsTo } from '../aws/aws-environment.test.support';
import { startFakeAws } from './fake-aws.test.support';
import { createUnfinishedDeliveries } from './unfinished-delivery-table';

const one = { host: 'api.github.com', appId: 42, deliveryId: '00010000-0000-4000-8000-000000000000' };
const key = `api.github.com#42#${one.deliveryId}`;

let aws: Awaited<ReturnType<typeof startFakeAws>>;
let leadBack: () => void;
beforeAll(async () => {
  aws = await startFakeAws();
  leadBack = leadAwsTo(aws.url);
});
afterAll(async () => {
  leadBack();
  await aws.stop();
});

describe('createUnfinishedDeliveries', () => {
  const { postpone } = createUnfinishedDeliveries({ tableName: 'ledger' });
  const until = new Date('2026-11-01T12:10:00Z');

  it('postpones what is unfinished, and counts how often', async () => {
    aws.rows.set(`${key}|delivery`, { Open: { S: 'received#1' } });
    await postpone(one, until, () => 5_000);
    await postpone(one, until, () => 5_000);
    expect(aws.rows.get(`${key}|delivery`)).toMatchObject({
      RecoverAfter: { S: until.toISOString() },
      RecoveryAttempts: { N: '2' },
    });
  });

  it.each([
    ['what was published meanwhile', { Status: { S: 'published' } }],
    ['what is in the ledger no more', undefined],
  ])('refuses %s', async (_what, row) => {
    aws.rows.clear();
    if (row) aws.rows.set(`${key}|delivery`, row);
    await expect(postpone(one, until, () => 5_000)).rejects.toThrow('ConditionalCheckFailedException');
    expect([...aws.rows.values()]).toEqual(row ? [row] : []);
  });
});
