import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { OperationOutputs } from '../api/operations';
import type { DataKeyStore } from '../aws/data-key-store';
import { prefixed } from './token-cache-key';

type ActualScope = OperationOutputs['GetInstallationToken']['actualScopeDown'];

/** What a record says of itself in the open. All of it is authenticated: changed in the table, the record does not open. */
export interface TokenRecord {
  /** The record's own key in the table. */
  readonly key: string;
  readonly appId: number;
  readonly installationId: number;
  readonly sharer: string;
  /** Milliseconds since 1970. */
  readonly mintedAt: number;
  readonly expiresAt: number;
}

/** What nobody can read who may not unwrap the data key. */
export interface SecretContent {
  readonly token: string;
  /** Base URL of the API that made the token. */
  readonly host: string;
  readonly scope: ActualScope;
}

/** A content under the data key of `epoch`. */
export interface SealedContent {
  readonly ciphertext: Uint8Array;
  readonly epoch: string;
}

export type TokenSeal = ReturnType<typeof createTokenSeal>;

const algorithm = 'aes-256-gcm';
const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** Seals tokens for the table, with AES-256-GCM and the data key of the day, and opens them. */
export function createTokenSeal(dataKeys: DataKeyStore) {
  return {
    /** @throws where there is no data key to be had */
    async seal(record: TokenRecord, content: SecretContent): Promise<SealedContent> {
      const { epoch, key } = await dataKeys.current();
      return { epoch, ciphertext: encrypted({ key, record, epoch, content }) };
    },

    /** Absent where nobody can open it: another record's, changed, or under a key that is gone. @throws where KMS or the table refuses */
    async open(record: TokenRecord, { ciphertext, epoch }: SealedContent): Promise<SecretContent | undefined> {
      const dataKey = await dataKeys.find(epoch);
      return dataKey && parseContent(decrypted({ key: dataKey.key, record, epoch, ciphertext }));
    },
  };
}

interface Sealing {
  readonly key: KeyObject;
  readonly record: TokenRecord;
  readonly epoch: string;
}

function encrypted({ key, content, ...rest }: Sealing & { readonly content: SecretContent }): Uint8Array {
  // Random, because processes share the key: 2^32 seals a day would be too many, and GitHub allows some thousand mints an hour.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(authenticated(rest));
  const text = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
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

function authenticated({ record, epoch }: Omit<Sealing, 'key'>): Buffer {
  const { key, appId, installationId, sharer, mintedAt, expiresAt } = record;
  const parts = [version, epoch, key, appId, installationId, sharer, mintedAt, expiresAt];
  return Buffer.from(prefixed(parts.map(String)));
}

/** The content is authentic, so it has this form, unless a later version has written it. */
function parseContent(text: string | undefined): SecretContent | undefined {
  const content: Partial<SecretContent> | undefined = text === undefined ? undefined : JSON.parse(text);
  if (typeof content?.token !== 'string' || typeof content.host !== 'string' || !content.scope) return undefined;
  return { token: content.token, host: content.host, scope: content.scope };
}
