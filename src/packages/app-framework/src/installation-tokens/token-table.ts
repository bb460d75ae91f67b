import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

/** A token in a slot, still sealed. Times are milliseconds since 1970. */
export interface SlotToken {
  readonly ciphertext: Uint8Array;
  readonly epoch: string;
  readonly mintedAt: number;
  readonly expiresAt: number;
  /** SHA-256 of the token in base64. */
  readonly tokenHash: string;
}

/** Who is minting for a slot, and until when others leave that to it. */
export interface SlotLease {
  readonly owner: string;
  readonly until: number;
}

/** The place of one shared token. */
export interface Slot {
  readonly token?: SlotToken;
  readonly lease?: SlotLease;
}

/** A claim to mint for a slot. */
export interface SlotClaim {
  readonly key: string;
  readonly now: number;
  readonly lease: SlotLease;
  /** Hash of the token that does not serve; where the slot has another by now, the claim fails. */
  readonly replacing: string | undefined;
  /** Holder that has shown no sign of life for long enough, by whatever clock. */
  readonly overdue: string | undefined;
}

export type Claimed = { readonly kind: 'claimed' } | { readonly kind: 'taken'; readonly slot: Slot };

export type TokenTable = ReturnType<typeof createTokenTable>;

/** Clean-up only, and never sooner than a token ends. Expiry is checked on each read. */
const rowLifetimeMilliseconds = 2 * 60 * 60_000;
/** The cache waits no longer for one answer: without it a token is minted. */
const patienceMilliseconds = 3_000;

/** The shared tokens: a slot for each cache key. Every write is conditional. */
export function createTokenTable(client: DynamoDBClient, tableName: string) {
  const update = (key: string, input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    client.send(new UpdateItemCommand({ TableName: tableName, Key: { Key: { S: key } }, ...input }), patience());

  return {
    /** The slot as it is now. */
    async read(key: string): Promise<Slot> {
      const command = new GetItemCommand({ TableName: tableName, Key: { Key: { S: key } }, ConsistentRead: true });
      const { Item } = await client.send(command, patience());
      return Item ? parseSlot(Item) : {};
    },

    /** Takes the lease where it is free, has run out or is overdue; otherwise answers the slot as it is now. */
    async claim({ key, now, lease, replacing, overdue }: SlotClaim): Promise<Claimed> {
      const free = [
        'attribute_not_exists(LeaseOwner)',
        'LeaseUntil <= :now',
        ...(overdue === undefined ? [] : ['LeaseOwner = :overdue']),
      ];
      const same = ['attribute_not_exists(TokenHash)', ...(replacing === undefined ? [] : ['TokenHash = :replacing'])];
      try {
        await update(key, {
          UpdateExpression: 'SET LeaseOwner = :owner, LeaseUntil = :until, ExpiresAt = :expires',
          ConditionExpression: `(${free.join(' OR ')}) AND (${same.join(' OR ')})`,
          ExpressionAttributeValues: {
            ':owner': { S: lease.owner },
            ':until': { N: String(lease.until) },
            ':now': { N: String(now) },
            ':expires': seconds(now + rowLifetimeMilliseconds),
            ...(overdue !== undefined && { ':overdue': { S: overdue } }),
            ...(replacing !== undefined && { ':replacing': { S: replacing } }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        return { kind: 'claimed' };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return { kind: 'taken', slot: error.Item ? parseSlot(error.Item) : {} };
      }
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

    /** Counts one for `key`, up to `limit`. */
    async countUpTo({ key, limit, until }: { key: string; limit: number; until: number }): Promise<'counted' | 'full'> {
      return outcome('counted', 'full', () =>
        update(key, {
          UpdateExpression: 'ADD Reports :one SET ExpiresAt = :expires',
          ConditionExpression: 'attribute_not_exists(Reports) OR Reports < :limit',
          ExpressionAttributeValues: { ':one': { N: '1' }, ':limit': { N: String(limit) }, ':expires': seconds(until) },
        }),
      );
    },
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
  return {
    ...(isComplete && { token: { ciphertext, epoch, mintedAt, expiresAt, tokenHash } }),
    ...(owner && until !== undefined && { lease: { owner, until } }),
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
  try {
    await write();
    return done;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return failed;
    throw error;
  }
}

function patience() {
  return { abortSignal: AbortSignal.timeout(patienceMilliseconds) };
}
