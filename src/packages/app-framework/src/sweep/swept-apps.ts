import { parseWebhookSecrets } from '../webhook-secrets/webhook-secrets';
import type { SweptApp } from './listed-deliveries';

export interface SweptAppsCollaborators {
  /** Base URL of the REST API by App id, and `default` for Apps that only the secret names. */
  readonly urls: Readonly<Record<string, string>>;
  /** Reads the webhook secret; absent where all Apps are named. */
  readonly readSecret: ((remainingMilliseconds: () => number) => Promise<string>) | undefined;
}

export interface SweptApps {
  readonly apps: readonly SweptApp[];
  /** Why there may be more of them: the secret could not be read. */
  readonly failure?: unknown;
}

/** The Apps whose lists are read: those that are named, and those with a secret of their own, whose webhook must be on. */
export function createSweptApps({ urls, readSecret }: SweptAppsCollaborators) {
  const { default: defaultUrl, ...named } = urls;
  const appAt = (appId: number, baseUrl: string): SweptApp => ({ appId, baseUrl, host: new URL(baseUrl).host });
  const listed = Object.entries(named).map(([app, baseUrl]) => appAt(Number(app), baseUrl));

  return async function sweptApps(remainingMilliseconds: () => number): Promise<SweptApps> {
    if (!readSecret || defaultUrl === undefined) return { apps: listed };
    try {
      const { secrets } = parseWebhookSecrets(await readSecret(remainingMilliseconds));
      const own = new Set(secrets.flatMap(({ appId }) => appId ?? []));
      for (const { appId } of listed) own.delete(appId);
      return { apps: [...listed, ...[...own].map((appId) => appAt(appId, defaultUrl))] };
    } catch (failure) {
      return { apps: listed, failure };
    }
  };
}

/** Reads `{"1234": "https://api.github.com"}`. @throws Error for a text that is none */
export function parseAppUrls(text: string): Record<string, string> {
  const apps: unknown = JSON.parse(text);
  const entries: [string, unknown][] = typeof apps === 'object' && apps !== null ? Object.entries(apps) : [];
  return Object.fromEntries(
    entries.map(([app, baseUrl]) => {
      const isApp = app === 'default' || Number.isSafeInteger(Number(app));
      if (isApp && typeof baseUrl === 'string' && URL.canParse(baseUrl)) return [app, baseUrl] as const;
      throw new Error(`SWEPT_APPS names no URL for ${app}. The construct sets it: deploy the stack again.`);
    }),
  );
}
