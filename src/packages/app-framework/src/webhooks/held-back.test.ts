import { field, parsedJson } from '../lambda/parsed-json';
import { coldReceiver, posted, someDelivery, useReceiverAws, watchLog } from './receiver-world.test.support';

const aws = useReceiverAws();
let log: Record<string, unknown>[];
beforeEach(() => {
  log = watchLog();
});

const routes = [
  { name: 'greet', events: ['issues', 'installation'] },
  { name: 'installations', events: ['installation'], everyAccount: true },
];
function deployed(accounts?: string): void {
  const row = { Delivery: { S: 'deployment' }, Part: { S: 'routing' }, Routes: { S: JSON.stringify(routes) } };
  aws().rows.set('deployment routing', { ...row, ...(accounts !== undefined && { Accounts: { S: accounts } }) });
}
const owner = { id: 5, login: 'acme' };
const repository = { id: 9, full_name: 'acme/web', owner };
const row = () => aws().rows.get(`api.github.com#7#${someDelivery} delivery`);
const handlers = () => field(row()?.Handlers, 'L');
const counts = (metric: string) => log.filter((line) => line[metric] === 1 && line._aws !== undefined);

describe('an event of an account that is not allowed', () => {
  it('is archived and counted, and comes to no bus and no handler', async () => {
    deployed('octo-org');
    const { statusCode } = await coldReceiver()(posted({ payload: { action: 'opened', repository } }));
    expect([statusCode, aws().events, aws().objects.size]).toEqual([200, [], 1]);
    expect([row()?.Status, handlers(), row()?.HeldBack]).toEqual([{ S: 'published' }, [], { BOOL: true }]);
    expect(counts('DeliveriesHeldBack')).toEqual([expect.objectContaining({ account: owner, eventType: 'issues' })]);
    expect(counts('DeliveriesUnrouted')).toEqual([]);
  });

  it('comes to handlers for every account, under a source that no other rule is for', async () => {
    deployed('id:6');
    const payload = { action: 'created', installation: { id: 3, account: owner } };
    await coldReceiver()(posted({ event: 'installation', payload }));
    expect(handlers()).toEqual([{ S: 'installations' }]);
    expect(aws().events.map(({ Source, Detail }) => [Source, field(parsedJson(String(Detail)), 'held')])).toEqual([
      ['github.held', true],
    ]);
  });
});

describe('an event of an account that is allowed', () => {
  it.each([['ACME'], ['id:5'], ['*'], [undefined]])('is handled: by %p', async (accounts) => {
    deployed(accounts);
    await coldReceiver()(posted({ payload: { action: 'opened', repository } }));
    expect([handlers(), aws().events.map(({ Source }) => Source)]).toEqual([[{ S: 'greet' }], ['github']]);
    expect([row()?.HeldBack, counts('DeliveriesHeldBack')]).toEqual([{ BOOL: false }, []]);
  });
});
