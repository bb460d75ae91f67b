import {
  CreateKeyCommand,
  DisableKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type KMSClient,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { createKmsOfKey } from '../aws/regional-kms-clients';
import { wrapForImport } from './key-wrap';
import type { ImportableKeyBits } from './private-key';

/** Days until a key that failed is gone: the fewest that KMS allows (https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html). */
export const DELETION_DELAY_DAYS = 7;

/** Collaborators of the key store. */
export interface KmsKeysCollaborators {
  readonly kms: KMSClient;
  readonly now: () => Date;
}

/** Which deployment and App a new key is for. */
export interface NewKey {
  readonly appId: number;
  readonly tableName: string;
  readonly bits: ImportableKeyBits;
  /** In the form of `keyFingerprint`. KMS tells the public half of enabled keys only; the tag says later which key this was at GitHub. */
  readonly fingerprint: string;
}

/** A key whose place another has taken. */
export interface ReplacedKey {
  readonly keyArn: string;
  readonly replacedBy: string;
  readonly replacedOn: Date;
}

/** What finds a replaced key again: keys of older importers have none of these tags. */
export interface ReplacedKeyOrigin {
  readonly appId: number;
  readonly tableName: string;
  readonly fingerprint: string | undefined;
}

/** Keys of GitHub Apps in KMS. Functions of a deployment sign only with keys that are tagged managed, Active and with its App table. */
export type KmsKeys = ReturnType<typeof createKmsKeys>;

/** Takes the KMS client once; the verbs take data only. New keys are made in its region; keys that are there are reached in theirs. */
export function createKmsKeys({ kms, now }: KmsKeysCollaborators) {
  const kmsOf = createKmsOfKey(kms);
  const tag = async (keyArn: string, tags: Record<string, string>): Promise<void> => {
    await (await kmsOf(keyArn)).send(new TagResourceCommand({ KeyId: keyArn, Tags: toTags({ ...MANAGED, ...tags }) }));
  };

  return {
    /**
     * Creates a key without material. All tags are given here, because a tag that is added later can take minutes to count in an
     * authorisation (https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html).
     */
    async create({ appId, tableName, bits, fingerprint }: NewKey): Promise<string> {
      const tags = {
        Status: 'Active',
        CreatedOn: now().toISOString(),
        AppId: String(appId),
        AppTable: tableName,
        Fingerprint: fingerprint,
      };
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({
          Description: `Private key of GitHub App ${appId}, for the App table ${tableName}`,
          KeySpec: `RSA_${bits}`,
          KeyUsage: 'SIGN_VERIFY',
          Origin: 'EXTERNAL',
          // Said aloud, because the operators' right to give the tags hangs on it.
          BypassPolicyLockoutSafetyCheck: false,
          Tags: toTags({ ...MANAGED, ...tags }),
        }),
      );
      if (KeyMetadata?.Arn === undefined) {
        throw new Error(
          'kms:CreateKey answered without the ARN of the key. Look for the newest key in the KMS console.',
        );
      }
      return KeyMetadata.Arn;
    },

    /** Gives a key its material, wrapped so that only KMS can read it. The material does not expire. */
    async importMaterial({ keyArn, pkcs8 }: { readonly keyArn: string; readonly pkcs8: Uint8Array }): Promise<void> {
      const kmsOfTheKey = await kmsOf(keyArn);
      const { PublicKey, ImportToken } = await kmsOfTheKey.send(
        new GetParametersForImportCommand({
          KeyId: keyArn,
          WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
          WrappingKeySpec: 'RSA_4096',
        }),
      );
      if (PublicKey === undefined || ImportToken === undefined) {
        throw new Error('kms:GetParametersForImport answered without a public key or a token. Run the import again.');
      }
      await kmsOfTheKey.send(
        new ImportKeyMaterialCommand({
          KeyId: keyArn,
          ImportToken,
          EncryptedKeyMaterial: wrapForImport({ pkcs8, wrappingKey: PublicKey }),
          ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        }),
      );
    },

    /** Tags a key that never went live, so that nothing signs with it. */
    markFailed: (keyArn: string) => tag(keyArn, { Status: 'Failed', 'Failed At': now().toISOString() }),

    /** Has KMS delete a key in so many days (7 to 30); until then it cannot be used, and the deletion can be cancelled. Answers the date. */
    async scheduleDeletion(keyArn: string, days: number = DELETION_DELAY_DAYS): Promise<Date | undefined> {
      const { DeletionDate } = await (await kmsOf(keyArn)).send(
        new ScheduleKeyDeletionCommand({ KeyId: keyArn, PendingWindowInDays: days }),
      );
      return DeletionDate;
    },

    /** Says on a key that another has taken its place and since when. It stays usable: functions may still be about to sign with it. */
    markReplaced: (
      { keyArn, replacedBy, replacedOn }: ReplacedKey,
      { appId, tableName, fingerprint }: ReplacedKeyOrigin,
    ) =>
      tag(keyArn, {
        ReplacedBy: replacedBy,
        ReplacedOn: replacedOn.toISOString(),
        AppId: String(appId),
        AppTable: tableName,
        ...(fingerprint !== undefined && { Fingerprint: fingerprint }),
      }),

    /** Tags a key so that no function may sign with it. It is kept, so that a rotation can be undone. It can take minutes to count. */
    retire: ({ keyArn, replacedBy, replacedOn }: ReplacedKey) =>
      tag(keyArn, { Status: 'Inactive', ReplacedBy: replacedBy, ReplacedOn: replacedOn.toISOString() }),

    /** Stops a key at once: KMS signs nothing with it until somebody enables it again. */
    async disable(keyArn: string): Promise<void> {
      await (await kmsOf(keyArn)).send(new DisableKeyCommand({ KeyId: keyArn }));
    },

    /** Tags a key as the one that the functions of this App table sign with. */
    adopt: ({ keyArn, tableName }: { readonly keyArn: string; readonly tableName: string }) =>
      tag(keyArn, { Status: 'Active', AppTable: tableName }),

    /** Tags of a key by name. */
    async tagsOf(keyArn: string): Promise<ReadonlyMap<string, string>> {
      const tags = new Map<string, string>();
      let marker: string | undefined;
      do {
        const page = await (await kmsOf(keyArn)).send(new ListResourceTagsCommand({ KeyId: keyArn, Marker: marker }));
        for (const { TagKey, TagValue } of page.Tags ?? []) {
          tags.set(TagKey ?? '', TagValue ?? '');
        }
        marker = page.NextMarker;
      } while (marker !== undefined);
      return tags;
    },
  };
}

const MANAGED = { FrameworkForGitHubAppOnAwsManaged: 'true' };

function toTags(tags: Record<string, string>): Tag[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
