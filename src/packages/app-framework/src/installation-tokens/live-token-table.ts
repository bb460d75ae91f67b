import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { SealedContent } from '../aws/envelope-seal';
import type { TokenRecord } from './token-seal';

/** A token that was handed out and has not ended, sealed, and how to find it. */
export interface LiveToken extends TokenRecord, SealedContent {
  /** SHA-256 of the token in base64. */
  readonly tokenHash: string;
  /** Key of the slot that it was shared through; absent where it was somebody's own. */
  readonly slotKey?: string;
}

/** A token of which only that it lives could be written down: it is found, and nobody can revoke it. */
export type UnreadableToken = Omit<LiveToken, keyof SealedContent>;

/** An App, or one installation of it. */
export interface TokenHolder {
  readonly appId: number;
  readonly installationId?: number | undefined;
}

/** A row of which something is missing. */
export interface DamagedToken {
  readonly key: string;
  readonly isDamaged: true;
}

export type LiveTokenTable = ReturnType<typeof createLiveTokenTable>;

const defaultPatienceMilliseconds = 3_000;

/**
 * Every live token of the deployment, shared or not, one row each in the table of the shared ones. GitHub takes a token back from nobody
 * but itself, so what is not kept here cannot be revoked.
 */
export function createLiveTokenTable(
  client: DynamoDBClient,
  tableName: string,
  patienceMilliseconds = defaultPatienceMilliseconds,
) {
  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMilliseconds) });
  return {
    async put(live: LiveToken | UnreadableToken): Promise<void> {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: itemOf(live),
        // A row that was written after all, though no answer came, says more.
        ...(!('ciphertext' in live) && {
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': 'Key' },
        }),
      });
      await client.send(command, patience());
    },

    /** Tokens that end after `now`, page by page. The index lags a moment behind, so one minted just before can be missing. */
    async *find(holder: TokenHolder, now: number): AsyncGenerator<readonly (LiveToken | DamagedToken)[]> {
      let from: QueryCommandInput['ExclusiveStartKey'];
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({ TableName: tableName, ...conditionOf(holder, now), ExclusiveStartKey: from }),
        );
        yield Items.map(parseLive);
        from = LastEvaluatedKey;
      } while (from);
    },

    async remove(key: string): Promise<void> {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: { Key: { S: key } } }));
    },
  };
}

function conditionOf({ appId, installationId }: TokenHolder, now: number) {
  const index =
    installationId === undefined
      ? { name: 'App', attribute: 'AppId', value: { N: String(appId) } }
      : { name: 'AppInstallation', attribute: 'AppInstallation', value: { S: `${appId}#${installationId}` } };
  return {
    IndexName: index.name,
    KeyConditionExpression: '#holder = :holder AND Expiry > :now',
    ExpressionAttributeNames: { '#holder': index.attribute },
    ExpressionAttributeValues: { ':holder': index.value, ':now': { N: String(now) } },
  };
}

function itemOf(live: LiveToken | UnreadableToken): Record<string, AttributeValue> {
  const { appId, installationId } = live;
  return {
    Key: { S: live.key },
    AppId: { N: String(appId) },
    InstallationId: { N: String(installationId) },
    AppInstallation: { S: `${appId}#${installationId}` },
    Caller: { S: live.sharer },
    MintedAt: { N: String(live.mintedAt) },
    Expiry: { N: String(live.expiresAt) },
    TokenHash: { S: live.tokenHash },
    ...('ciphertext' in live && { Ciphertext: { B: live.ciphertext }, Epoch: { S: live.epoch } }),
    ...(live.slotKey && { Slot: { S: live.slotKey } }),
    ExpiresAt: { N: String(Math.ceil(live.expiresAt / 1000)) },
  };
}

function parseLive(item: Record<string, AttributeValue>): LiveToken | DamagedToken {
  const key = item.Key?.S ?? '';
  const appId = Number(item.AppId?.N);
  const installationId = Number(item.InstallationId?.N);
  const mintedAt = Number(item.MintedAt?.N);
  const expiresAt = Number(item.Expiry?.N);
  const sharer = item.Caller?.S;
  const tokenHash = item.TokenHash?.S;
  const ciphertext = item.Ciphertext?.B;
  const epoch = item.Epoch?.S;
  const numbers = [appId, installationId, mintedAt, expiresAt];
  if (!numbers.every(Number.isSafeInteger) || sharer === undefined || !tokenHash || !ciphertext || !epoch) {
    return { key, isDamaged: true };
  }
  const slotKey = item.Slot?.S;
  return {
    key,
    appId,
    installationId,
    sharer,
    mintedAt,
    expiresAt,
    tokenHash,
    ciphertext,
    epoch,
    ...(slotKey && { slotKey }),
  };
}
