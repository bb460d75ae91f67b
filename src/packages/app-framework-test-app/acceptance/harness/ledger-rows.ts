import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { administrator, outputs } from './deployment';

export interface LedgerRow {
  readonly status: string | undefined;
  readonly event: string | undefined;
  readonly receivedAt: string | undefined;
  readonly archiveKey: string | undefined;
  readonly secretVersion: number;
  /** Handlers that must see it, as far as it is published. */
  readonly handlers: readonly string[];
  /** `posted` by GitHub, or `recovered` from its list. */
  readonly source: string | undefined;
}

interface Delivery {
  readonly host: string;
  readonly appId: number;
  readonly deliveryId: string;
}

/** What the ledger says of a delivery itself. */
export async function ledgerRow(delivery: Delivery): Promise<LedgerRow | undefined> {
  const Item = await itemOf(delivery, 'delivery');
  return (
    Item && {
      status: Item.Status?.S,
      event: Item.Event?.S,
      receivedAt: Item.ReceivedAt?.S,
      archiveKey: Item.ArchiveKey?.S,
      secretVersion: Number(Item.SecretVersion?.N),
      handlers: (Item.Handlers?.L ?? []).map(({ S = '' }) => S),
      source: Item.Source?.S,
    }
  );
}

export interface HandlerRow {
  readonly status: string | undefined;
  readonly attempts: number;
  /** Why nothing was to be done. */
  readonly note: string | undefined;
  /** Why it was given up, or why the last try failed. */
  readonly reason: string | undefined;
  /** When it was set aside, if it is. */
  readonly asideAt: string | undefined;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

/** What became of a delivery at a handler: nothing where it did not get there. */
export async function handlerRow(delivery: Delivery, handler: string): Promise<HandlerRow | undefined> {
  const Item = await itemOf(delivery, `handler#${handler}`);
  const { Status, Attempts, Note, Reason, AsideAt, FirstSeenAt, LastSeenAt } = Item ?? {};
  return (
    Item && {
      status: Status?.S,
      attempts: Number(Attempts?.N),
      note: Note?.S,
      reason: Reason?.S,
      asideAt: AsideAt?.S,
      firstSeenAt: String(FirstSeenAt?.S),
      lastSeenAt: String(LastSeenAt?.S),
    }
  );
}

/** What became of a delivery at a handler the first time, and each time that it went on after a sign-in. */
export async function statusesOf(deliveryKey: string, handler: string): Promise<string[]> {
  const { Items = [] } = await administrator.dynamoDb.send(
    new QueryCommand({
      TableName: outputs.DeliveryLedgerName,
      KeyConditionExpression: 'Delivery = :key AND begins_with(Part, :handler)',
      ExpressionAttributeValues: { ':key': { S: deliveryKey }, ':handler': { S: `handler#${handler}` } },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ Status }) => Status?.S ?? '');
}

async function itemOf({ host, appId, deliveryId }: Delivery, part: string) {
  const Key = { Delivery: { S: `${host}#${appId}#${deliveryId}` }, Part: { S: part } };
  const { Item } = await administrator.dynamoDb.send(
    new GetItemCommand({ TableName: outputs.DeliveryLedgerName, Key, ConsistentRead: true }),
  );
  return Item;
}

/** How many rows the index of open deliveries has in any of its shards. */
export async function openDeliveries(): Promise<number> {
  const shards = Array.from({ length: 16 }, (_none, shard) => `received#${shard}`);
  const counts = await Promise.all(
    shards.map(async (shard) => {
      const { Count = 0 } = await administrator.dynamoDb.send(
        new QueryCommand({
          TableName: outputs.DeliveryLedgerName,
          IndexName: 'Open',
          KeyConditionExpression: '#open = :shard',
          ExpressionAttributeNames: { '#open': 'Open' },
          ExpressionAttributeValues: { ':shard': { S: shard } },
        }),
      );
      return Count;
    }),
  );
  return counts.reduce((total, count) => total + count, 0);
}
