import { optionalVariable, requiredVariable } from '../lambda/environment';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createSweptApps, parseAppUrls } from './swept-apps';

/** Environment that names the Apps whose lists are read. */
export interface SweptAppsEnvironment {
  /** Base URLs by App as JSON, `{"default": "https://api.github.com"}`; without `default`, only those that are named. */
  readonly SWEPT_APPS: string;
  /** There where Apps are named by their secrets. */
  readonly WEBHOOK_SECRET_ARN?: string;
}

/** The Apps whose lists are read, as the environment and the webhook secret name them. */
export function openSweptApps() {
  const urls = parseAppUrls(requiredVariable('SWEPT_APPS' satisfies keyof SweptAppsEnvironment));
  const secretArn = optionalVariable('WEBHOOK_SECRET_ARN' satisfies keyof SweptAppsEnvironment);
  return createSweptApps({ urls, readSecret: secretArn === undefined ? undefined : createSecretReader({ secretArn }) });
}
