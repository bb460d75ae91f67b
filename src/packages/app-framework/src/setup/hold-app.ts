import { keyFingerprint } from '../app-keys/key-fingerprint';
import { wrapForImport } from '../app-keys/key-wrap';
import { parsePrivateKey } from '../app-keys/private-key';
import type { Page } from '../http/page';
import { logError, logRecord } from '../lambda/logger';
import type { ImportParameters } from '../registrations/new-app-keys';
import { appPages, type ConvertedApp, type NewApp } from './converted-app';
import { pages } from './setup-pages';
import type { BoundSetup, Setup } from './setup-table';
import type { SetupCollaborators } from './setup-world';

export interface Given {
  readonly app: ConvertedApp;
  readonly parameters: ImportParameters;
  readonly remainingMilliseconds: () => number;
}

type Known = Omit<NewApp, 'fingerprint'>;

/** Keeps what GitHub gives once: what cannot be kept is lost, and the App has to go. */
export function createHolding({ setups, keys, secrets, registered, knownApps, settings }: SetupCollaborators) {
  /** Secrets first: once the wrapped key is in the row, everything is there. Absent where it could not be kept. */
  async function hold(
    setup: BoundSetup,
    { app, parameters, remainingMilliseconds }: Given,
  ): Promise<Setup | undefined> {
    const { pem, webhookSecret, clientSecret, ...plain } = app;
    const { id, browser } = setup;
    try {
      const { pkcs8, publicKey } = parsePrivateKey(pem);
      const wrappingKey = Buffer.from(parameters.wrappingKey, 'base64');
      const held = {
        step: 'held',
        app: { ...plain, fingerprint: keyFingerprint(publicKey.export({ type: 'spki', format: 'der' })) },
        wrapped: wrapForImport({ pkcs8, wrappingKey }).toString('base64'),
        importToken: parameters.importToken,
      } as const;
      // Ids of Enterprise Servers are small, and those of two of them meet: the secrets that are there are of an App that works.
      const ids = [...(await registered.ids(remainingMilliseconds)), ...knownApps.named];
      if (ids.includes(app.appId))
        throw new Error(`This deployment has an App ${app.appId} already, and keeps one host for each id.`);
      const others = [...new Set([...ids, ...(await knownApps.seen(remainingMilliseconds))])];
      await secrets.keep({ appId: app.appId, webhookSecret, clientSecret, others }, remainingMilliseconds);
      const isHeld = await setups.change({ id, browser, from: ['exchanging'], set: held }, remainingMilliseconds);
      // A write that was made again after no answer meets its own work.
      const isOurs = isHeld || (await setups.read(id, remainingMilliseconds))?.wrapped === held.wrapped;
      if (!isOurs) throw new Error('Somebody else went on with this setup meanwhile.');
      logRecord('GitHub made an App', { appId: app.appId, slug: app.slug, owner: app.owner });
      return { ...setup, ...held };
    } catch (error) {
      logError('a new App could not be kept', error, { appId: app.appId, slug: app.slug });
      await lose(setup, { app: plain, remainingMilliseconds });
      return undefined;
    }
  }

  async function lose(setup: BoundSetup, { app, because, remainingMilliseconds: remaining }: Loss): Promise<Page> {
    const { id, browser, keyArn } = setup;
    const known = app && plainOf(app);
    const set = {
      step: 'lost',
      ...(known && { app: { ...known, fingerprint: 'unknown' } }),
      ...(because && { because }),
    } as const;
    const isLost = await setups.change({ id, browser, from: ['exchanging'], set }, remaining);
    if (isLost && keyArn !== undefined) await keys.discard(keyArn, remaining);
    return lostPage({ ...setup, app: known, ...(because && { because }) });
  }

  function lostPage(setup: Omit<Setup, 'app'> & { readonly app?: Known | undefined }): Page {
    const { apiUrl, organization, app, because } = setup;
    const gitHub = appPages(apiUrl);
    const url = app ? `${gitHub.settings(app)}/advanced` : gitHub.list(organization);
    return because && app ? pages.otherOwner(url, app, settings.owner) : pages.lost(url, app);
  }

  return { hold, lose, lostPage };
}

/** An App that has to go, be it with its secrets: nothing of them is kept. */
export interface Loss {
  readonly app?: Known;
  readonly because?: 'other owner';
  readonly remainingMilliseconds: () => number;
}

function plainOf({ appId, slug, name, clientId, owner, ownerType }: Known): Known {
  return { appId, slug, name, clientId, owner, ownerType };
}
