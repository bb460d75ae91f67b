/**
 * Whether KMS may answer so about a key that was made or filled a moment ago, although nothing is wrong with it. KMS is eventually consistent:
 * a server may not know the key, its policy and tags, or its material yet
 * (https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency). A policy that denies says so,
 * and goes on doing so.
 */
export function mayPassForNewKey(error: unknown): boolean {
  return error instanceof Error && isPassingRefusal(error);
}

/** The same, of what KMS calls its refusal. */
export function isPassingRefusal({ name, message }: { readonly name: string; readonly message: string }): boolean {
  if (name === 'AccessDeniedException') return !/explicit deny/i.test(message);
  return name === 'NotFoundException' || name === 'KMSInvalidStateException';
}
