import { isPassingRefusal } from '../app-tokens/new-key-refusal';
import { AwsCallError, patientCall } from '../aws/patient-call';
import { logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';

export interface SetupKeysCollaborators {
  /** App table of the deployment: only its functions sign with the keys. */
  readonly tableName: string;
  readonly now: () => Date;
}

/** What KMS wants a key to be wrapped with, for 24 hours. Base64, as KMS gives it. */
export interface ImportParameters {
  readonly wrappingKey: string;
  readonly importToken: string;
}

type Remaining = () => number;
export type SetupKeys = ReturnType<typeof createSetupKeys>;

/** Days until a key that came to nothing is gone: the fewest that KMS allows. */
const deletionDays = 7;

/** Keys of Apps that are being registered, by signed requests: the function has no need of a client of KMS beside the calls that it makes. */
export function createSetupKeys({ tableName, now }: SetupKeysCollaborators) {
  const call = (operation: string, input: object, remainingMilliseconds: Remaining): Promise<unknown> =>
    patientCall({ service: 'kms', target: `TrentService.${operation}`, input, remainingMilliseconds });
  const tag = (keyArn: string, tags: Record<string, string>, remaining: Remaining) =>
    call('TagResource', { KeyId: keyArn, Tags: tagsOf({ ...managed, AppTable: tableName, ...tags }) }, remaining);

  return {
    /** A key of the size that GitHub makes, without material. What functions sign by stands on it from the beginning. */
    async create(remaining: Remaining): Promise<string> {
      const tags = { ...managed, AppTable: tableName, Status: 'Active', CreatedOn: now().toISOString() };
      const answer = await call(
        'CreateKey',
        {
          Description: `Private key of a GitHub App that is being registered, for the App table ${tableName}`,
          KeySpec: 'RSA_2048',
          KeyUsage: 'SIGN_VERIFY',
          Origin: 'EXTERNAL',
          BypassPolicyLockoutSafetyCheck: false,
          Tags: tagsOf(tags),
        },
        remaining,
      );
      return textAt(field(answer, 'KeyMetadata'), 'Arn');
    },

    async importParameters(keyArn: string, remaining: Remaining): Promise<ImportParameters> {
      const wanted = { WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256', WrappingKeySpec: 'RSA_4096' };
      const answer = await call('GetParametersForImport', { KeyId: keyArn, ...wanted }, remaining);
      return { wrappingKey: textAt(answer, 'PublicKey'), importToken: textAt(answer, 'ImportToken') };
    },

    /** Again for the same material is as good as once. */
    async importMaterial(
      keyArn: string,
      { importToken, wrapped }: { readonly importToken: string; readonly wrapped: string },
      remaining: Remaining,
    ): Promise<void> {
      const material = { ImportToken: importToken, EncryptedKeyMaterial: wrapped };
      const input = { KeyId: keyArn, ...material, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
      await call('ImportKeyMaterial', input, remaining);
    },

    async sign(keyArn: string, text: string, remaining: Remaining): Promise<Uint8Array> {
      const Message = Buffer.from(text).toString('base64');
      const input = { KeyId: keyArn, Message, MessageType: 'RAW', SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' };
      return Buffer.from(textAt(await call('Sign', input, remaining), 'Signature'), 'base64');
    },

    /** Says whose key it is, for operators. */
    async label(
      keyArn: string,
      { appId, fingerprint }: { readonly appId: number; readonly fingerprint: string },
      remaining: Remaining,
    ): Promise<void> {
      await tag(keyArn, { AppId: String(appId), Fingerprint: fingerprint }, remaining);
    },

    /** Has KMS delete a key that came to nothing; one that goes or is gone already is as good. */
    async discard(keyArn: string, remaining: Remaining): Promise<void> {
      try {
        await tag(keyArn, { Status: 'Failed', 'Failed At': now().toISOString() }, remaining);
        await call('ScheduleKeyDeletion', { KeyId: keyArn, PendingWindowInDays: deletionDays }, remaining);
      } catch (error) {
        if (!isGoing(error)) throw error;
      }
    },
  };
}

interface Patience {
  /** Milliseconds that are left for what comes afterwards. */
  readonly reserve: number;
  readonly remaining: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  readonly now: () => Date;
  /** When the key was made, in milliseconds since 1970. */
  readonly keyAt: number;
}

const pauseMilliseconds = 1_000;
/** KMS knows a new key everywhere after seconds; what it refuses after this time it refuses for another reason. */
const passingMilliseconds = 120_000;

/**
 * What `run` answers; absent where KMS does not know a new key everywhere, or is silent, by the time that there is, which the log tells.
 * @throws AwsCallError where the key is too old for that
 */
export async function onceKnown<Answer>(
  { reserve, remaining, pause, now, keyAt }: Patience,
  run: () => Promise<Answer>,
): Promise<Answer | undefined> {
  let refusal: AwsCallError | undefined;
  while (remaining() > reserve) {
    try {
      return await run();
    } catch (error) {
      if (!isPassing(error) || now().getTime() - keyAt > passingMilliseconds) throw error;
      refusal = error;
    }
    await pause(pauseMilliseconds);
  }
  if (refusal) logWarning('KMS refuses a new key', { code: refusal.code, reason: refusal.message });
  return undefined;
}

function isGoing(error: unknown): boolean {
  if (!(error instanceof AwsCallError)) return false;
  return (
    error.code === 'NotFoundException' ||
    (error.code === 'KMSInvalidStateException' && /pending deletion/i.test(error.message))
  );
}

/** KMS does not know the key everywhere yet, or gave no answer: whoever waits has more patience than a call. */
function isPassing(error: unknown): error is AwsCallError {
  if (!(error instanceof AwsCallError)) return false;
  return error.code === 'NoAnswer' || isPassingRefusal({ name: error.code, message: error.message });
}

const managed = { FrameworkForGitHubAppOnAwsManaged: 'true' };

function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

function textAt(answer: unknown, name: string): string {
  const value = field(answer, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`KMS answered without ${name}. Load the page again.`);
}
