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
    const checks = ['keys', 'recovery', 'ledger', 'sweep', 'queues', 'parked'];
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
      (it) => (it.figures.OldestUnpublished = 1_860),
      'recovery: wrong: A delivery has waited 31',
    ],
    [
      'the recovery is silent',
      (it) => (it.figures.OldestUnpublished = undefined),
      'recovery: wrong: recover-deliveries told nothing',
    ],
    ['the ledger has a difference', (it) => (it.figures.MissingEvents = 1), 'ledger: wrong: 1 published event neither'],
    [
      'nobody balances',
      (it) => (it.figures.MissingEvents = undefined),
      'ledger: wrong: balance-deliveries told nothing',
    ],
    ['GitHub lists more', (it) => (it.figures.MissingDeliveries = 2), 'sweep: wrong: 2 deliveries that GitHub lists'],
    [
      'nobody sweeps',
      (it) => (it.figures.MissingDeliveries = undefined),
      'sweep: wrong: sweep-deliveries told nothing',
    ],
    [
      'a queue is old',
      (it) => (it.figures.greet = 1_000),
      'queues: wrong: What is for the handler greet has waited for 16',
    ],
    ['events are parked', (it) => (it.figures.DeliveriesParked = 3), 'parked: wrong: Handlers gave up 3 events'],
  ])('finds that %s', async (_what, spoil, text) => {
    spoil(world);
    expect(await found()).toEqual([expect.stringContaining(text)]);
    expect(kept).toMatchObject({ state: 'wrong' });
    expect(counted()).toEqual([['HealthCheckSuccess', 0]]);
  });

  it('looks at the rest where one look fails, and says of the ledger’s table that it cannot be read', async () => {
    world.failing = /DynamoDB.*GetItem/;
    world.figures.DeliveriesParked = 1;
    expect(await found()).toEqual([
      expect.stringContaining('sweep: unknown'),
      expect.stringContaining('queues: unknown'),
      expect.stringContaining('parked: wrong'),
    ]);
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
