import type { KeyObject } from 'node:crypto';

/**
 * Whether the numbers of an RSA private key fit each other, as RFC 8017 (3.2) defines them. OpenSSL reads a key with a changed character all the
 * same, and what such a key signs is wrong, or even gives away its secret.
 */
export function isConsistentRsaKey(key: KeyObject): boolean {
  const { n, e, d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  const [modulus, publicExponent, secret, one, other, forOne, forOther, inverse] = [n, e, d, p, q, dp, dq, qi].map(
    toNumber,
  );
  if (!modulus || !publicExponent || !secret || !one || !other || !forOne || !forOther || !inverse) {
    return false;
  }
  return (
    one > 1n &&
    other > 1n &&
    one * other === modulus &&
    (secret * publicExponent) % (one - 1n) === 1n &&
    (secret * publicExponent) % (other - 1n) === 1n &&
    secret % (one - 1n) === forOne &&
    secret % (other - 1n) === forOther &&
    (inverse * other) % one === 1n
  );
}

function toNumber(part: unknown): bigint | undefined {
  return typeof part === 'string' && part !== ''
    ? BigInt(`0x${Buffer.from(part, 'base64url').toString('hex')}`)
    : undefined;
}
