import type { IKey } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';

/** Encryption of a queue that payloads go through: by this key, or by SQS itself. */
export function encryptedBy(key: IKey | undefined) {
  if (!key) return { encryption: QueueEncryption.SQS_MANAGED };
  return { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
