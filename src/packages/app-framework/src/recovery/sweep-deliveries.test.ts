import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import type { RateLimit } from '../github/rate-limit';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { createEventBus } from '../webhooks/event-bus';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createPublishDelivery } from '../webhooks/publish-delivery';
import { createRouteSource } from '../webhooks/route-source';
import { createRoutingReader } from '../webhooks/routing-table';
import { startFakeAws } from './fake-aws.test.support';
import type { FetchFigures } from './fetch-missing';
import { createLearnApp } from './learn-app';
import { createListedDeliveries } from './listed-deliveries';
import { createSweepDeliveries } from './sweep-deliveries';
import { createSweepTable } from './sweep-table';

const variables = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const environment = { ...process.env };
const tableName = 'ledger';
const start = Date.parse('2026-11-01T12:00:00Z');
const pageSize = 10;

interface Listed {
  readonly id: bigint;
  readonly guid: string;
  readonly at: number;
  readonly payload: string;
  readonly event: string;
}

let aws: Awaited<ReturnType<typeof startFakeAws>>;
let gitHub: FakeGitHub;
/** GitHub's log, oldest first. */
let log: Listed[];
let clock: number;
let limit: RateLimit | undefined;
beforeEach(async () => {
  [aws, gitHub] = [await startFakeAws(), await startFakeGitHub()];
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL: aws.url });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  gitHub.on('GET /app', { body: { id: 42, slug: 'greeter' } });
  log = [];
  clock = start;
  limit = undefined;
  gitHub.on('GET /app/hook/deliveries', ({ query }) => {
    const newestFirst = [...log].reverse();
    const from = query.cursor === undefined ? 0 : newestFirst.findIndex(({ id }) => String(id) === query.cursor);
    const next = newestFirst[from + pageSize];
    const link = `<${gitHub.url}/app/hook/deliveries?cursor=${next?.id}>; rel="next"`;
    return {
      ...(next && { headers: { link } }),
      body: raw(
        `[${newestFirst
          .slice(from, from + pageSize)
          .map(itemOf)
          .join(',')}]`,
      ),
    };
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await Promise.all([aws.stop(), gitHub.stop()]);
});

const raw = (text: string) => text;
/** As GitHub writes it: the id is a number that a double cannot hold. */
const itemOf = ({ id, guid, at, event }: Listed) =>
  `{"id":${id},"guid":"${guid}","delivered_at":"${new Date(at).toISOString()}","event":"${event}","status_code":0,"status":"timed out"}`;
const guidOf = (number: number) => `${number.toString(16).padStart(4, '0')}0000-0000-4000-8000-000000000000`;

/** GitHub delivers, and nobody is there. */
function deliver(number: number, at = clock, event = 'issues'): Listed {
  const id = 9_007_199_254_740_993n + BigInt(log.length) * 2n;
  const payload = `{"action":"opened","issue":{"number":${number},"id":9007199254740993},"installation":{"id":7}}`;
  const listed = { id, guid: guidOf(number), at, payload, event };
  log.push(listed);
  gitHub.on(`GET /app/hook/deliveries/${id}`, {
    body: raw(`${itemOf(listed).slice(0, -1)},"request":{"headers":{},"payload":${payload}}}`),
  });
  return listed;
}

/** A new process: nothing is remembered but what is in the table. */
async function sweep(remainingMilliseconds = () => 240_000): Promise<FetchFigures | undefined> {
  const reported: FetchFigures[] = [];
  const asking = { gitHub: createGitHub({ retryMilliseconds: 1 }), token: async () => 'jwt' };
  const run = createSweepDeliveries({
    apps: [{ appId: 42, host: 'api.github.com', baseUrl: gitHub.url }],
    listed: createListedDeliveries(asking),
    learn: createLearnApp({ ...asking, identities: createAppIdentities({ tableName }) }),
    table: createSweepTable({ tableName }),
    publish: publisher(),
    limitOf: () => limit,
    report: (figures) => reported.push(figures),
    now: () => new Date(clock),
  });
  await run(remainingMilliseconds);
  return reported[0];
}

function publisher() {
  return createPublishDelivery({
    ledger: createDeliveryLedger({ tableName }),
    archive: createPayloadArchive({ bucketName: 'payloads' }),
    bus: createEventBus({ busName: 'bus', inlineLimit: 200_000 }),
    routes: createRouteSource({ read: createRoutingReader({ tableName }) }),
    identities: createAppIdentities({ tableName }),
    now: () => new Date(clock),
  });
}

/** It arrives, after all. */
const receive = ({ guid, payload }: Listed) =>
  publisher()({
    delivery: {
      host: 'api.github.com',
      appId: 42,
      deliveryId: guid,
      event: 'issues',
      body: Buffer.from(payload),
      payload: JSON.parse(payload),
      secretVersion: 0,
      receivedAt: new Date(clock),
    },
    payloadText: payload,
    source: 'posted',
    remainingMilliseconds: () => 8_000,
  });

const published = () => aws.events.map(({ detail }) => detail.delivery_id);
const pagesRead = () => gitHub.asked().filter((asked) => asked === 'GET /app/hook/deliveries').length;
const nothing = { recovered: 0, redeliveriesAsked: 0, unrecoverable: 0, failed: 0 };
const minutes = (count: number) => count * 60_000;

jest.setTimeout(60_000);

