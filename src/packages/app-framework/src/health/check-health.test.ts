import { useFakeAws } from '../aws/aws-environment.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { useCountedLines } from '../metrics/counted-lines.test.support';
import { createCheckHealth } from './check-health';
import { openHealth } from './open-health';

const now = new Date('2026-11-01T12:00:00Z');
const aws = useFakeAws();
const { counted } = useCountedLines();
const queueOf = (handler: string) => `https://sqs.eu-west-1.amazonaws.com/1/${handler}`;
const keyArn = (name: string) => `arn:aws:kms:eu-west-1:1:key/${name}`;

/** What the deployment's services answer; each test makes one of it bad. */
interface World {
  apps: { AppId: { N: string }; KmsKeyArn?: { S: string } }[];
  /** Name of the error with which KMS refuses to sign. */
  refusal: string | undefined;
  figures: Record<string, number | undefined>;
  sweepFunction: string | undefined;
  /** Of the ledger. */
  rows: Record<string, { S: string }>[];
  failing: RegExp;
}
let world: World;
let kept: unknown;

beforeEach(() => {
  process.env.LEDGER_TABLE_NAME = 'ledger';
  process.env.HEALTH_APP_TABLE = 'apps';
  process.env.HEALTH_PARAMETER = '/app-framework/Bot/health';
  world = {
    apps: [{ AppId: { N: '7' }, KmsKeyArn: { S: keyArn('seven') } }],
    refusal: undefined,
    figures: { OldestUnpublished: 3, MissingEvents: 0, MissingDeliveries: 0, greet: 60 },
    sweepFunction: 'sweep',
    rows: [],
    failing: /^$/,
  };
  kept = undefined;
  aws().on('POST /', ({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    if (world.refusal !== undefined && /Sign$/.test(target)) return { status: 400, body: { __type: world.refusal } };
    if (world.failing.test(target)) return { status: 400, body: { __type: 'AccessDeniedException' } };
    return { body: answers[target.replace(/^.*\./, '')]?.(body) };
  });
});
afterEach(() => {
  delete process.env.LEDGER_TABLE_NAME;
  delete process.env.HEALTH_APP_TABLE;
  delete process.env.HEALTH_PARAMETER;
});

const answers: Record<string, (body: unknown) => unknown> = {
  Scan: () => ({ Items: world.apps }),
  GetItem: () => ({ Item: { Operations: { S: JSON.stringify(operations()) } } }),
  Query(body) {
    const key = String(field(body, 'IndexName') ?? 'Delivery');
    const [value, since, until] = Object.values(Object(field(body, 'ExpressionAttributeValues'))).map((one) =>
      String(field(one, 'S')),
    );
    const isAsked = (at = '') => since === undefined || until === undefined || (at >= since && at <= until);
    return { Items: world.rows.filter((row) => row[key]?.S === value && isAsked(row.ReceivedAt?.S)) };
  },
  Sign: () => ({ Signature: 'AAAA' }),
  GetMetricStatistics(body) {
    const dimensions = field(body, 'Dimensions');
    const queue = (Array.isArray(dimensions) ? dimensions : []).find((one) => field(one, 'Name') === 'QueueName');
    const value = world.figures[String(field(queue, 'Value') ?? field(body, 'MetricName'))];
    return {
      Datapoints:
        value === undefined
          ? []
          : [
              { Maximum: 0, Sum: 0 },
              { Maximum: value, Sum: value },
            ],
    };
  },
  PutParameter(body) {
    kept = parsedJson(String(field(body, 'Value')));
    return { Version: 2 };
  },
};

const operations = () => ({
  repeatFunction: 'repeat',
  recoveryFunction: 'recover',
  ...(world.sweepFunction && { sweepFunction: world.sweepFunction }),
  webhookUrl: 'https://hooks.example.com/webhook',
  webhookSecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:s',
  queues: { greet: queueOf('greet') },
});

const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const texts = (row: Record<string, string>) =>
  Object.fromEntries(Object.entries(row).map(([name, S]) => [name, { S }]));
const rowOf = (minutes: number, more: Record<string, string>) =>
  texts({ Delivery: 'api.github.com#7#d1', ReceivedAt: ago(minutes), Event: 'issues', ...more });
/** Arrived long ago; a handler gave it up so many minutes ago. */
const gaveUp = (minutes: number) => [
  rowOf(10_000, { Part: 'delivery', Status: 'published' }),
  rowOf(10_000, { Part: 'handler#greet', Status: 'parked', Open: 'parked#3', LastSeenAt: ago(minutes) }),
];

async function found() {
  await createCheckHealth(openHealth(() => now).toCheck())({}, { getRemainingTimeInMillis: () => 60_000 });
  const checks = field(kept, 'checks');
  const bad = (Array.isArray(checks) ? checks : []).filter((one) => field(one, 'state') !== 'fine');
  return bad.map((one) => [field(one, 'check'), field(one, 'state'), ...[field(one, 'found')].flat()].join(': '));
}

describe('createCheckHealth', () => {
  it('keeps and counts that all is well', async () => {
    expect(await found()).toEqual([]);
    expect(kept).toMatchObject({ at: '2026-11-01T12:00:00.000Z', state: 'fine' });
    expect(counted()).toEqual([['HealthCheckSuccess', 1]]);
    const checks = ['keys', 'queues', 'ledger'];
    expect(field(kept, 'checks')).toEqual(checks.map((check) => ({ check, state: 'fine' })));
  });

  it('shows that keys sign by what no App can be impersonated with', async () => {
    await found();
    const [signed] = aws().requests.filter(({ headers }) => headers['x-amz-target'] === 'TrentService.Sign');
    expect(signed?.body).toMatchObject({ KeyId: keyArn('seven'), SigningAlgorithm: 'RSASSA_PSS_SHA_256' });
  });

  it.each<[string, (world: World) => unknown, string]>([
    [
      'a key does not sign',
      (it) => (it.refusal = 'DisabledException'),
      'keys: wrong: Nothing signs for App 7: Disabled',
    ],
    ['a row names no key', (it) => (it.apps = [{ AppId: { N: '8' } }]), 'keys: wrong: Nothing signs for App 8: its'],
    ['the App table is not read', (it) => (it.failing = /Scan/), 'keys: unknown: Could not be looked at: AccessDenied'],
    [
      'a delivery waits for the bus',
      (it) => (it.rows = [rowOf(16, { Part: 'delivery', Status: 'received', Open: 'received#3' })]),
      'ledger: wrong: 1 delivery is taken more than 15 minutes ago and not published',
    ],
    [
      'the recovery is silent',
      (it) => (it.figures.OldestUnpublished = undefined),
      'ledger: wrong: The function recover-deliveries, which looks',
    ],
    [
      'the ledger has a difference',
      (it) => (it.figures.MissingEvents = 1),
      'ledger: wrong: 1 published event was neither',
    ],
    [
      'nobody balances',
      (it) => (it.figures.MissingEvents = undefined),
      'ledger: wrong: The function balance-deliveries, which looks',
    ],
    ['GitHub lists more', (it) => (it.figures.MissingDeliveries = 2), 'ledger: wrong: 2 deliveries that GitHub lists'],
    [
      'nobody sweeps',
      (it) => (it.figures.MissingDeliveries = undefined),
      'ledger: wrong: The function sweep-deliveries, which looks',
    ],
    [
      'a queue is old',
      (it) => (it.figures.greet = 1_000),
      'queues: wrong: What is for the handler greet has waited for 16',
    ],
    [
      'a handler gave up within a day, however long ago its event came',
      (it) => (it.rows = gaveUp(23 * 60)),
      'ledger: wrong: 1 delivery is parked: a handler gave up within the last 24 hours.',
    ],
  ])('finds that %s', async (_what, spoil, text) => {
    spoil(world);
    expect(await found()).toEqual([expect.stringContaining(text)]);
    expect(kept).toMatchObject({ state: 'wrong' });
    expect(counted()).toEqual([['HealthCheckSuccess', 0]]);
  });

  it('looks at the rest where one look fails, and says of the ledger’s table that it cannot be read', async () => {
    world.failing = /DynamoDB.*GetItem/;
    world.refusal = 'DisabledException';
    expect(await found()).toEqual([
      expect.stringContaining('keys: wrong'),
      expect.stringContaining('queues: unknown: Could not be looked at: AccessDenied'),
      expect.stringContaining('ledger: unknown'),
    ]);
  });

  it('finds what one handler gave up within a day, whatever another gave up before', async () => {
    const other = { Part: 'handler#ci', Status: 'parked', Open: 'parked#3', LastSeenAt: ago(5 * 24 * 60) };
    world.rows = [...gaveUp(60), rowOf(10_000, other)];
    expect(await found()).toEqual([expect.stringContaining('1 delivery is parked')]);
  });

  it('calls no fault of today what a handler gave up more than a day ago', async () => {
    world.rows = gaveUp(24 * 60 + 1);
    expect(await found()).toEqual([]);
  });

  it('wants no sweep where there is none, and no keys where there is no credential manager', async () => {
    world.sweepFunction = undefined;
    world.figures.MissingDeliveries = undefined;
    delete process.env.HEALTH_APP_TABLE;
    expect(await found()).toEqual([]);
    expect(aws().requests.filter(({ headers }) => /Scan|Sign/.test(String(headers['x-amz-target'])))).toEqual([]);
  });

  it('keeps what a parameter has room for, however much is wrong', async () => {
    world.apps = Array.from({ length: 200 }, (_, index) => ({ AppId: { N: String(index + 1) } }));
    expect(await found()).toEqual([expect.stringContaining('198 more of this kind')]);
    expect(JSON.stringify(kept).length).toBeLessThan(4_096);
  });

  it('counts a failure where what it found cannot be kept', async () => {
    world.failing = /PutParameter/;
    await found();
    expect(counted()).toEqual([['HealthCheckSuccess', 0]]);
  });
});
