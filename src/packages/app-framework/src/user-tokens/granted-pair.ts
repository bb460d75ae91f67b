import type { OAuthGrant } from '../github/oauth';
import type { OpenPair, SignInFlow } from './user-pair';

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
