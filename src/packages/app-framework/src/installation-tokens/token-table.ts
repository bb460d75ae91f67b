import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { createBoundedCount } from '../aws/bounded-count-table';
import { unmetCondition } from '../aws/conditional-write';
import type { LeaseClaim, LeaseClaimed, LeasedSlot } from '../aws/lease';

/** A token in a slot, still sealed. Times are milliseconds since 1970. */
export interface SlotToken {
  readonly ciphertext: Uint8Array;
  readonly epoch: string;
  readonly mintedAt: number;
  readonly expiresAt: number;
  /** SHA-256 of the token in base64. */
  readonly tokenHash: string;
}

/** The place of one shared token. */
export interface Slot extends LeasedSlot<SlotToken> {
  /** Attributes that stand in the row and are of no use, as a hand may leave them: they can be claimed over, just as they are. */
  readonly damaged?: { readonly tokenHash?: AttributeValue; readonly leaseOwner?: AttributeValue };
}

export type TokenTable = ReturnType<typeof createTokenTable>;

/** Clean-up only, and never sooner than a token ends. Expiry is checked on each read. */
const rowLifetimeMilliseconds = 2 * 60 * 60_000;
/** The cache waits no longer for one answer: without it a token is minted. */
const defaultPatienceMilliseconds = 3_000;

