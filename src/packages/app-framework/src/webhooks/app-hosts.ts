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
