import { randomUUID } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import { createGitHub } from '../github/github';
import { createAppProof } from '../key-import/prove-app';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { createSetupKeys } from '../registrations/new-app-keys';
import { createSetupSecrets } from '../registrations/new-app-secret';
import { createRegisteredApps, type RegisteredApps } from '../registrations/registered-app-table';
import type { DeliveryMetricsEnvironment } from '../webhooks/delivery-metrics';
import { createRoutingReader } from '../webhooks/routing-table';
import type { AppSettings } from './app-manifest';
import type { MintCollaborators } from './mint-link';
import { createSetups } from './setup-table';
import type { SetupCollaborators } from './setup-world';

/** Environment of the function that makes links. */
export interface MintEnvironment {
  readonly APP_TABLE_NAME: string;
  readonly LEDGER_TABLE_NAME: string;
  readonly SETUP_TABLE_NAME: string;
  /** Base URL of the pages, with a slash at its end. */
  readonly SETUP_URL: string;
  /** JSON: base URLs of the REST API by host. */
  readonly SETUP_API_URLS: string;
}

/** Environment of the pages. */
export interface SetupEnvironment extends MintEnvironment, DeliveryMetricsEnvironment {
  readonly WEBHOOK_SECRET_ARN: string;
  readonly CLIENT_SECRETS_ARN: string;
  readonly WEBHOOK_URL: string;
  /** JSON of `AppSettings`. */
  readonly APP_SETTINGS: string;
  readonly SETUP_TAKES: SetupCollaborators['takes'];
  /** Page that knows for whom an App was installed. */
  readonly SETUP_INSTALL_LINKS?: string;
  /** JSON list of the Apps that the stack names. */
  readonly SETUP_NAMED_APPS: string;
}

const now = () => new Date();

/** What makes links, made of the environment, and what registers Apps, where the environment is that of the pages. */
export function openSetup() {
  const variable = requiredVariable<keyof SetupEnvironment>;
  const tableName = variable('APP_TABLE_NAME');
  const minting: MintCollaborators & Pick<SetupCollaborators, 'setups'> & { readonly registered: RegisteredApps } = {
    setups: createSetups({ tableName: variable('SETUP_TABLE_NAME'), now }),
    registered: createRegisteredApps({ tableName }),
    baseUrl: variable('SETUP_URL'),
    apiUrls: apiUrlsIn(variable('SETUP_API_URLS')),
    now,
    tables: { appTable: tableName, ledger: variable('LEDGER_TABLE_NAME') },
  };
  const pages = (): SetupCollaborators => {
    const gitHub = createGitHub({ write: logInfo });
    const installLinks = optionalVariable('SETUP_INSTALL_LINKS' satisfies keyof SetupEnvironment);
    const readRouting = createRoutingReader({ tableName: variable('LEDGER_TABLE_NAME') });
    return {
      ...minting,
      keys: createSetupKeys({ tableName, now }),
      secrets: createSetupSecrets({
        webhookSecretArn: variable('WEBHOOK_SECRET_ARN'),
        clientSecretArn: variable('CLIENT_SECRETS_ARN'),
      }),
      knownApps: {
        named: idsIn(variable('SETUP_NAMED_APPS')),
        seen: async (remainingMilliseconds) =>
          (await readRouting(remainingMilliseconds)).apps.map(({ appId }) => appId),
      },
      gitHub,
      proveApp: createAppProof({ gitHub, now, newJwtId: randomUUID }).proveApp,
      readRoutes: async (remainingMilliseconds) => (await readRouting(remainingMilliseconds)).routes,
      settings: settingsIn(variable('APP_SETTINGS')),
      webhookUrl: variable('WEBHOOK_URL'),
      takes: variable('SETUP_TAKES') === 'named Apps' ? 'named Apps' : 'every App',
      pause: (milliseconds) => timer(milliseconds),
      ...(installLinks !== undefined && { installLinks }),
    };
  };
  /** What ends setups that nobody goes on with. */
  const ending = () => ({ ...minting, keys: createSetupKeys({ tableName, now }) });
  return { minting, pages, ending };
}

function idsIn(text: string): number[] {
  const ids: unknown = JSON.parse(text);
  return Array.isArray(ids) ? ids.map(Number) : [];
}

function apiUrlsIn(text: string): Record<string, string> {
  const urls = Object.entries<unknown>(Object(JSON.parse(text)));
  return Object.fromEntries(urls.map(([host, url]) => [host, String(url)]));
}

function settingsIn(text: string): AppSettings {
  const said: unknown = JSON.parse(text);
  const [name, description, homepageUrl, owner] = ['name', 'description', 'homepageUrl', 'owner'].map((member) => {
    const value = field(said, member);
    return typeof value === 'string' ? value : undefined;
  });
  return {
    name: name ?? '',
    ...(description !== undefined && { description }),
    ...(homepageUrl !== undefined && { homepageUrl }),
    ...(owner !== undefined && { owner }),
    visibility: field(said, 'visibility') === 'public' ? 'public' : 'private',
    setupOnUpdate: field(said, 'setupOnUpdate') === 'yes' ? 'yes' : 'no',
  };
}
