import type { Secrets } from '../tokens/secrets';
import { randomHex } from '../tokens/token-text';

/** What an App's owner sets for people who sign in. */
export interface OAuthSettings {
  /** Any of them counts, so that one can be replaced. */
  readonly clientSecrets: Set<string>;
  /** Only to these people are sent back; the first when the App names none. */
  callbackUrls: readonly string[];
  /** Without, tokens of people live until they are revoked, and there is nothing to refresh. */
  expiresTokens: boolean;
  allowsDeviceFlow: boolean;
}

/** What differs between GitHub's servers, old and new. */
export interface OAuthServer {
  /** Sent as `iss` with every callback; nothing is sent when absent. By default this server's own address. */
  issuer: 'own' | 'none' | { readonly url: string };
  /** Older Enterprise Servers ignore the challenge. */
  knowsPkce: boolean;
}

/** As the control API has it: what is absent stays as it is. */
export interface OAuthChange {
  readonly callbackUrls?: readonly string[] | undefined;
  readonly expireUserTokens?: boolean | undefined;
  readonly deviceFlow?: boolean | undefined;
}

interface WithOAuth {
  readonly oauth: OAuthSettings;
}

export function changeOAuth({ oauth }: WithOAuth, { callbackUrls, expireUserTokens, deviceFlow }: OAuthChange): void {
  oauth.callbackUrls = callbackUrls ?? oauth.callbackUrls;
  oauth.expiresTokens = expireUserTokens ?? oauth.expiresTokens;
  oauth.allowsDeviceFlow = deviceFlow ?? oauth.allowsDeviceFlow;
}

/** Another one, in the form that GitHub hands out. */
export function addClientSecret({ oauth }: WithOAuth, secrets: Secrets): string {
  const secret = randomHex(20);
  oauth.clientSecrets.add(secret);
  secrets.noteToken(secret);
  return secret;
}

export function newOAuthSettings(): OAuthSettings {
  return { clientSecrets: new Set(), callbackUrls: [], expiresTokens: true, allowsDeviceFlow: false };
}

export function newOAuthServer(): OAuthServer {
  return { issuer: 'own', knowsPkce: true };
}