/** The shared tokens: a slot for each cache key. Every write is conditional. */
export function createTokenTable(
  client: DynamoDBClient,
  tableName: string,
  patienceMilliseconds = defaultPatienceMilliseconds,
) {
  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMilliseconds) });
  const update = (key: string, input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    client.send(new UpdateItemCommand({ TableName: tableName, Key: { Key: { S: key } }, ...input }), patience());

  return {
    /** The slot as it is now. */
    async read(key: string): Promise<Slot> {
      const command = new GetItemCommand({ TableName: tableName, Key: { Key: { S: key } }, ConsistentRead: true });
      const { Item } = await client.send(command, patience());
      return Item ? parseSlot(Item) : {};
    },

    /** Takes the lease where it is free, has run out, is damaged or overdue; otherwise answers the slot as it is now. */
    async claim({ key, now, lease, seen, overdue }: LeaseClaim<Slot>): Promise<LeaseClaimed<Slot>> {
      const replacing = seen.content ? { S: seen.content.tokenHash } : seen.damaged?.tokenHash;
      const damaged = seen.damaged?.leaseOwner;
      const free = [
        'attribute_not_exists(LeaseOwner)',
        'LeaseUntil <= :now',
        ...(overdue === undefined ? [] : ['LeaseOwner = :overdue']),
        ...(damaged === undefined ? [] : ['LeaseOwner = :damaged']),
      ];
      const same = ['attribute_not_exists(TokenHash)', ...(replacing === undefined ? [] : ['TokenHash = :replacing'])];
      const unmet = await unmetCondition(() =>
        update(key, {
          UpdateExpression: 'SET LeaseOwner = :owner, LeaseUntil = :until, ExpiresAt = :expires',
          ConditionExpression: `(${free.join(' OR ')}) AND (${same.join(' OR ')})`,
          ExpressionAttributeValues: {
            ':owner': { S: lease.owner },
            ':until': { N: String(lease.until) },
            ':now': { N: String(now) },
            ':expires': seconds(now + rowLifetimeMilliseconds),
            ...(overdue !== undefined && { ':overdue': { S: overdue } }),
            ...(damaged !== undefined && { ':damaged': damaged }),
            ...(replacing !== undefined && { ':replacing': replacing }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      // The SDK sends a claim again whose answer was lost, and finds itself.
      if (!unmet || unmet.item?.LeaseOwner?.S === lease.owner) return { kind: 'claimed' };
      return { kind: 'taken', slot: unmet.item ? parseSlot(unmet.item) : {} };
    },

    /** Puts a token into the slot and ends the lease, if it still is `owner`'s. */
    async fill({ key, owner, token }: { key: string; owner: string; token: SlotToken }): Promise<'filled' | 'lost'> {
      return outcome('filled', 'lost', () =>
        update(key, {
          UpdateExpression:
            'SET Ciphertext = :ciphertext, Epoch = :epoch, MintedAt = :minted, Expiry = :expiry, TokenHash = :hash, ExpiresAt = :expires REMOVE LeaseOwner, LeaseUntil',
          ConditionExpression: 'LeaseOwner = :owner',
          ExpressionAttributeValues: {
            ':owner': { S: owner },
            ':ciphertext': { B: token.ciphertext },
            ':epoch': { S: token.epoch },
            ':minted': { N: String(token.mintedAt) },
            ':expiry': { N: String(token.expiresAt) },
            ':hash': { S: token.tokenHash },
            ':expires': seconds(token.expiresAt),
          },
        }),
      );
    },

    /** Ends the lease, so that the next one need not wait, if it still is `owner`'s. */
    async release({ key, owner }: { key: string; owner: string }): Promise<'released' | 'lost'> {
      return outcome('released', 'lost', () =>
        update(key, {
          UpdateExpression: 'REMOVE LeaseOwner, LeaseUntil',
          ConditionExpression: 'LeaseOwner = :owner',
          ExpressionAttributeValues: { ':owner': { S: owner } },
        }),
      );
    },

    /** Ends the lease whoever has it: what its holder is about to put into the slot is not to be there. */
    async endLease(key: string): Promise<'ended' | 'none'> {
      return outcome('ended', 'none', () =>
        update(key, {
          UpdateExpression: 'REMOVE LeaseOwner, LeaseUntil',
          // Without it the update would make a row where there is none.
          ConditionExpression: 'attribute_exists(LeaseOwner)',
        }),
      );
    },

    /** Takes the token out of the slot, if it still is that one. */
    async drop({ key, tokenHash }: { key: string; tokenHash: string }): Promise<'dropped' | 'other'> {
      return outcome('dropped', 'other', () =>
        update(key, {
          UpdateExpression: 'REMOVE Ciphertext, Epoch, MintedAt, Expiry, TokenHash',
          ConditionExpression: 'TokenHash = :hash',
          ExpressionAttributeValues: { ':hash': { S: tokenHash } },
        }),
      );
    },

    /** Counts one for a key, up to a limit. */
    countUpTo: createBoundedCount(client, tableName),
  };
}

/** A row that a hand has damaged is as good as none. */
function parseSlot(item: Record<string, AttributeValue>): Slot {
  const ciphertext = item.Ciphertext?.B;
  const epoch = item.Epoch?.S;
  const tokenHash = item.TokenHash?.S;
  const mintedAt = numberOf(item.MintedAt);
  const expiresAt = numberOf(item.Expiry);
  const isComplete = ciphertext && epoch && tokenHash && mintedAt !== undefined && expiresAt !== undefined;
  const owner = item.LeaseOwner?.S;
  const until = numberOf(item.LeaseUntil);
  const hasLease = owner && until !== undefined;
  const damaged = {
    ...(!isComplete && item.TokenHash && { tokenHash: item.TokenHash }),
    ...(!hasLease && item.LeaseOwner && { leaseOwner: item.LeaseOwner }),
  };
  return {
    ...(isComplete && { content: { ciphertext, epoch, mintedAt, expiresAt, tokenHash } }),
    ...(hasLease && { lease: { owner, until } }),
    ...(Object.keys(damaged).length > 0 && { damaged }),
  };
}

function numberOf(value: AttributeValue | undefined): number | undefined {
  const number = Number(value?.N);
  return Number.isSafeInteger(number) ? number : undefined;
}

function seconds(milliseconds: number): AttributeValue {
  return { N: String(Math.ceil(milliseconds / 1000)) };
}

async function outcome<Done, Failed>(
  done: Done,
  failed: Failed,
  write: () => Promise<unknown>,
): Promise<Done | Failed> {
  return (await unmetCondition(write)) ? failed : done;
}
