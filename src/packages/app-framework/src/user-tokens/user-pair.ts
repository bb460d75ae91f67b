import type { OAuthGrant } from '../github/oauth';

/** Whose pair it is, for which App: each has one. */
export interface PairIdentity {
  /** Host of the REST API, as deliveries name it. */
  readonly host: string;
  readonly clientId: string;
  readonly userId: number;
}

/** How the pair came to be. Pairs of the device flow are refreshed without a client secret. */
export type SignInFlow = 'web' | 'device';

/** The tokens of a person, as they are kept: sealed. */
export interface StoredPair {
  /** Another one for each pair that GitHub gave out: what is read, refreshed or revoked is this one and no other. */
  readonly version: string;
  readonly login: string;
  readonly sealedAccess: string;
  /** Milliseconds since 1970; absent where it does not end. */
  readonly expiresAt?: number;
  readonly sealedRefresh?: string;
  readonly refreshExpiresAt?: number;
  readonly flow: SignInFlow;
  readonly storedAt: number;
  readonly lastUsed?: number;
  /** Who is refreshing it, and until when others leave that to it. */
  readonly lease?: { readonly owner: string; readonly until: number };
  /** Why GitHub takes it no more. */
  readonly ended?: string;
}

/** The tokens of a person, in the open, for as short as can be. */
export interface OpenPair {
  readonly login: string;
  readonly accessToken: string;
  readonly expiresAt?: number;
  readonly refreshToken?: string;
  readonly refreshExpiresAt?: number;
  readonly scopes: string;
  readonly flow: SignInFlow;
}

/** The pair that GitHub granted, with its ends by our clock. */
export function grantedPair(
  grant: OAuthGrant,
  { login, flow, now }: { readonly login: string; readonly flow: SignInFlow; readonly now: Date },
): OpenPair {
  const { accessToken, refreshToken, expiresInSeconds, refreshExpiresInSeconds, scope } = grant;
  const after = (seconds: number) => now.getTime() + seconds * 1_000;
  return {
    login,
    accessToken,
    ...(expiresInSeconds !== undefined && { expiresAt: after(expiresInSeconds) }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(refreshExpiresInSeconds !== undefined && { refreshExpiresAt: after(refreshExpiresInSeconds) }),
    scopes: scope,
    flow,
  };
}
