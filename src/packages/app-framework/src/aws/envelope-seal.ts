import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { prefixed } from '../lambda/prefixed';
import type { DataKeys } from './data-keys';

/** A content under the data key of `epoch`. */
export interface SealedContent {
  readonly ciphertext: Uint8Array;
  readonly epoch: string;
}

export type EnvelopeSeal = ReturnType<typeof createEnvelopeSeal>;

const algorithm = 'aes-256-gcm';
const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals texts with AES-256-GCM and the data key of the day, and opens them. Each is bound to what stands beside it in the open: where
 * that was changed, or the content moved to another row, it does not open.
 */
export function createEnvelopeSeal(dataKeys: DataKeys) {
  return {
    /** @throws where there is no data key to be had */
    async seal(binding: readonly string[], content: string): Promise<SealedContent> {
      const { epoch, key } = await dataKeys.current();
      return { epoch, ciphertext: encrypted({ key, binding, epoch, content }) };
    },

    /** Absent where nobody can open it: bound to something else, changed, or under a key that is gone. @throws where KMS or the table refuses */
    async open(binding: readonly string[], { ciphertext, epoch }: SealedContent): Promise<string | undefined> {
      const dataKey = await dataKeys.find(epoch);
      return dataKey && decrypted({ key: dataKey.key, binding, epoch, ciphertext });
    },
  };
}

interface Sealing {
  readonly key: KeyObject;
  readonly binding: readonly string[];
  readonly epoch: string;
}

function encrypted({ key, content, ...rest }: Sealing & { readonly content: string }): Uint8Array {
  // Random, because processes share the key: 2^32 seals a day would be too many, and GitHub allows some thousand mints an hour.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(authenticated(rest));
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), text]);
}

function decrypted({ key, ciphertext, ...rest }: Sealing & { readonly ciphertext: Uint8Array }): string | undefined {
  const bytes = Buffer.from(ciphertext);
  const start = 1 + ivBytes + tagBytes;
  if (bytes.length < start || bytes[0] !== version) return undefined;
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(1, 1 + ivBytes), { authTagLength: tagBytes })
      .setAAD(authenticated(rest))
      .setAuthTag(bytes.subarray(1 + ivBytes, start));
    return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

function authenticated({ binding, epoch }: Omit<Sealing, 'key'>): Buffer {
  return Buffer.from(prefixed([String(version), epoch, ...binding]));
}
