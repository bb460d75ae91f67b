import { type KMSClient, KMSServiceException, SignCommand } from '@aws-sdk/client-kms';
import { createKmsOfKey } from '../aws/regional-kms-clients';
import { mayPassForNewKey } from './new-key-refusal';

/**
 * A signature, or why KMS refuses to sign with this key at all. Trying again does not help then, unless the key is new: `mayPass` says whether
 * KMS answers so about keys that it does not know everywhere yet.
 */
export type Signed =
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayPass?: boolean };

export type KmsSigner = ReturnType<typeof createKmsSigner>;

const reasons: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'the function may not sign with it: its tags must say FrameworkForGitHubAppOnAwsManaged=true, Status=Active and this App table',
  NotFoundException: 'it does not exist',
  DisabledException: 'it is disabled',
  KMSInvalidStateException: 'it is pending deletion, or its key material was never imported',
  KeyUnavailableException: 'it is not available at the moment',
  InvalidKeyUsageException: 'it is not a key for signing',
};

/**
 * Signs with a key in KMS by RSASSA-PKCS1-v1_5 and SHA-256: one call, in which KMS makes the hash, in the region of the key. Text up to 4096
 * bytes.
 */
export function createKmsSigner(client: KMSClient) {
  const kmsOf = createKmsOfKey(client);
  return async function sign(keyArn: string, text: string): Promise<Signed> {
    const command = new SignCommand({
      KeyId: keyArn,
      Message: Buffer.from(text),
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
    try {
      const { Signature } = await (await kmsOf(keyArn)).send(command);
      if (!Signature) throw new Error('KMS answered without a signature.');
      return { kind: 'signed', signature: Signature };
    } catch (error) {
      const reason = error instanceof KMSServiceException ? reasons[error.name] : undefined;
      if (!reason) throw error;
      return { kind: 'refused', reason, mayPass: mayPassForNewKey(error) };
    }
  };
}
