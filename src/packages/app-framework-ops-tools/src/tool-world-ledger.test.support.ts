import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, QueryCommandOutput } from '@aws-sdk/client-dynamodb';

type Row = Record<string, AttributeValue>;

/** A ledger of webhooks in memory. */
export interface FakeLedger {
  /** Names of the tables that are tagged as ledgers. */
  readonly names: string[];
  /** Other tables of the same deployments. */
  readonly tables: string[];
  /** Those of them that functions say they use. */
  readonly used: string[];
  readonly rows: Row[];
}

/** What a table answers to a query by one key and, if asked for, a time: by pages. */
export function queriedRows({ rows }: FakeLedger, input: Record<string, unknown>): QueryCommandOutput {
  const { IndexName, ScanIndexForward, Limit, ExclusiveStartKey: from } = input;
  const key = typeof IndexName === 'string' ? IndexName : 'Delivery';
  const [value, since, until] = Object.values(Object(input.ExpressionAttributeValues)).map((each) => Object(each).S);
  const found = rows
    .filter((row) => row[key]?.S === value)
    .filter(({ ReceivedAt: { S = '' } = { S: '' } }) => since === undefined || (S >= since && S <= until))
    .sort((one, other) => String(one.ReceivedAt?.S).localeCompare(String(other.ReceivedAt?.S)));
  if (ScanIndexForward === false) found.reverse();
  const begin = from === undefined ? 0 : found.findIndex((row) => isDeepStrictEqual(row, from)) + 1;
  const Items = found.slice(begin, Limit === undefined ? undefined : begin + Number(Limit));
  const last = Items.at(-1);
  return { Items, ...(last && last !== found.at(-1) && { LastEvaluatedKey: last }), $metadata: {} };
}

export function rowAt({ rows }: FakeLedger, key: Row): Row | undefined {
  return rows.find(({ Delivery, Part }) => Delivery?.S === key.Delivery?.S && Part?.S === key.Part?.S);
}

/** A row of a delivery as the receiver has left it. Absent members are usual ones. */
export interface GivenDelivery {
  readonly deliveryId: string;
  readonly appId?: number;
  readonly receivedAt?: Date;
  readonly status?: 'received' | 'published';
  readonly handlers?: readonly string[];
  readonly more?: Row;
}

export function givenDelivery(ledger: FakeLedger, given: GivenDelivery): string {
  const { deliveryId, appId = 7, receivedAt = new Date(Date.now() - 60_000), status = 'published' } = given;
  const at = receivedAt.toISOString();
  const key = `api.github.com#${appId}#${deliveryId}`;
  const shard = Number.parseInt(deliveryId.slice(0, 4), 16) % 16;
  ledger.rows.push({
    Delivery: { S: key },
    Part: { S: 'delivery' },
    Status: { S: status },
    DeliveryId: { S: deliveryId },
    AppId: { N: String(appId) },
    Event: { S: 'issues' },
    Action: { S: 'opened' },
    RepositoryId: { N: '2345678901' },
    Repository: { S: 'octo-org/web' },
    InstallationId: { N: '8' },
    SecretVersion: { N: '0' },
    Own: { BOOL: false },
    Source: { S: 'posted' },
    ReceivedAt: { S: at },
    ArchiveKey: { S: `webhooks/${at.slice(0, 10)}/${deliveryId}.json` },
    Bytes: { N: '14020' },
    Hour: { S: `${at.slice(0, 13)}#${shard}` },
    EventDay: { S: `issues#${at.slice(0, 10)}#${shard}` },
    ...(status === 'received'
      ? { Open: { S: `received#${shard}` } }
      : { PublishedAt: { S: at }, Handlers: { L: (given.handlers ?? ['greet']).map((S) => ({ S })) } }),
    ...given.more,
  });
  return key;
}

/** What became of it at a handler. */
export function givenWork(ledger: FakeLedger, deliveryKey: string, part: string, more: Row): void {
  const delivery = rowAt(ledger, { Delivery: { S: deliveryKey }, Part: { S: 'delivery' } });
  const { ReceivedAt, Hour, Event } = delivery ?? {};
  const times = ReceivedAt && { ReceivedAt, FirstSeenAt: ReceivedAt, LastSeenAt: ReceivedAt };
  ledger.rows.push({
    Delivery: { S: deliveryKey },
    Part: { S: part },
    Attempts: { N: '1' },
    ...times,
    ...(Hour && { Hour }),
    ...(Event && { Event }),
    ...more,
  });
}

/** A handler that gave up, as the ledger has it. */
export function parkedRow(deliveryId: string, reason: string): Row {
  const shard = Number.parseInt(deliveryId.slice(0, 4), 16) % 16;
  return { Status: { S: 'parked' }, Open: { S: `parked#${shard}` }, Attempts: { N: '8' }, Reason: { S: reason } };
}

/** What the deployment wrote of itself. */
export function operationsRow(operations: object): Row {
  return {
    Delivery: { S: 'deployment' },
    Part: { S: 'operations' },
    Operations: { S: JSON.stringify(operations) },
  };
}

/** Which handlers the deployment has, and for what. */
export function routingRow(routes: readonly object[]): Row {
  return { Delivery: { S: 'deployment' }, Part: { S: 'routing' }, Routes: { S: JSON.stringify(routes) } };
}

export const usualOperations = {
  repeatFunction: 'repeat',
  recoveryFunction: 'recover',
  sweepFunction: 'sweep',
  webhookUrl: 'https://hooks.example.com/prod/webhook',
  webhookSecretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:webhooks',
  queues: { greet: 'https://queues.example.com/greet', label: 'https://queues.example.com/label' },
};
