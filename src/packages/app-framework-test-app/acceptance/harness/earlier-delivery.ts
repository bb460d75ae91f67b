import { DeleteItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { administrator, outputs } from './deployment';

interface Delivery {
  readonly host: string;
  readonly appId: number;
  readonly deliveryId: string;
}

const TableName = outputs.DeliveryLedgerName;
const keyOf = ({ host, appId, deliveryId }: Delivery) => `${host}#${appId}#${deliveryId}`;

/** Has the ledger say of a published delivery that it was so many hours ago, for these handlers. Hours are looked at anew. */
export async function wasBefore(
  delivery: Delivery,
  { hours, handlers }: { readonly hours: number; readonly handlers: readonly string[] },
): Promise<void> {
  const at = new Date(Date.now() - hours * 3_600_000).toISOString();
  const shard = Number.parseInt(delivery.deliveryId.slice(0, 4), 16) % 16;
  const times = { ':at': { S: at }, ':handlers': { L: handlers.map((name) => ({ S: name })) } };
  const isItself = (part: string) => part === 'delivery';
  // What became of it stands in the hour that it arrived in: the schedule's look must not find it there alone.
  const parts = Object.keys(await rowsOf(delivery)).toSorted(
    (one, other) => Number(isItself(one)) - Number(isItself(other)),
  );
  for (const part of parts) {
    await administrator.dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: { Delivery: { S: keyOf(delivery) }, Part: { S: part } },
        UpdateExpression: `SET #hour = :hour${isItself(part) ? ', ReceivedAt = :at, PublishedAt = :at, Handlers = :handlers' : ', LastSeenAt = :at'}`,
        ExpressionAttributeNames: { '#hour': 'Hour' },
        ExpressionAttributeValues: {
          ':hour': { S: `${at.slice(0, 13)}#${shard}` },
          ...(isItself(part) ? times : { ':at': times[':at'] }),
        },
      }),
    );
  }
  const hoursRow = { Delivery: { S: 'balance' }, Part: { S: 'hours' } };
  await administrator.dynamoDb.send(new DeleteItemCommand({ TableName, Key: hoursRow }));
}

/** Has the ledger say that a handler had to wait for the work as often as it may. */
export async function waitedLong(delivery: Delivery, handler: string): Promise<void> {
  await administrator.dynamoDb.send(
    new UpdateItemCommand({
      TableName,
      Key: { Delivery: { S: keyOf(delivery) }, Part: { S: `handler#${handler}` } },
      UpdateExpression: 'SET #status = :retry, Attempts = :none, Waits = :most',
      ExpressionAttributeNames: { '#status': 'Status' },
      ExpressionAttributeValues: { ':retry': { S: 'retry' }, ':none': { N: '0' }, ':most': { N: '14' } },
    }),
  );
}

/** The rows of a delivery: itself, what became of it at handlers, and what was sent again, with how often. */
export async function rowsOf(delivery: Delivery): Promise<Readonly<Record<string, number | undefined>>> {
  const { Items = [] } = await administrator.dynamoDb.send(
    new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'Delivery = :key',
      ExpressionAttributeValues: { ':key': { S: keyOf(delivery) } },
    }),
  );
  const timesOf = ({ N }: { N?: string } = {}) => (N === undefined ? undefined : Number(N));
  return Object.fromEntries(Items.map(({ Part, Times, Attempts }) => [String(Part?.S), timesOf(Times ?? Attempts)]));
}
