import { createTableCall, everyPage } from '../aws/table-call';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { type DeliveryIdentity, parseDeliveryKey } from '../webhooks/delivery';
import { ledgerKey } from '../webhooks/ledger-keys';

/** A delivery that arrived and of which the ledger does not say that it was published. */
export interface UnfinishedDelivery extends DeliveryIdentity {
  readonly event: string;
  readonly receivedAt: Date;
  readonly archiveKey: string;
  /** Absent where no signature was checked. */
  readonly secretVersion?: number | undefined;
  /** How often the recovery has tried in vain. */
  readonly attempts: number;
  /** Not to be tried before this time; absent where it was never tried. */
  readonly postponedUntil?: Date;
}

export interface UnfinishedPage {
  readonly deliveries: readonly UnfinishedDelivery[];
  /** Keys of rows that this version cannot read. */
  readonly unreadable: readonly string[];
}

export type UnfinishedDeliveries = ReturnType<typeof createUnfinishedDeliveries>;

/** What the ledger holds as received and not as published. */
export function createUnfinishedDeliveries({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);

  return {
    /** Those of one shard that arrived before a time, page by page, oldest first. @throws AwsCallError */
    async *pages(
      { shard, before }: { readonly shard: number; readonly before: Date },
      remainingMilliseconds: () => number,
    ): AsyncGenerator<UnfinishedPage, void> {
      const input = {
        IndexName: 'Open',
        KeyConditionExpression: '#open = :open AND ReceivedAt < :before',
        ExpressionAttributeNames: { '#open': 'Open' },
        ExpressionAttributeValues: { ':open': { S: `received#${shard}` }, ':before': { S: before.toISOString() } },
      };
      for await (const page of everyPage(call, { operation: 'Query', input, remainingMilliseconds }))
        yield pageOf(page);
    },

    /** Nobody has its payload any more: it is looked for no longer, and its hour can be closed. @throws AwsCallError */
    async giveUp(delivery: DeliveryIdentity, remainingMilliseconds: () => number): Promise<void> {
      const input = {
        Key: ledgerKey(delivery),
        UpdateExpression: 'SET #status = :lost REMOVE #open',
        ConditionExpression: 'attribute_exists(#open)',
        ExpressionAttributeNames: { '#status': 'Status', '#open': 'Open' },
        ExpressionAttributeValues: { ':lost': { S: 'unrecoverable' } },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds });
    },

    /** Has later runs leave it alone for a while. A delivery that was published meanwhile stays as it is. @throws AwsCallError */
    async postpone(delivery: DeliveryIdentity, until: Date, remainingMilliseconds: () => number): Promise<void> {
      await call({
        operation: 'UpdateItem',
        input: {
          Key: ledgerKey(delivery),
          UpdateExpression: 'SET RecoverAfter = :until ADD RecoveryAttempts :one',
          ConditionExpression: 'attribute_exists(#open)',
          ExpressionAttributeNames: { '#open': 'Open' },
          ExpressionAttributeValues: { ':until': { S: until.toISOString() }, ':one': { N: '1' } },
        },
        remainingMilliseconds,
      });
    },
  };
}

function pageOf(items: readonly unknown[]): UnfinishedPage {
  const deliveries: UnfinishedDelivery[] = [];
  const unreadable: string[] = [];
  for (const item of items) {
    const delivery = deliveryOf(item);
    if (delivery) deliveries.push(delivery);
    else unreadable.push(textOf(item, 'Delivery') ?? 'without a key');
  }
  return { deliveries, unreadable };
}

function deliveryOf(item: unknown): UnfinishedDelivery | undefined {
  const identity = identityOf(textOf(item, 'Delivery'));
  const event = textOf(item, 'Event');
  const archiveKey = textOf(item, 'ArchiveKey');
  const receivedAt = timeOf(item, 'ReceivedAt');
  if (!identity || event === undefined || archiveKey === undefined || !receivedAt) return undefined;
  const postponedUntil = timeOf(item, 'RecoverAfter');
  return {
    ...identity,
    event,
    receivedAt,
    archiveKey,
    secretVersion: numberOf(item, 'SecretVersion'),
    attempts: numberOf(item, 'RecoveryAttempts') ?? 0,
    ...(postponedUntil && { postponedUntil }),
  };
}

function identityOf(key: string | undefined): DeliveryIdentity | undefined {
  try {
    return key === undefined ? undefined : parseDeliveryKey(key);
  } catch {
    return undefined;
  }
}
