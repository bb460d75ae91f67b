import { webUrlOf } from '../github/web-url';
import type { HttpRequest } from '../http/http-edge';
import type { Ask, Asks } from '../user-tokens/asks-table';
import type { SignInApp } from '../user-tokens/sign-in-apps';

/** A request of a browser, with the time that there is for it. */
export interface BrowserRequest {
  readonly request: HttpRequest;
  readonly remainingMilliseconds: () => number;
}

export interface SignInSettings {
  readonly apps: readonly SignInApp[];
  /** Base URL that browsers reach the pages under, with a slash at its end: from configuration, never from a request. */
  readonly baseUrl: string;
  readonly asks: Pick<Asks, 'read'>;
  readonly now: () => Date;
}

/** Addresses of the pages, and which App is meant. */
export function createAddresses({ apps, baseUrl }: Pick<SignInSettings, 'apps' | 'baseUrl'>) {
  const [first] = apps;
  if (!first) throw new Error('There is no App to sign in to: name one in signIn, and deploy.');
  return {
    home: webUrlOf(first.apiUrl),
    callback: `${baseUrl}auth/callback`,
    done: `${baseUrl}auth/done`,
    install: (query: URLSearchParams) => `${baseUrl}install/arrive?${query}`,
    login: (ask?: string) =>
      ask === undefined ? `${baseUrl}auth/login` : `${baseUrl}auth/login?ask=${encodeURIComponent(ask)}`,
    appById: (appId: number): SignInApp | undefined => apps.find((app) => app.appId === appId),
    appOf: ({ host, clientId }: Ask): SignInApp | undefined =>
      apps.find((app) => app.host === host && app.clientId === clientId),
    first,
  };
}

export function isLive(ask: Ask, now: Date): boolean {
  return ask.until > now.getTime();
}
