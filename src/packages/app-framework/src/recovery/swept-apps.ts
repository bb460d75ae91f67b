import type { SweptApp } from './listed-deliveries';

/** Reads `{"1234": "https://api.github.com"}`. @throws Error for a text that is none */
export function parseSweptApps(text: string): SweptApp[] {
  const apps: unknown = JSON.parse(text);
  const entries: [string, unknown][] = typeof apps === 'object' && apps !== null ? Object.entries(apps) : [];
  return entries.map(([app, baseUrl]) => {
    const appId = Number(app);
    if (!Number.isSafeInteger(appId) || typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) {
      throw new Error(`SWEPT_APPS names no URL for ${app}. The construct sets it: deploy the stack again.`);
    }
    return { appId, baseUrl, host: new URL(baseUrl).host };
  });
}
