import type { AppNeeds } from './app-needs';

/** What the stack says of the App that is to be registered. */
export interface AppSettings {
  /** At GitHub a name is there once, with at most 34 characters; whoever registers may write another. */
  readonly name: string;
  readonly description?: string;
  readonly homepageUrl?: string;
  /** Account that the App has to belong to. */
  readonly owner?: string;
  /** Whether others than the App's owner may install it. */
  readonly visibility: 'public' | 'private';
  /** Whether GitHub leads back after a change of repositories, too. */
  readonly setupOnUpdate: 'yes' | 'no';
}

export interface ManifestInput {
  readonly settings: AppSettings;
  readonly needs: AppNeeds;
  readonly webhookUrl: string;
  /** Of the pages, with a slash at its end. */
  readonly baseUrl: string;
}

/** The App as GitHub is asked to make it (https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest). */
export function appManifest({ settings, needs, webhookUrl, baseUrl }: ManifestInput) {
  const { name, description, homepageUrl, visibility, setupOnUpdate } = settings;
  return {
    name,
    url: homepageUrl ?? `${baseUrl}setup/installed`,
    ...(description !== undefined && { description }),
    hook_attributes: { url: webhookUrl, active: true },
    redirect_url: `${baseUrl}setup/created`,
    callback_urls: [`${baseUrl}auth/callback`],
    setup_url: `${baseUrl}setup/installed`,
    setup_on_update: setupOnUpdate === 'yes',
    public: visibility === 'public',
    default_permissions: needs.permissions,
    default_events: needs.events,
  };
}

/** Whether an App of `account` is one that the stack wants: it says whose, or nothing of that. */
export function isOwner(owner: string | undefined, account: string): boolean {
  return owner === undefined || owner.toLowerCase() === account.toLowerCase();
}
