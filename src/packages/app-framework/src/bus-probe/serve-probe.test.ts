import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { field } from '../lambda/parsed-json';
import { type FakeAws, startFakeAws } from '../webhooks/fake-aws.test.support';
import { createProbeSender } from './probe-event-bus';
import { createProbeTable } from './probe-table';
import { createServeProbe } from './serve-probe';

const lines = givenLoggedLines();
let aws: FakeAws;
let at = 0;
beforeAll(async () => {
  aws = await startFakeAws();
  process.env.WEBHOOK_DEPLOYMENT = 'Bot';
});
beforeEach(() => aws.reset());
afterAll(() => {
  delete process.env.WEBHOOK_DEPLOYMENT;
  return aws.stop();
});

/** The function, and a bus that brings every so many-th probe back; 0 for one that brings none. */
function probed({ bringsFrom }: { readonly bringsFrom: number }) {
  const serve = createServeProbe({
    put: createProbeSender({ busName: 'bus', deployment: 'Bot' }),
    table: createProbeTable({ tableName: 'ledger' }),
    now: () => new Date(at),
    pause: async (milliseconds) => {
      at += milliseconds;
      const event = aws.events[bringsFrom - 1];
      if (event)
        await serve({
          source: event.Source,
          'detail-type': event.DetailType,
          detail: JSON.parse(String(event.Detail)),
        });
    },
  });
  return serve;
}

const lost = () => lines.map((line) => JSON.parse(line)).filter(({ BusProbesLost }) => BusProbesLost === 1);

describe('createServeProbe', () => {
  it('sends a probe and waits until it comes back', async () => {
    const began = at;
    await probed({ bringsFrom: 1 })({ source: 'aws.events' });
    expect(at - began).toBe(1_000);
    expect(aws.events).toEqual([expect.objectContaining({ EventBusName: 'bus', Source: 'app-framework' })]);
    expect(lost()).toEqual([]);
  });

  it('notes for a day what came back from the bus, and nothing that only looks so', async () => {
    const serve = createServeProbe({
      put: createProbeSender({ busName: 'bus', deployment: 'Bot' }),
      table: createProbeTable({ tableName: 'ledger', now: () => new Date('2026-11-01T12:00:00Z') }),
      now: () => new Date(at),
      pause: async (milliseconds) => {
        at += milliseconds;
      },
    });
    const probe = { source: 'app-framework', 'detail-type': 'probe', detail: { probe_id: 'one' } };
    await serve(probe);
    await serve({ ...probe, source: 'somebody', detail: { probe_id: 'two' } }).catch(() => undefined);
    await serve({ ...probe, 'detail-type': 'other', detail: { probe_id: 'three' } }).catch(() => undefined);
    expect([...aws.rows.values()]).toEqual([
      {
        Delivery: { S: 'probe#one' },
        Part: { S: 'probe' },
        ExpiresAt: { N: String(Date.parse('2026-11-02T12:00:00Z') / 1_000) },
      },
    ]);
  });

  it('sends it again meanwhile, for a rule that was made a moment ago counts nowhere yet', async () => {
    await probed({ bringsFrom: 3 })({});
    expect(aws.events).toHaveLength(3);
    expect(new Set(aws.events.map(({ Detail }) => field(JSON.parse(String(Detail)), 'probe_id'))).size).toBe(1);
  });

  it('fails and counts where nothing comes back within a minute', async () => {
    const began = at;
    await expect(probed({ bringsFrom: 0 })({})).rejects.toThrow('did not come back within a minute');
    expect(at - began).toBe(60_000);
    expect(aws.events).toHaveLength(4);
    expect(lost()).toHaveLength(1);
  });

  it('is not fooled by a bus that answers success, nor stopped by one that refuses', async () => {
    aws.fail('PutEvents', { times: 1 });
    await probed({ bringsFrom: 1 })({});
    expect(lost()).toEqual([]);
  });

  it('ends a deployment well or badly', async () => {
    const answers: unknown[] = [];
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, options) => {
      answers.push(field(JSON.parse(String(options?.body)), 'Status'));
      return new Response();
    });
    const request = { RequestType: 'Create', ResponseURL: 'https://cloudformation.example.com/answer', StackId: 's' };
    await probed({ bringsFrom: 1 })(request);
    aws.reset();
    await probed({ bringsFrom: 0 })(request);
    expect(answers).toEqual(['SUCCESS', 'FAILED']);
  });
});
