import { bring, useConnectedHandler } from './connected-handler.test.support';
import { createLaneTable } from './lane-table';
import { taskOf } from './task.test.support';
import { webhookHandler } from './webhook-handler';

const { aws } = useConnectedHandler();
const lane = { by: 'pull-request', newestWins: true } as const;
const repository = { id: 6, full_name: 'octo/web' };
const host = 'ghe.example.com';
const at = (second: number, action = 'synchronize', number = 5) => ({
  host,
  repository,
  action,
  delivery_key: `${host}#1234#${action}${second}`,
  subject: { kind: 'pull-request', number, updated_at: `2026-11-01T07:00:0${second}.000Z` } as const,
});

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  process.env.APP_FRAMEWORK_WEBHOOK_LANE = JSON.stringify(lane);
  process.env.WEBHOOK_DEPLOYMENT = 'Bot';
});
afterEach(() => {
  delete process.env.APP_FRAMEWORK_WEBHOOK_LANE;
  delete process.env.WEBHOOK_DEPLOYMENT;
  jest.restoreAllMocks();
});

/** What the feeder does before an event comes into its lane. */
const inLine = (detail: ReturnType<typeof at> & { readonly app_id?: number }, deliveryId: string) =>
  createLaneTable({ tableName: 'ledger', lane }).note(
    { ...taskOf({ ...detail, delivery_id: deliveryId }), event: 'pull_request' },
    () => 1_000,
  );

/** Brings an event, and tells whether its work was done. */
async function works(detail: ReturnType<typeof at> & { readonly replay_id?: string }): Promise<boolean> {
  const work = jest.fn(async () => undefined);
  expect(await bring(webhookHandler('pull_request', work), { event: 'pull_request', ...detail })).toBe('settled');
  return work.mock.calls.length > 0;
}

describe('a handler with newestWins', () => {
  it('leaves out what a later one of the same action overtook, says so in the ledger, and counts it', async () => {
    await inLine(at(1), 'first');
    await inLine(at(2), 'second');

    expect(await works(at(1))).toBe(false);
    expect(await works(at(2))).toBe(true);

    const row = aws()
      .rows()
      .find(({ Note }) => Note !== undefined);
    expect(row).toMatchObject({ Status: { S: 'done' }, Note: { S: 'overtaken by second' } });
    const lines = jest.mocked(process.stdout.write).mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines.filter(({ DeliveriesOvertaken }) => DeliveriesOvertaken === 1)).toEqual([
      expect.objectContaining({ by: 'second', service: 'Webhook Ingestion', Deployment: 'Bot' }),
    ]);
  });

  it('leaves out nothing of the same second, of another action, or that ends something, and no replay', async () => {
    await inLine(at(2), 'newest');
    await inLine(at(2, 'closed'), 'closed');

    expect(await works(at(2))).toBe(true);
    expect(await works(at(1, 'edited'))).toBe(true);
    expect(await works(at(1, 'closed'))).toBe(true);
    expect(await works({ ...at(1), replay_id: 'wanted' })).toBe(true);
  });

  it('leaves out nothing of another pull request, repository or App', async () => {
    await inLine(at(2, 'synchronize', 6), 'other number');
    await inLine({ ...at(2), repository: { ...repository, id: 7 } }, 'other repository');
    await inLine({ ...at(2), app_id: 9 }, 'other App');

    expect(await works(at(1))).toBe(true);
  });

  it('parks after five tries, for others wait', async () => {
    const handler = webhookHandler('pull_request', async () => {
      throw new Error('no');
    });
    const outcomes: string[] = [];
    for (let tries = 0; tries < 5; tries += 1) outcomes.push(await bring(handler, { event: 'pull_request', ...at(1) }));
    expect(outcomes).toEqual(['again', 'again', 'again', 'again', 'settled']);
    expect(aws().rows()).toEqual([expect.objectContaining({ Status: { S: 'parked' }, Attempts: { N: '5' } })]);
  });
});
