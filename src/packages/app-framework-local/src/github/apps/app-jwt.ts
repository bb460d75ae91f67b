import { verify } from 'node:crypto';
import type { App } from './apps';

/** A refusal in GitHub's own status and words. */
export interface Refusal {
  readonly status: 401 | 404;
  readonly message: string;
}

export type JwtCheck = { readonly app: App } | { readonly refusal: Refusal };

export interface JwtToCheck {
  readonly jwt: string;
  /** Whole seconds since 1970. */
  readonly nowSeconds: number;
  readonly findApp: (issuer: string) => App | undefined;
}

/** GitHub refuses a JWT that expires later than this. */
export const longestJwtLifetimeSeconds = 600;

const undecodable = unauthorized('A JSON web token could not be decoded');
const expired = unauthorized(
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
);
const tooLong = unauthorized("'Expiration time' claim ('exp') is too far in the future");
const issuedLater = unauthorized(
  "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
);

/**
 * Decides whether a JWT proves to be from an App: RS256 by one of its keys, `iss` its id or client id, `iat` a whole
 * number not in the future (no leeway: a clock that is ahead shows here first), `exp` in the future by 600 s at most.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function checkAppJwt({ jwt, nowSeconds, findApp }: JwtToCheck): JwtCheck {
  const [header, payload, signature, ...more] = jwt.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undecodable;
  if (![header, payload, signature].every(isBase64Url)) return undecodable;
  const claims = decodeJson(payload);
  if (claims === undefined || decodeJson(header)?.alg !== 'RS256') return undecodable;

  const issuer = claims.iss;
  if (issuer === undefined || issuer === null) return unauthorized("Missing 'issuer' claim ('iss') in assertion");
  if (typeof issuer !== 'string' && !Number.isSafeInteger(issuer)) {
    return unauthorized("'Issuer' claim ('iss') must be an Integer");
  }
  const app = findApp(String(issuer));
  if (app === undefined) return { refusal: { status: 404, message: 'Integration not found' } };
  if (app.keys.size === 0) return unauthorized('Integration must generate a public key');

  const signed = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, 'base64url');
  const proven = [...app.keys.values()].some(({ publicKey }) => verify('RSA-SHA256', signed, publicKey, bytes));
  if (!proven) return undecodable;

  const { exp, iat } = claims;
  if (typeof exp !== 'number' || exp <= nowSeconds) return expired;
  if (exp > nowSeconds + longestJwtLifetimeSeconds) return tooLong;
  if (typeof iat !== 'number' || !Number.isInteger(iat) || iat > nowSeconds) return issuedLater;
  return { app };
}

function unauthorized(message: string): { readonly refusal: Refusal } {
  return { refusal: { status: 401, message } };
}

function isBase64Url(part: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(part);
}

function decodeJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
