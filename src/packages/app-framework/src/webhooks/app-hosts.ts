/** Which host an App lives on; absent for an App that the deployment does not take deliveries of. @throws Error for a text that is none */
export function parseAppHosts(text: string): (appId: number) => string | undefined {
  const hosts: unknown = JSON.parse(text);
  const entries = typeof hosts === 'object' && hosts !== null ? Object.entries(hosts) : [];
  const byApp = new Map(
    entries.map(([app, host]) => {
      if (typeof host === 'string') return [app, host] as const;
      throw new Error(`APP_HOSTS names no host for ${app}. The construct sets it: deploy the stack again.`);
    }),
  );
  return (appId) => byApp.get(String(appId)) ?? byApp.get('default');
}
