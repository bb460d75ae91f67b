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

/** Makes a link for a product's user: random, kept by its digest alone, good once and for an hour. */
export function createInstallLinkOperation({ links, apps, baseUrl, now }: LinkingCollaborators) {
  return serving(
    'CreateInstallLink',
    async ({ appId, userId, userLabel: label }, { caller, remainingMilliseconds }) => {
      const app = apps.find((one) => one.appId === appId);
      if (!app) {
        throw clientSideError(
          `Nobody can sign in to App ${appId} here: name it in signIn of WebhookIngestion, and deploy.`,
        );
      }
      const link = newLink();
      const until = now().getTime() + lifetimeMilliseconds;
      const made = { id: linkIdOf(link), until, appId, host: app.host, userId, label };
      await links.make(made, remainingMilliseconds);
      logRecord('install link made', { caller: caller.arn, appId, userId });
      return { url: `${baseUrl}install?${new URLSearchParams({ link })}`, expirationTime: new Date(until) };
    },
  );
}
