import { webUrlOf } from '../github/web-url';
import { field } from '../lambda/parsed-json';

/** An App that GitHub has just made, without its secrets. */
export interface NewApp {
  readonly appId: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: string;
  readonly ownerType: 'Organization' | 'User';
  /** In the form of `keyFingerprint`. */
  readonly fingerprint: string;
}

/** All that GitHub gives for the code, once. */
export interface ConvertedApp extends Omit<NewApp, 'fingerprint'> {
  readonly pem: string;
  readonly webhookSecret: string;
  readonly clientSecret: string;
}

/** What GitHub answers for the code of a manifest; absent where something is missing. */
export function convertedApp(data: unknown): ConvertedApp | undefined {
  const [pem, webhookSecret, clientSecret] = ['pem', 'webhook_secret', 'client_secret'].map((name) =>
    textAt(data, name),
  );
  const owner = field(data, 'owner');
  const app = plainApp({
    appId: field(data, 'id'),
    slug: field(data, 'slug'),
    name: field(data, 'name'),
    clientId: field(data, 'client_id'),
    owner: field(owner, 'login') ?? field(owner, 'slug'),
    ownerType: field(owner, 'type'),
  });
  if (!app || pem === undefined || webhookSecret === undefined || clientSecret === undefined) return undefined;
  return { ...app, pem, webhookSecret, clientSecret };
}

/** As it was kept. */
export function appIn(kept: unknown): NewApp | undefined {
  const app = plainApp(kept);
  const fingerprint = textAt(kept, 'fingerprint');
  return app && fingerprint !== undefined ? { ...app, fingerprint } : undefined;
}

function plainApp(from: unknown): Omit<NewApp, 'fingerprint'> | undefined {
  const appId = field(from, 'appId');
  const [slug, name, clientId, owner] = ['slug', 'name', 'clientId', 'owner'].map((member) => textAt(from, member));
  if (typeof appId !== 'number' || !Number.isSafeInteger(appId)) return undefined;
  if (slug === undefined || name === undefined || clientId === undefined || owner === undefined) return undefined;
  const ownerType = field(from, 'ownerType') === 'Organization' ? 'Organization' : 'User';
  return { appId, slug, name, clientId, owner, ownerType };
}

function textAt(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Pages of GitHub about Apps; an Enterprise Server has its public ones elsewhere. */
export function appPages(apiUrl: string) {
  const web = webUrlOf(apiUrl);
  const apps = new URL(apiUrl).pathname.startsWith('/api/v3') ? 'github-apps' : 'apps';
  const settings = (organization: string | undefined) =>
    organization === undefined ? `${web}/settings/apps` : `${web}/organizations/${organization}/settings/apps`;
  return {
    origin: new URL(web).origin,
    register: (organization: string | undefined) => `${settings(organization)}/new`,
    /** Apps of an account, with what deletes them. */
    list: settings,
    settings: ({ slug, owner, ownerType }: Pick<NewApp, 'slug' | 'owner' | 'ownerType'>) =>
      `${settings(ownerType === 'Organization' ? owner : undefined)}/${slug}`,
    install: ({ slug }: Pick<NewApp, 'slug'>) => `${web}/${apps}/${encodeURIComponent(slug)}/installations/new`,
  };
}
