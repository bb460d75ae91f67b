import { createAppIdentities } from '../webhooks/app-identity-table';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { createEventBus } from '../webhooks/event-bus';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createPublishDelivery } from '../webhooks/publish-delivery';
import { createRouteSource } from '../webhooks/route-source';
import { createRoutingReader } from '../webhooks/routing-table';
import { startFakeAws } from './fake-aws.test.support';
import { createKeptPayloads } from './kept-payload-archive';
import { createRecoverDeliveries } from './recover-deliveries';
import type { RecoveryFigures } from './recovery-metric';
import { createUnfinishedDeliveries } from './unfinished-delivery-table';

const variables = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
};
const environment = { ...process.env };
const tableName = 'ledger';
const bucketName = 'payloads';
const arrived = new Date('2026-11-01T12:00:00Z');
const minutesLater = (minutes: number) => new Date(arrived.getTime() + minutes * 60_000);

let aws: Awaited<ReturnType<typeof startFakeAws>>;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  aws = await startFakeAws();
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL: aws.url });
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
  const routes = JSON.stringify([{ name: 'greet', events: ['issues'] }]);
  aws.rows.set('deployment|routing', { Delivery: { S: 'deployment' }, Part: { S: 'routing' }, Routes: { S: routes } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await aws.stop();
});

function publisher(archive: Parameters<typeof createPublishDelivery>[0]['archive'], now: Date) {
  return createPublishDelivery({
    ledger: createDeliveryLedger({ tableName }),
    archive,
    bus: createEventBus({ busName: 'bus', inlineLimit: 200_000 }),
    routes: createRouteSource({ read: createRoutingReader({ tableName }) }),
    identities: createAppIdentities({ tableName }),
    now: () => now,
  });
}

/** In the shard of its last digit in hex. */
const idOf = (number: number) => `${number.toString(16).padStart(4, '0')}0000-0000-4000-8000-000000000000`;
const payloadOf = (number: number) => ({ action: 'opened', issue: { number }, installation: { id: 7 } });

/** What the receiver does, up to wherever it is stopped. */
async function receive(number: number, at = arrived): Promise<void> {
  const payload = payloadOf(number);
  // Beyond 2^53, and to arrive as it was sent.
  const payloadText = JSON.stringify(payload).replace('}', ',"node":9007199254740993}');
  await publisher(
    createPayloadArchive({ bucketName }),
    at,
  )({
    delivery: {
      host: 'api.github.com',
      appId: 42,
      deliveryId: idOf(number),
      event: 'issues',
      body: Buffer.from(payloadText),
      payload,
      secretVersion: 0,
      receivedAt: at,
    },
    payloadText,
    source: 'posted',
    remainingMilliseconds: () => 8_000,
  }).catch(() => undefined);
}

/** Takes it without publishing it. */
async function receiveUnpublished(number: number, at = arrived): Promise<void> {
  aws.fail(({ operation }) => (operation === 'PutEvents' ? 'refused' : undefined));
  await receive(number, at);
  aws.fail(() => undefined);
}

async function recover(now: Date, remainingMilliseconds = () => 50_000): Promise<RecoveryFigures> {
  const reported: RecoveryFigures[] = [];
  await createRecoverDeliveries({
    unfinished: createUnfinishedDeliveries({ tableName }),
    readPayload: createKeptPayloads({ bucketName }),
    publish: publisher({ bucketName, put: async () => undefined }, now),
    report: (figures) => reported.push(figures),
    now: () => now,
  })(remainingMilliseconds);
  const [figures] = reported;
  if (!figures) throw new Error('nothing was reported');
  return figures;
}

const rowOf = (number: number) => aws.rows.get(`api.github.com#42#${idOf(number)}|delivery`);
const publishedIds = () => aws.events.map(({ detail }) => detail.delivery_id);
const nothing = { recovered: 0, withoutPayload: 0, lost: 0, failed: 0, oldestUnpublishedSeconds: 0 };

