import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';

/** Initial value of AES key wrap with padding (RFC 5649, section 3). */
const KEY_WRAP_INITIAL_VALUE = Buffer.from('A65959A6', 'hex');

/** A key in the clear, and the public key that KMS handed out for wrapping it. */
export interface KeyToWrap {
  readonly pkcs8: Uint8Array;
  /** In DER (SPKI). */
  readonly wrappingKey: Uint8Array;
}

/**
 * Wraps a private key for import as KMS asks for it under RSA_AES_KEY_WRAP_SHA_256: a fresh AES key, encrypted with RSA-OAEP and
 * SHA-256, followed by the private key wrapped with that AES key (RFC 5649).
 */
export function wrapForImport({ pkcs8, wrappingKey }: KeyToWrap): Buffer {
  const aesKey = randomBytes(32);
  try {
    const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, KEY_WRAP_INITIAL_VALUE);
    const wrappedKey = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
    const rsaKey = createPublicKey({ key: Buffer.from(wrappingKey), format: 'der', type: 'spki' });
    const oaep = { key: rsaKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
    return Buffer.concat([publicEncrypt(oaep, aesKey), wrappedKey]);
  } finally {
    aesKey.fill(0);
  }
}