describe('createSweepDeliveries', () => {
  it('brings what GitHub lists and the ledger lacks, once, the oldest first, with ids beyond 2^53 and the payload as it was', async () => {
    const all = Array.from({ length: 25 }, (_, index) => deliver(index, start + index * 1_000));
    const arrived = all.filter((_, index) => index % 3 === 0);
    for (const one of arrived) await receive(one);
    aws.events.length = 0;
    clock = start + minutes(5);
    expect(await sweep()).toEqual({ ...nothing, recovered: 16 });
    const lacking = all.filter((one) => !arrived.includes(one));
    expect(published()).toEqual(lacking.map(({ guid }) => guid));
    const sent = aws.calls.filter(({ operation }) => operation === 'PutEvents').at(-1);
    expect(JSON.stringify(sent?.input)).toContain('9007199254740993');
    expect(aws.events[0]?.detail).not.toHaveProperty('replay_id');
    expect(aws.rows.get(`api.github.com#42#${guidOf(1)}|delivery`)).toMatchObject({
      Status: { S: 'published' },
      Source: { S: 'recovered' },
    });
    clock += minutes(5);
    expect(await sweep()).toEqual(nothing);
    expect(published()).toHaveLength(16);
  });

  it('reads down to the last pass less two minutes, and the whole list after an hour', async () => {
    for (let number = 0; number < 40; number += 1) deliver(number, start + number * 1_000);
    clock = start + minutes(5);
    await sweep();
    expect(pagesRead()).toBe(4);
    clock += minutes(5);
    deliver(100, clock - minutes(3));
    await sweep();
    expect(pagesRead()).toBe(4 + 5);
    clock += minutes(5);
    await sweep();
    // The mark is that of the one delivery now.
    expect(pagesRead()).toBe(4 + 5 + 1);
    clock += minutes(60);
    await sweep();
    expect(pagesRead()).toBe(4 + 5 + 1 + 5);
  });

  it('reads a list with events of every name that the receiver takes', async () => {
    deliver(1, clock, 'projects_v2_item');
    deliver(2);
    clock += minutes(5);
    expect(await sweep()).toEqual({ ...nothing, recovered: 2 });
    expect(aws.events.map(({ detailType }) => detailType)).toEqual(['projects_v2_item', 'issues']);
  });

  it('takes several attempts of a delivery for one', async () => {
    const first = deliver(1);
    log.push({ ...first, id: first.id + 2n, at: first.at + 1_000 });
    gitHub.on(`GET /app/hook/deliveries/${first.id + 2n}`, { body: raw(`{"request":{"payload":${first.payload}}}`) });
    clock += minutes(5);
    expect(await sweep()).toEqual({ ...nothing, recovered: 1 });
    expect(published()).toEqual([guidOf(1)]);
  });

  it('asks for a redelivery only where the payload is withheld, three times at most, and then says that it is lost', async () => {
    const { id } = deliver(1);
    gitHub.on(`GET /app/hook/deliveries/${id}`, { body: { request: { payload: null } } });
    gitHub.on(`POST /app/hook/deliveries/${id}/attempts`, { status: 202, body: {} });
    deliver(2);
    clock += minutes(5);
    expect(await sweep()).toEqual({ ...nothing, recovered: 1, redeliveriesAsked: 1 });
    const seen: (FetchFigures | undefined)[] = [];
    for (let run = 0; run < 7; run += 1) {
      clock += minutes(5);
      seen.push(await sweep());
    }
    expect(seen.map((figures) => figures?.redeliveriesAsked)).toEqual([0, 1, 0, 1, 0, 0, 0]);
    expect(seen.map((figures) => figures?.unrecoverable)).toEqual([0, 0, 0, 0, 0, 1, 0]);
    expect(published()).toEqual([guidOf(2)]);
    expect(aws.rows.get(`api.github.com#42#${guidOf(1)}|sweep`)).toMatchObject({ Status: { S: 'unrecoverable' } });
  });

  it('leaves half of the rate limit of an App to others', async () => {
    deliver(1);
    limit = { resource: 'core', limit: 5_000, remaining: 2_499, resetsAt: new Date(start + minutes(60)) };
    clock += minutes(5);
    expect(await sweep()).toEqual(nothing);
    expect(gitHub.asked()).toEqual([]);
  });

  // None of them between the bus and the mark, where the same event is published again and its handlers absorb it.
  it.each([1, 97, 222, 300, 403])(
    'stopped at call %i of AWS and started again, it misses nothing, publishes nothing twice and reads at most 1.1 of the pages',
    async (stop) => {
      for (let number = 0; number < 200; number += 1) {
        const one = deliver(number, start + minutes(number));
        if (number % 5 !== 0) aws.rows.set(`api.github.com#42#${one.guid}|delivery`, { Status: { S: 'published' } });
      }
      clock = start + minutes(205);
      const before = aws.calls.length;
      aws.fail((_call, index) => (index - before >= stop ? 'refused' : undefined));
      await sweep().catch(() => undefined);
      expect(aws.calls.length - before).toBeGreaterThan(stop);
      aws.fail(() => undefined);
      clock += minutes(5);
      await sweep();
      const lacking = log.filter((_, number) => number % 5 === 0).map(({ guid }) => guid);
      expect(published().sort()).toEqual(lacking.sort());
      expect(pagesRead()).toBeLessThanOrEqual(1.1 * (200 / pageSize));
    },
  );
});
