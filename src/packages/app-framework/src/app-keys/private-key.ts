import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { otherFormOf, readPrivateKeyText } from './private-key-text';
import { isConsistentRsaKey } from './rsa-consistency';

/** Sizes that KMS imports (https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-conceptual.html). */
export const IMPORTABLE_KEY_BITS = [2048, 3072, 4096] as const;

/** A size in bits that KMS imports. */
export type ImportableKeyBits = (typeof IMPORTABLE_KEY_BITS)[number];

/** An RSA private key that KMS can take. */
export interface PrivateKey {
  readonly bits: ImportableKeyBits;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  /** The key in PKCS#8 DER, the form that KMS imports. */
  readonly pkcs8: Buffer;
}

/** The text is not a private key that can be imported. The message says why and what to do, and holds nothing of the text. */
export class UnusablePrivateKeyError extends Error {
  override readonly name = 'UnusablePrivateKeyError';
}

const PEM_LABEL = /-----BEGIN ([A-Z0-9 ]+)-----/g;
const WHERE_TO_GET_ONE =
  'Generate a private key on the settings page of the GitHub App and give the .pem file that is downloaded.';

/**
 * Reads an RSA private key, PKCS#1 as GitHub gives it or PKCS#8, from the bytes of its file. Forms that can be taken for one thing only are
 * read: UTF-16, a single line with literal `\n`, quotes, a name before it as in an `.env` file, base64 of the file, DER.
 * @throws UnusablePrivateKeyError where KMS could not import it or GitHub would not have given it; the message names what it is instead
 */
export function parsePrivateKey(input: Uint8Array | string): PrivateKey {
  const { text: pem } = readPrivateKeyText(input);
  const label = singleLabel(pem);
  refuseOtherKinds(label, pem);
  const key = readKey(label, pem);
  if (key.asymmetricKeyType !== 'rsa') {
    throw refused(`it is a private key of type ${key.asymmetricKeyType ?? 'unknown'}; GitHub Apps use RSA keys`);
  }
  const bits = importableBits(key.asymmetricKeyDetails?.modulusLength ?? 0);
  if (!isConsistentRsaKey(key)) {
    throw refused('its numbers do not belong together, so the file was damaged. Copy the file again');
  }
  // From its numbers alone, which have been looked at: OpenSSL hands on a damaged version as it is.
  const checked = createPrivateKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
  return {
    bits,
    key: checked,
    publicKey: createPublicKey(checked),
    pkcs8: checked.export({ type: 'pkcs8', format: 'der' }),
  };
}

function singleLabel(pem: string): string {
  const labels = [...pem.matchAll(PEM_LABEL)].map((match) => match[1] ?? '');
  const [label, ...others] = labels.filter((each) => each !== 'EC PARAMETERS');
  if (label === undefined) {
    throw refused(otherFormOf(pem) ?? 'it has no line "-----BEGIN …-----", so it is not a PEM file');
  }
  if (others.length > 0) {
    throw refused(`it holds ${others.length + 1} PEM blocks; give a file with the one private key`);
  }
  return label;
}

function refuseOtherKinds(label: string, pem: string): void {
  if (label.endsWith('PUBLIC KEY')) {
    throw refused('it is a public key, and the private key is needed');
  }
  if (label.includes('CERTIFICATE')) {
    throw refused('it is a certificate (request), and the private key is needed');
  }
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type:.*ENCRYPTED/m.test(pem)) {
    throw refused(
      'it is encrypted with a passphrase. Decrypt it with "openssl rsa -in FILE -out NEWFILE" and give the new file (both are secrets)',
    );
  }
  if (label === 'EC PRIVATE KEY') {
    throw refused('it is an elliptic curve key; GitHub Apps use RSA keys');
  }
  if (label === 'OPENSSH PRIVATE KEY') {
    throw refused('it is an SSH key');
  }
}

function readKey(label: string, pem: string): KeyObject {
  if (!pem.includes(`-----END ${label}-----`)) {
    throw refused(`it has no line "-----END ${label}-----", so it was cut off. Copy the file again`);
  }
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause is left out: some versions of OpenSSL quote their input.
    throw refused(`what stands between the "${label}" lines is damaged or incomplete. Copy the file again`);
  }
}

function importableBits(bits: number): ImportableKeyBits {
  const importable = IMPORTABLE_KEY_BITS.find((size) => size === bits);
  if (importable === undefined) {
    throw refused(
      bits < 2048
        ? `it is an RSA key of ${bits} bits, which is under the 2048 bits that are safe and that AWS KMS takes`
        : `it is an RSA key of ${bits} bits, and AWS KMS takes ${IMPORTABLE_KEY_BITS.join(', ')} only`,
    );
  }
  return importable;
}

function refused(reason: string): UnusablePrivateKeyError {
  return new UnusablePrivateKeyError(`This is not a private key that can be imported: ${reason}. ${WHERE_TO_GET_ONE}`);
}
