import {
  DescribeKeyCommand,
  GetKeyLastUsageCommand,
  GetPublicKeyCommand,
  type KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { createKmsOfKey } from '../aws/regional-kms-clients';
import { keyFingerprint } from './key-fingerprint';
import { type KeyRecord, parseKeyTags } from './key-record';
import type { KmsKeys } from './kms-keys';

/** When a key was last used, as far as KMS knows. */
export type LastUse =
  | { readonly kind: 'used'; readonly at: Date; readonly operation: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'not since'; readonly since: Date }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Collaborators of {@link createRecordedKeys}. */
export interface RecordedKeysCollaborators {
  readonly kms: KMSClient;
  readonly keys: Pick<KmsKeys, 'tagsOf'>;
}

/** Reads what there is to know of a key, and changes nothing. */
export type RecordedKeys = ReturnType<typeof createRecordedKeys>;

/** Takes the KMS client once; the verbs take data only. */
export function createRecordedKeys({ kms, keys }: RecordedKeysCollaborators) {
  const kmsOf = createKmsOfKey(kms);
  const fingerprintOf = async (keyArn: string): Promise<string | undefined> => {
    const { PublicKey } = await (await kmsOf(keyArn)).send(new GetPublicKeyCommand({ KeyId: keyArn }));
    return PublicKey && keyFingerprint(PublicKey);
  };

  return {
    /**
     * A key as it is now, tags included; absent where KMS has no such key. The fingerprint comes from the public key itself where KMS tells it
     * (enabled keys: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html), from the tag that the import gave otherwise.
     */
    async read(keyArn: string): Promise<KeyRecord | undefined> {
      try {
        const { KeyMetadata } = await (await kmsOf(keyArn)).send(new DescribeKeyCommand({ KeyId: keyArn }));
        if (KeyMetadata?.KeyState === undefined || KeyMetadata.CreationDate === undefined) {
          throw new Error(`kms:DescribeKey answered without the state of ${keyArn}. Try again.`);
        }
        const { KeyState: state, CreationDate: createdOn, DeletionDate: deletionDate } = KeyMetadata;
        const fingerprint = state === 'Enabled' ? await fingerprintOf(keyArn) : undefined;
        return {
          keyArn,
          state,
          createdOn,
          ...(deletionDate !== undefined && { deletionDate }),
          ...parseKeyTags(await keys.tagsOf(keyArn)),
          ...(fingerprint !== undefined && { fingerprint }),
        };
      } catch (error) {
        if (error instanceof NotFoundException) {
          return undefined;
        }
        throw error;
      }
    },

    /**
     * When the key last signed. KMS has kept this since 2026 and says itself since when; it is no proof that nobody needs the key
     * (https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html). Never throws: where KMS does not say, that is the answer.
     */
    async lastUseOf(keyArn: string): Promise<LastUse> {
      try {
        const { KeyLastUsage, TrackingStartDate, KeyCreationDate } = await (await kmsOf(keyArn)).send(
          new GetKeyLastUsageCommand({ KeyId: keyArn }),
        );
        if (KeyLastUsage?.Timestamp !== undefined) {
          return { kind: 'used', at: KeyLastUsage.Timestamp, operation: KeyLastUsage.Operation ?? 'unknown operation' };
        }
        if (TrackingStartDate === undefined || KeyCreationDate === undefined) {
          return { kind: 'unknown', reason: 'kms:GetKeyLastUsage answered without dates' };
        }
        return KeyCreationDate >= TrackingStartDate
          ? { kind: 'never' }
          : { kind: 'not since', since: TrackingStartDate };
      } catch (error) {
        return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
