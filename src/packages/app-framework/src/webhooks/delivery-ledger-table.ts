import { patientCall } from '../aws/patient-call';
import { isUnmetCondition } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import { field } from '../lambda/parsed-json';
import type { DeliveryIdentity } from './delivery';
import { eventDayShard, hourShard, ledgerKey, retentionSeconds, shardOf } from './ledger-keys';

/** What the ledger knows of a delivery when it arrives. */
export interface Arrival extends DeliveryIdentity {
  readonly event: string;
  readonly action?: string | undefined;
  readonly installationId?: number | undefined;
  readonly repositoryId?: number | undefined;
  /** Its full name. */
  readonly repository?: string | undefined;
  readonly senderId?: number | undefined;
  readonly receivedAt: Date;
  readonly archiveKey: string;
  readonly bytes: number;
  /** SHA-256 of the body in hex. */
  readonly bodyHash: string;
  readonly secretVersion?: number | undefined;
  readonly own: boolean;
  /** How it came here: by GitHub's own post, or fetched from GitHub's list. */
  readonly source: 'posted' | 'recovered';
}

/** What stands in the ledger already. */
export interface KnownDelivery {
  readonly status: 'received' | 'published';
  readonly receivedAt: Date;
  readonly archiveKey: string;
  readonly bodyHash: string;
  readonly source: Arrival['source'];
}

export type DeliveryLedger = ReturnType<typeof createDeliveryLedger>;

/**
 * The ledger: a row `delivery` for each delivery, and beside it one for each handler that took it. Written here are the rows of deliveries:
 * `received`, then `published` with the names of the handlers that must see it.
 */
export function createDeliveryLedger({ tableName }: { readonly tableName: string }) {
  const call = (operation: string, input: object, remainingMilliseconds: () => number) =>
    patientCall({
      service: 'dynamodb',
      target: `DynamoDB_20120810.${operation}`,
      input: { TableName: tableName, ...input },
      remainingMilliseconds,
    });

  const change = (delivery: DeliveryIdentity, remainingMilliseconds: () => number, expression: object) =>
    call(
      'UpdateItem',
      { Key: ledgerKey(delivery), ConditionExpression: 'attribute_exists(Delivery)', ...expression },
      remainingMilliseconds,
    );

  return {
    /** Notes the arrival. Answers what is known where it arrived before; then nothing was written. @throws AwsCallError */
    async begin(arrival: Arrival, remainingMilliseconds: () => number): Promise<KnownDelivery | undefined> {
      try {
        await call(
          'PutItem',
          {
            Item: itemOf(arrival),
            ConditionExpression: 'attribute_not_exists(Delivery)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
          remainingMilliseconds,
        );
        return undefined;
      } catch (error) {
        if (!isUnmetCondition(error)) throw error;
        return knownOf(field(error.answer, 'Item'));
      }
    },

    /** Notes under which secret it came again: a rotation is proven by that. @throws AwsCallError */
    async noteVerified(
      { secretVersion, receivedAt, ...delivery }: DeliveryIdentity & { secretVersion: number; receivedAt: Date },
      remainingMilliseconds: () => number,
    ): Promise<void> {
      await change(delivery, remainingMilliseconds, {
        UpdateExpression: 'SET SecretVersion = :version, VerifiedAt = :at',
        ExpressionAttributeValues: {
          ':version': { N: String(secretVersion) },
          ':at': { S: receivedAt.toISOString() },
        },
      });
    },

    /** Marks it published, with the handlers that must see it; the list of a first publication stays. Or held back from them. @throws AwsCallError */
    async markPublished(
      delivery: DeliveryIdentity,
      { handlers, held, at }: { readonly handlers: readonly string[]; readonly held?: boolean; readonly at: Date },
      remainingMilliseconds: () => number,
    ): Promise<void> {
      await change(delivery, remainingMilliseconds, {
        UpdateExpression:
          'SET #status = :published, PublishedAt = if_not_exists(PublishedAt, :at), Handlers = if_not_exists(Handlers, :handlers), HeldBack = :held REMOVE #open',
        ExpressionAttributeNames: { '#status': 'Status', '#open': 'Open' },
        ExpressionAttributeValues: {
          ':published': { S: 'published' },
          ':at': { S: at.toISOString() },
          ':held': { BOOL: held === true },
          ':handlers': { L: handlers.map((name) => ({ S: name })) },
        },
      });
    },
  };
}

function itemOf(arrival: Arrival) {
  const { action, installationId, repositoryId, repository, senderId, secretVersion } = arrival;
  const at = arrival.receivedAt.toISOString();
  const shard = shardOf(arrival.deliveryId);
  return {
    ...ledgerKey(arrival),
    Status: { S: 'received' },
    Host: { S: arrival.host },
    AppId: { N: String(arrival.appId) },
    DeliveryId: { S: arrival.deliveryId },
    Event: { S: arrival.event },
    ...(action !== undefined && { Action: { S: action } }),
    ...(installationId !== undefined && { InstallationId: { N: String(installationId) } }),
    ...(repositoryId !== undefined && { RepositoryId: { N: String(repositoryId) } }),
    ...(repository !== undefined && { Repository: { S: repository } }),
    ...(senderId !== undefined && { SenderId: { N: String(senderId) } }),
    ...(secretVersion !== undefined && { SecretVersion: { N: String(secretVersion) } }),
    Own: { BOOL: arrival.own },
    Source: { S: arrival.source },
    ReceivedAt: { S: at },
    ArchiveKey: { S: arrival.archiveKey },
    Bytes: { N: String(arrival.bytes) },
    BodyHash: { S: arrival.bodyHash },
    Hour: { S: hourShard(arrival.receivedAt, shard) },
    EventDay: { S: eventDayShard(arrival.event, arrival.receivedAt, shard) },
    Open: { S: `received#${shard}` },
    ExpiresAt: { N: String(Math.floor(arrival.receivedAt.getTime() / 1_000) + retentionSeconds) },
  };
}

function knownOf(item: unknown): KnownDelivery {
  const status = textOf(item, 'Status');
  return {
    status: status === 'published' ? 'published' : 'received',
    receivedAt: new Date(textOf(item, 'ReceivedAt') ?? ''),
    archiveKey: textOf(item, 'ArchiveKey') ?? '',
    bodyHash: textOf(item, 'BodyHash') ?? '',
    source: textOf(item, 'Source') === 'posted' ? 'posted' : 'recovered',
  };
}