describe('createRecoverDeliveries', () => {
  it('publishes from the archive what was taken and not published, under its original identity, and marks it', async () => {
    await receiveUnpublished(1);
    expect(await recover(minutesLater(2))).toEqual({ ...nothing, recovered: 1 });
    expect(aws.events).toEqual([
      {
        detailType: 'issues',
        time: arrived.getTime() / 1_000,
        detail: expect.objectContaining({
          delivery_key: `api.github.com#42#${idOf(1)}`,
          received_at: arrived.toISOString(),
          payload_complete: true,
          s3_reference: { bucket: bucketName, key: rowOf(1)?.ArchiveKey?.S },
        }),
      },
    ]);
    expect(aws.events[0]?.detail).not.toHaveProperty('replay_id');
    const sent = aws.calls.filter(({ operation }) => operation === 'PutEvents').at(-1);
    expect(JSON.stringify(sent?.input)).toContain('9007199254740993');
    expect(rowOf(1)).toMatchObject({ Status: { S: 'published' }, Handlers: { L: [{ S: 'greet' }] } });
    expect(rowOf(1)).not.toHaveProperty('Open');
    expect(await recover(minutesLater(3))).toEqual(nothing);
    expect(aws.events).toHaveLength(1);
  });

  it('leaves alone for a minute what the receiver may be working on', async () => {
    await receiveUnpublished(1);
    expect(await recover(minutesLater(1))).toEqual(nothing);
    expect(aws.events).toEqual([]);
    expect(await recover(minutesLater(1.1))).toMatchObject({ recovered: 1 });
  });

  it('publishes from all pages of all shards, the oldest first', async () => {
    aws.readPagesOf(1);
    const numbers = Array.from({ length: 20 }, (_, index) => 20 - index);
    for (const [index, number] of numbers.entries()) await receiveUnpublished(number, minutesLater(index / 60));
    const timeIsUp = () => aws.calls.some(({ operation }, index) => index >= before && operation === 'GetObject');
    const before = aws.calls.length;
    // What is begun at once is begun before the first call: time is up for the others.
    const first = await recover(minutesLater(2), () => (timeIsUp() ? 7_000 : 50_000));
    expect(first.recovered).toBeLessThan(20);
    const youngestFirst = Math.max(...publishedIds().map((id) => numbers.map(idOf).indexOf(String(id))));
    expect(youngestFirst).toBe(first.recovered - 1);
    expect(first.oldestUnpublishedSeconds).toBe(120 - first.recovered);
    expect(await recover(minutesLater(2))).toEqual({ ...nothing, recovered: 20 - first.recovered });
    expect(publishedIds().sort()).toEqual(numbers.map(idOf).sort());
  });

  it('gives up what is not in the archive when GitHub has forgotten it, too, and takes it still where it comes again', async () => {
    aws.fail(({ operation }) => (operation === 'PutObject' ? 'refused' : undefined));
    await receive(1);
    aws.fail(() => undefined);
    const days = (count: number) => minutesLater(count * 24 * 60);
    expect(await recover(days(7.9))).toMatchObject({ withoutPayload: 1, lost: 0 });
    expect(await recover(days(8.1))).toEqual({ ...nothing, lost: 1 });
    expect(rowOf(1)).toMatchObject({ Status: { S: 'unrecoverable' } });
    expect(await recover(days(8.2))).toEqual(nothing);
    await receive(1, days(9));
    expect(rowOf(1)).toMatchObject({ Status: { S: 'published' } });
  });

  it('counts what is not in the archive, leaves it for GitHub and tells its age', async () => {
    aws.fail(({ operation }) => (operation === 'PutObject' ? 'refused' : undefined));
    await receive(1);
    aws.fail(() => undefined);
    expect(await recover(minutesLater(20))).toEqual({ ...nothing, withoutPayload: 1, oldestUnpublishedSeconds: 1_200 });
    expect(rowOf(1)).toMatchObject({ Status: { S: 'received' } });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'WARN', deliveryId: idOf(1) }));
  });

  it.each([
    ['is no JSON', '{'],
    ['is no object', '[]'],
  ])(
    'is not held up by a payload that %s: it is postponed longer and longer, and its age goes on',
    async (_what, text) => {
      await receiveUnpublished(1);
      const [path = ''] = aws.objects.keys();
      aws.objects.set(path, text);
      await receiveUnpublished(2, minutesLater(1));
      expect(await recover(minutesLater(3))).toEqual({
        ...nothing,
        recovered: 1,
        failed: 1,
        oldestUnpublishedSeconds: 180,
      });
      expect(publishedIds()).toEqual([idOf(2)]);
      const tries: number[] = [];
      for (let minute = 4; minute <= 30; minute += 1) {
        const { failed, oldestUnpublishedSeconds } = await recover(minutesLater(minute));
        expect(oldestUnpublishedSeconds).toBe(minute * 60);
        if (failed > 0) tries.push(minute);
      }
      expect(tries).toEqual([4, 6, 10, 18, 28]);
    },
  );

  it('is not held up by a row that it cannot read', async () => {
    await receiveUnpublished(1);
    await receiveUnpublished(0x11);
    const row = rowOf(1);
    if (row) row.ArchiveKey = { N: '1' };
    expect(await recover(minutesLater(2))).toMatchObject({ recovered: 1, failed: 1 });
    expect(publishedIds()).toEqual([idOf(0x11)]);
  });

  it('does the others and fails where a part of the ledger cannot be read', async () => {
    await receiveUnpublished(1);
    await receiveUnpublished(2);
    aws.fail(({ operation, input }) =>
      operation === 'Query' && JSON.stringify(input).includes('received#0"') ? 'refused' : undefined,
    );
    await expect(recover(minutesLater(2))).rejects.toThrow('1 of 16 parts of the ledger could not be read');
    expect(new Set(publishedIds())).toEqual(new Set([idOf(1), idOf(2)]));
  });

  it('begins nothing without the time to end it, and says what is left', async () => {
    await receiveUnpublished(1);
    expect(await recover(minutesLater(2), () => 7_000)).toEqual({ ...nothing, oldestUnpublishedSeconds: 120 });
    expect(aws.events).toEqual([]);
  });

  it('writes no payload and no row of its own', async () => {
    await receiveUnpublished(1);
    const objects = new Map(aws.objects);
    const rows = aws.rows.size;
    const before = aws.calls.length;
    await recover(minutesLater(2));
    expect(aws.calls.slice(before).filter(({ operation }) => operation === 'PutObject')).toEqual([]);
    expect(aws.objects).toEqual(objects);
    expect(aws.rows.size).toBe(rows);
  });
});

