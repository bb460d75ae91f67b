import { createPrivateKey, type KeyObject, sign } from 'node:crypto';

/** How far `iat` lies in the past, so that a clock of ours that runs ahead does no harm. */
export const backdatedSeconds = 60;

/**
 * How long a token lives from now. GitHub takes at most 10 minutes between `iat` and `exp`
 * (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
 */
const lifetimeSeconds = 480;

/** Whom a token is for, when it is made, and what makes it unlike every other. */
export interface AppJwtRequest {
  /** Id of the App, or its client id, which GitHub takes as well. */
  readonly appId: number | string;
  readonly now: Date;
  readonly jwtId: string;
}

/** A token that only lacks its signature. */
export interface UnsignedAppJwt {
  /** What is to be signed with RSASSA-PKCS1-v1_5 and SHA-256. */
  readonly signingInput: string;
  /** When GitHub stops to accept it. */
  readonly expiresAt: Date;
}

/**
 * Claims and header of a token that speaks for a GitHub App: `iat` 60 s ago, `exp` in 480 s, a unique `jti`, and the App id as `iss`,
 * as text, because RFC 7519 (4.1.1) wants text there; GitHub accepts the digits in either form.
 */
export function unsignedAppJwt({ appId, now, jwtId }: AppJwtRequest): UnsignedAppJwt {
  const seconds = Math.floor(now.getTime() / 1000);
  const exp = seconds + lifetimeSeconds;
  const claims = { iat: seconds - backdatedSeconds, exp, iss: String(appId), jti: jwtId };
  return {
    signingInput: `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`,
    expiresAt: new Date(exp * 1000),
  };
}

/** The finished token. */
export function sealAppJwt(unsigned: UnsignedAppJwt, signature: Uint8Array): string {
  return `${unsigned.signingInput}.${Buffer.from(signature).toString('base64url')}`;
}

/** A finished token, signed here with a private key in PEM or as a key object. */
export function signAppJwtLocally(request: AppJwtRequest, privateKey: string | KeyObject): string {
  const unsigned = unsignedAppJwt(request);
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey;
  return sealAppJwt(unsigned, sign('sha256', Buffer.from(unsigned.signingInput), key));
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
