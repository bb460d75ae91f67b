import { clientSideError } from '../api/api-error';
import { serving } from '../api/serve-operation';
import { linkIdOf, newLink } from '../http/browser-binding';
import { logRecord } from '../lambda/logger';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { InstallLinks } from './link-table';

export interface LinkingCollaborators {
  readonly links: Pick<InstallLinks, 'make'>;
  readonly apps: readonly SignInApp[];
  readonly baseUrl: string;
  readonly now: () => Date;
}

const lifetimeMilliseconds = 3_600_000;

/** Makes links for a product's users: random, kept by their digest alone, good once and for an hour. Absent for an App that nobody signs in to. */
export function createLinkMaker({ links, apps, baseUrl, now }: LinkingCollaborators) {
  return async function make(
    { appId, userId, label }: { readonly appId: number; readonly userId: string; readonly label: string },
    remainingMilliseconds: () => number,
  ) {
    const app = apps.find((one) => one.appId === appId);
    if (!app) return undefined;
    const link = newLink();
    const until = now().getTime() + lifetimeMilliseconds;
    const made = { id: linkIdOf(link), until, appId, host: app.host, userId, label };
    await links.make(made, remainingMilliseconds);
    return { url: `${baseUrl}install?${new URLSearchParams({ link })}`, expirationTime: new Date(until) };
  };
}

/** Makes one for a back end. */
export function createInstallLinkOperation(collaborators: LinkingCollaborators) {
  const make = createLinkMaker(collaborators);
  return serving(
    'CreateInstallLink',
    async ({ appId, userId, userLabel: label }, { caller, remainingMilliseconds }) => {
      const made = await make({ appId, userId, label }, remainingMilliseconds);
      if (!made) {
        throw clientSideError(
          `Nobody can sign in to App ${appId} here: name it in signIn of WebhookIngestion, and deploy.`,
        );
      }
      logRecord('install link made', { caller: caller.arn, appId, userId });
      return made;
    },
  );
}