describe('a receiver that is stopped', () => {
  const steps = ['GetItem', 'PutItem', 'PutObject', 'PutEvents', 'UpdateItem'];
  it.each(steps.flatMap((step) => [[step, 'refused'] as const, [step, 'unheard'] as const]))(
    'at %s (%s) leaves what ends published under one identity, or for GitHub to be asked for',
    async (step, fault) => {
      aws.fail(({ operation }) => (operation === step ? fault : undefined));
      await receive(1);
      aws.fail(() => undefined);
      const isNoted = rowOf(1) !== undefined;
      const isKept = aws.objects.size > 0;
      await recover(minutesLater(2));
      expect(isNoted).toBe(step !== 'GetItem' && !(step === 'PutItem' && fault === 'refused'));
      if (isNoted && isKept) {
        expect(rowOf(1)?.Status).toEqual({ S: 'published' });
        expect(aws.events.length).toBeGreaterThan(0);
      } else if (isNoted) {
        // What is whole goes to the bus and the archive at the same time.
        expect(rowOf(1)?.Status).toEqual({ S: 'received' });
      } else expect(aws.events).toEqual([]);
      expect(new Set(aws.events.map(({ detail }) => JSON.stringify(detail))).size).toBeLessThanOrEqual(1);
    },
  );
});

describe('a recovery that is stopped', () => {
  const steps = ['Query', 'GetObject', 'GetItem', 'PutItem', 'PutEvents', 'UpdateItem'];
  it.each(steps.flatMap((step) => [[step, 'refused'] as const, [step, 'unheard'] as const]))(
    'at %s (%s) is finished by the next one, under one identity',
    async (step, fault) => {
      await receiveUnpublished(1);
      aws.fail(({ operation }) => (operation === step ? fault : undefined));
      await recover(minutesLater(2)).catch(() => undefined);
      aws.fail(() => undefined);
      await recover(minutesLater(3));
      expect(rowOf(1)?.Status).toEqual({ S: 'published' });
      expect(new Set(aws.events.map(({ detail }) => JSON.stringify(detail))).size).toBe(1);
    },
  );
});
