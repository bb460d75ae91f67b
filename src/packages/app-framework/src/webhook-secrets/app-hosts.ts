import type { WebhookSecret } from './webhook-secrets';

export interface AppHosts {
  /** Host that an App lives on; absent for an App that the deployment does not take deliveries of. */
  readonly hostOf: (appId: number) => string | undefined;
  /** Each once. */
  readonly all: readonly string[];
}

/** Which host each App lives on. @throws Error for a text that is none */
export function parseAppHosts(text: string): AppHosts {
  const hosts: unknown = JSON.parse(text);
  const entries = typeof hosts === 'object' && hosts !== null ? Object.entries(hosts) : [];
  const byApp = new Map(
    entries.map(([app, host]) => {
      if (typeof host === 'string') return [app, host] as const;
      throw new Error(`APP_HOSTS names no host for ${app}. The construct sets it: deploy the stack again.`);
    }),
  );
  return {
    hostOf: (appId) => byApp.get(String(appId)) ?? byApp.get('default'),
    all: [...new Set(byApp.values())],
  };
}

/** A secret that a signature was made with, and those that it is one of. */
export interface VerifyingSecret {
  readonly secret: WebhookSecret;
  readonly all: readonly WebhookSecret[];
}

/** False where Apps of several hosts have it: whoever runs a host knows the secrets of its Apps, and would speak for those of another. */
export function isOfOneHost({ secret, all }: VerifyingSecret, hosts: AppHosts): boolean {
  if (hosts.all.length < 2) return true;
  if (secret.appId === undefined) return false;
  const holders = all.filter(({ value }) => value === secret.value);
  return new Set(holders.map(({ appId }) => appId !== undefined && hosts.hostOf(appId))).size === 1;
}
