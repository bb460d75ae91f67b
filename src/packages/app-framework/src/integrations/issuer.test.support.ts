import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const issuer = 'https://login.example.com/';
export const seconds = () => Math.floor(Date.now() / 1_000);

/** A token as an issuer makes it. */
export function token(
  change: object = {},
  { key = keys.privateKey, header = {} }: { key?: KeyObject; header?: object } = {},
): string {
  const claims = { iss: issuer, aud: 'spa', sub: 'user-1', iat: seconds(), exp: seconds() + 300, ...change };
  const text = [{ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** As it lists its key. */
export const publicKey = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
