import { createHash } from 'node:crypto';

/**
 * Fingerprint of a public key (DER, SPKI) as the settings page of a GitHub App shows it: `SHA256:` and the base64 of the SHA-256, which is what
 * `openssl rsa -in KEY.pem -pubout -outform DER | openssl sha256 -binary | openssl base64` prints
 * (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps#verifying-private-keys).
 */
export function keyFingerprint(publicKeyDer: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(publicKeyDer).digest('base64')}`;
}
