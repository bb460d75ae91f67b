import { RegistrationUnknownError } from '../app-keys/app-registration-table';
import { DELETION_DELAY_DAYS, type KmsKeys } from '../app-keys/kms-keys';
import type { WithPatience } from './new-key-patience';

/** The import failed after a KMS key was created. The message says what failed and what is left of the key. */
export class KeyImportFailedError extends Error {
  override readonly name = 'KeyImportFailedError';

  constructor(
    message: string,
    readonly kmsKeyArn: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** A new key, and why it does not go live. */
export interface KeyToDiscard {
  readonly keys: KmsKeys;
  readonly kmsKeyArn: string;
  readonly error: unknown;
  /** KMS may not know the key yet. */
  readonly withPatience: WithPatience;
}

/**
 * Tags a key Failed and schedules its deletion, each whether or not the other succeeds, and answers the error to throw. A key that may be
 * live, because nobody knows whether the row was written, is left alone.
 */
export async function discardKey({
  keys,
  kmsKeyArn,
  error,
  withPatience,
}: KeyToDiscard): Promise<KeyImportFailedError> {
  const reason = messageOf(error);
  if (comesFromUnknownRow(error)) {
    return new KeyImportFailedError(`${reason} The new KMS key ${kmsKeyArn} was left as it is.`, kmsKeyArn, error);
  }
  const step = 'take the new key out of use';
  const tagged = await tried(() => withPatience(step, () => keys.markFailed(kmsKeyArn)));
  const scheduled = await tried(() => withPatience(step, () => keys.scheduleDeletion(kmsKeyArn)));
  const left = [
    tagged === 'done' ? 'tagged Failed' : `not tagged Failed (${tagged.failure})`,
    scheduled === 'done'
      ? `scheduled for deletion in ${DELETION_DELAY_DAYS} days`
      : `not scheduled for deletion (${scheduled.failure}); schedule it yourself, it costs money until then`,
  ];
  return new KeyImportFailedError(
    `${reason} Nothing changed for the App. The new KMS key ${kmsKeyArn} was ${left.join(' and ')}.`,
    kmsKeyArn,
    error,
  );
}

async function tried(run: () => Promise<unknown>): Promise<'done' | { readonly failure: string }> {
  try {
    await run();
    return 'done';
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

function comesFromUnknownRow(error: unknown): boolean {
  return error instanceof RegistrationUnknownError || (error instanceof Error && comesFromUnknownRow(error.cause));
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
