import { createSecretKey, type KeyObject } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { createInFlight } from '../lambda/in-flight';
import { createShortMemory } from '../lambda/short-memory';
import { unmetCondition } from './conditional-write';

export interface DataKeysCollaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
  /** Table that keeps the wrapped keys; also part of what they are bound to. */
  readonly tableName: string;
  /** Symmetric KMS key that wraps them. */
  readonly wrappingKeyArn: string;
  readonly now?: () => Date;
  /** Longest time for one answer of KMS or the table; 3 s by default. */
  readonly patienceMilliseconds?: number;
}

/** A key, and the day (UTC) that it is for, such as `2026-11-01`. */
export interface DataKey {
  readonly epoch: string;
  readonly key: KeyObject;
}

export type DataKeys = ReturnType<typeof createDataKeys>;

const day = 24 * 60 * 60_000;
/** A key's row stays so long after its day: tokens live an hour at most, and clocks differ. */
const afterDay = 3 * 60 * 60_000;
/** Whoever seals waits no longer for one answer: a token is minted without being kept. */
const defaultPatienceMilliseconds = 3_000;
const epochForm = /^\d{4}-\d{2}-\d{2}$/;

/**
 * One AES-256 key for each deployment and day, made once by whoever needs it first, kept in the table as KMS wrapped it, and unwrapped
 * by each process once. Bound to the table and the day: moved elsewhere, KMS does not unwrap it.
 */
export function createDataKeys(collaborators: DataKeysCollaborators) {
  const { dynamoDb, kms, tableName, wrappingKeyArn, now = () => new Date() } = collaborators;
  const { patienceMilliseconds = defaultPatienceMilliseconds } = collaborators;
  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMilliseconds) });
  const known = createShortMemory<DataKey>({ lifetimeMilliseconds: day + afterDay, now });
  const share = createInFlight<DataKey | undefined>();
  const binding = (epoch: string) => ({ KeyId: wrappingKeyArn, EncryptionContext: { table: tableName, epoch } });
  const rowKey = (epoch: string) => ({ Key: { S: `datakey#${epoch}` } });

  const unwrapped = async (epoch: string): Promise<DataKey | undefined> => {
    const read = new GetItemCommand({ TableName: tableName, Key: rowKey(epoch), ConsistentRead: true });
    const wrapped = (await dynamoDb.send(read, patience())).Item?.Wrapped?.B;
    if (!wrapped) return undefined;
    try {
      const { Plaintext } = await kms.send(
        new DecryptCommand({ CiphertextBlob: wrapped, ...binding(epoch) }),
        patience(),
      );
      return keep(epoch, Plaintext);
    } catch (error) {
      // Not KMS that fails, but what stands in the row: nobody can ever unwrap it.
      if (error instanceof InvalidCiphertextException || error instanceof IncorrectKeyException) return undefined;
      throw error;
    }
  };

  const made = async (epoch: string): Promise<DataKey | undefined> => {
    const generated = await kms.send(new GenerateDataKeyCommand({ KeySpec: 'AES_256', ...binding(epoch) }), patience());
    if (!generated.CiphertextBlob) throw new Error('KMS answered without a wrapped data key.');
    const put = new PutItemCommand({
      TableName: tableName,
      Item: {
        ...rowKey(epoch),
        Wrapped: { B: generated.CiphertextBlob },
        ExpiresAt: { N: String(Math.ceil((Date.parse(epoch) + day + afterDay) / 1000)) },
      },
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'Key' },
    });
    const isOthers = await unmetCondition(() => dynamoDb.send(put, patience()));
    if (!isOthers) return keep(epoch, generated.Plaintext);
    generated.Plaintext?.fill(0);
    return unwrapped(epoch);
  };

  const keep = (epoch: string, plaintext: Uint8Array | undefined): DataKey => {
    if (!plaintext) throw new Error('KMS answered without a data key.');
    const dataKey = { epoch, key: createSecretKey(plaintext) };
    plaintext.fill(0);
    known.remember(epoch, dataKey);
    return dataKey;
  };

  return {
    /** Today's key. @throws where KMS or the table refuses */
    async current(): Promise<DataKey> {
      const epoch = now().toISOString().slice(0, 10);
      const key =
        known.recall(epoch) ?? (await share(`make ${epoch}`, async () => (await unwrapped(epoch)) ?? made(epoch)));
      if (key) return key;
      throw new Error(
        `The data key of ${epoch} in table ${tableName} cannot be unwrapped. Delete the row datakey#${epoch}.`,
      );
    },

    /** The key of a day; absent where there is none any more, or none that can be unwrapped. @throws where KMS or the table refuses */
    async find(epoch: string): Promise<DataKey | undefined> {
      if (!epochForm.test(epoch)) return undefined;
      return known.recall(epoch) ?? (await share(`find ${epoch}`, () => unwrapped(epoch)));
    },
  };
}
