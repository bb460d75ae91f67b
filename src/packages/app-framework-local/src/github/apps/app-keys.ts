import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A public key registered for an App, named by GitHub's fingerprint: base64 SHA-256 of its DER form. */
export interface AppKey {
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
}

const makeKeyPair = promisify(generateKeyPair);

/** A new RSA-2048 key in the form GitHub hands out: PKCS#1 PEM. */
export async function makeAppKey(): Promise<{ key: AppKey; pem: string }> {
  const { privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
  return { key: { fingerprint, publicKey }, pem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}
