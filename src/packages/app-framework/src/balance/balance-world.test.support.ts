import { createHash } from 'node:crypto';
import { startFakeAws } from '../recovery/fake-aws.test.support';
import { createDeliveryLedger } from '../webhooks/delivery-ledger-table';
import { hourShard, shardOf } from '../webhooks/ledger-keys';
import { createBalanceDeliveries } from './balance-deliveries';
import type { BalanceFigures } from './balance-metric';
import { openBalance } from './open-balance';

const variables = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const environment = { ...process.env };
export const tableName = 'ledger';
export const queueUrl = 'https://sqs.example.com/1/greet';
export const laneUrl = 'https://sqs.example.com/1/greet.fifo';
export const at = new Date('2026-11-01T12:30:00Z');
/** The hour of `at` ended 15 minutes ago. */
export const closing = Date.parse('2026-11-01T13:15:00Z');
export const nothing: BalanceFigures = {
  missing: 0,
  sentAgain: 0,
  waiting: 0,
  unpublished: 0,
  openHours: 0,
  repeatedBodies: 0,
};

let fake: Awaited<ReturnType<typeof startFakeAws>>;
let time: number;

export const aws = () => fake;
export const clock = () => time;
export function setClock(milliseconds: number): void {
  time = milliseconds;
}

/** An AWS with the ledger, and a deployment with one handler, as new for each test. */
export function useBalanceWorld(): void {
  beforeEach(async () => {
    fake = await startFakeAws();
    Object.assign(process.env, variables, { AWS_ENDPOINT_URL: fake.url });
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    time = closing;
    deployed({ queues: { greet: queueUrl } });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...environment };
    await fake.stop();
  });
}

export function deployed(parts: { queues: Record<string, string>; lanes?: Record<string, string> }): void {
  const names = ['repeatFunction', 'recoveryFunction', 'webhookUrl', 'webhookSecretArn'];
  const Operations = { S: JSON.stringify({ ...Object.fromEntries(names.map((name) => [name, name])), ...parts }) };
  fake.rows.set('deployment|operations', { Delivery: { S: 'deployment' }, Part: { S: 'operations' }, Operations });
}

export const idOf = (number: number) => `${number.toString(16).padStart(4, '0')}0000-0000-4000-8000-000000000000`;
export const keyOf = (number: number) => `api.github.com#42#${idOf(number)}`;

/** A delivery that was published for these handlers; or one that was taken, where there are none. */
export async function delivered(
  number: number,
  handlers?: readonly string[],
  { body = number, held = false } = {},
): Promise<void> {
  const ledger = createDeliveryLedger({ tableName });
  const deliveryId = idOf(number);
  const archiveKey = `webhooks/${deliveryId}.json`;
  const identity = { host: 'api.github.com', appId: 42, deliveryId };
  const told = {
    event: 'issues',
    receivedAt: at,
    archiveKey,
    bytes: 2,
    bodyHash: createHash('sha256').update(`${body}`).digest('hex'),
    own: false,
  };
  await ledger.begin({ ...identity, ...told, source: 'posted' }, () => 5_000);
  fake.objects.set(`/payloads/${archiveKey}`, '{"action":"opened"}');
  if (handlers) await ledger.markPublished(identity, { handlers, held, at }, () => 5_000);
}

export function worked(number: number, status: string, more: Record<string, { S?: string; N?: string }> = {}): void {
  const key = keyOf(number);
  const Hour = { S: hourShard(at, shardOf(idOf(number))) };
  const row = { Delivery: { S: key }, Part: { S: 'handler#greet' }, Status: { S: status }, Hour, ...more };
  fake.rows.set(`${key}|handler#greet`, { ...row, ReceivedAt: { S: at.toISOString() } });
}

/** A row of work whose function was killed, with a minute to work. */
export const killed = (at: number) => ({
  LastSeenAt: { S: new Date(at).toISOString() },
  LeaseUntil: { N: String(at + 65_000) },
});

export async function balance(remainingMilliseconds = () => 200_000): Promise<BalanceFigures> {
  return createBalanceDeliveries({
    ...openBalance({ tableName, bucketName: 'payloads', now: () => new Date(time) }),
    report: () => {},
  })(remainingMilliseconds);
}
export const minutesLater = (minutes: number) => {
  time += minutes * 60_000;
};
