import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import { logRecord } from '../lambda/logger';
import { onceKnown } from '../registrations/new-app-keys';
import { appPages, type NewApp } from './converted-app';
import { pages } from './setup-pages';
import type { Setup } from './setup-table';
import type { SetupCollaborators } from './setup-world';

/** What the last steps need, once KMS signs. */
const finishingMilliseconds = 6_000;
const pauseMilliseconds = 1_000;
/** More than the time for which a receiver does not read the secret again after a signature that fits none. */
const secretMilliseconds = 11_000;

/** What is held becomes an App that signs: KMS gets its key, GitHub confirms it, and the App table points at it. Each step may be done again. */
export function createFinish(collaborators: SetupCollaborators) {
  const { setups, keys, registered, proveApp, takes, now, pause } = collaborators;

  return async function finish(setup: Setup, remainingMilliseconds: () => number): Promise<HttpResponse> {
    const { id, step, app, keyArn, keyAt = 0, wrapped, importToken, browser, apiUrl } = setup;
    if (!app || keyArn === undefined) throw new Error('The row of the setup lacks its App or key.');
    if (step === 'registered') return leadOn(app, apiUrl);
    if (wrapped === undefined || importToken === undefined || browser === undefined) {
      throw new Error('The row of the setup lacks the wrapped key.');
    }
    const { appId, fingerprint } = app;
    const patience = { reserve: finishingMilliseconds, remaining: remainingMilliseconds, pause, now, keyAt };
    const isSigning = await onceKnown(patience, async () => {
      await keys.importMaterial(keyArn, { importToken, wrapped }, remainingMilliseconds);
      await proveApp({
        appId,
        gitHubApiUrl: apiUrl,
        sign: (text) => keys.sign(keyArn, text, remainingMilliseconds),
      });
      return true;
    });
    if (!isSigning) return pageResponse(pages.working('The App is there, and AWS KMS is taking its key.'));
    await registered.write({ appId, kmsKeyArn: keyArn, gitHubApiUrl: apiUrl }, remainingMilliseconds);
    if (!(await isSecretKnown(setup, remainingMilliseconds))) {
      return pageResponse(pages.working('The deployment is getting to know the webhook secret.'));
    }
    await keys.label(keyArn, { appId, fingerprint }, remainingMilliseconds);
    const remove = ['wrapped', 'importToken'] as const;
    const set = { step: 'registered', registeredAt: now().getTime() } as const;
    await setups.change({ id, browser, from: ['held'], set, remove }, remainingMilliseconds);
    logRecord('App registered', { appId, slug: app.slug, owner: app.owner });
    return leadOn(app, apiUrl);
  };

  /** GitHub's first delivery came before the secret, and whoever refused it does not look for another one so soon. False where time is short. */
  async function isSecretKnown({ askedAt = 0 }: Setup, remaining: () => number): Promise<boolean> {
    while (now().getTime() - askedAt < secretMilliseconds) {
      if (remaining() < finishingMilliseconds) return false;
      await pause(pauseMilliseconds);
    }
    return true;
  }

  function leadOn(app: NewApp, apiUrl: string): HttpResponse {
    const url = appPages(apiUrl).install(app);
    if (takes === 'every App') return redirectResponse(303, url, []);
    const problem = `This deployment takes deliveries of the Apps that its stack names. Name this one before you install it: apps: [{ appId: ${app.appId} }]. Then deploy.`;
    return pageResponse(pages.registered(app, { url, problem }));
  }
}
