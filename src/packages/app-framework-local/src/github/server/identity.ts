import { checkAppJwt, type Refusal } from '../apps/app-jwt';
import type { App, Apps } from '../apps/apps';
import type { Installations } from '../installations/installations';
import type { UserToken, UserTokens } from '../oauth/user-tokens';
import type { InstallationToken, Tokens } from '../tokens/tokens';
import type { Clock } from '../world/clock';

/** Whom the `Authorization` header proves the caller to be. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'installation'; readonly token: InstallationToken }
  /** A person, through an App. */
  | { readonly kind: 'user'; readonly token: UserToken }
  | { readonly kind: 'refusedJwt'; readonly refusal: Refusal }
  | { readonly kind: 'unknownToken' };

export interface Credential {
  readonly scheme: 'bearer' | 'token';
  readonly text: string;
}

/** The credential of an `Authorization` header; absent for none and for schemes that GitHub Apps do not use. */
export function readCredential(authorization: string | undefined): Credential | undefined {
  const [scheme, text, ...more] = authorization?.trim().split(/\s+/) ?? [];
  if (text === undefined || more.length > 0) return undefined;
  const lower = scheme?.toLowerCase();
  return lower === 'bearer' || lower === 'token' ? { scheme: lower, text } : undefined;
}

/** A stateless installation token holds a JWT, but is none: the prefix decides. */
export function looksLikeJwt(text: string): boolean {
  return !text.startsWith('ghs_') && text.split('.').length === 3;
}

export type Identify = ReturnType<typeof createIdentify>;

interface Known {
  readonly apps: Apps;
  readonly tokens: Tokens;
  readonly installations: Installations;
  readonly userTokens: UserTokens;
  readonly clock: Clock;
}

export function createIdentify({ apps, tokens, installations, userTokens, clock }: Known) {
  return (credential: Credential | undefined): Identity => {
    if (credential === undefined) return { kind: 'anonymous' };
    if (looksLikeJwt(credential.text)) {
      if (credential.scheme !== 'bearer') return { kind: 'unknownToken' };
      const check = checkAppJwt({ jwt: credential.text, nowSeconds: clock.seconds(), findApp: apps.byIssuer });
      return 'app' in check ? { kind: 'app', app: check.app } : { kind: 'refusedJwt', refusal: check.refusal };
    }
    const ofUser = userTokens.find(credential.text);
    if (ofUser !== undefined) return { kind: 'user', token: ofUser };
    const token = tokens.find(credential.text);
    if (token === undefined || !installations.isPresent(token.installation)) return { kind: 'unknownToken' };
    return { kind: 'installation', token };
  };
}
