import { markOf } from '../http/browser-binding';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse } from '../http/page';
import type { BrowserRequest } from '../http/serve-pages';
import { logError, logWarning } from '../lambda/logger';
import { type ImportParameters, onceKnown } from '../registrations/new-app-keys';
import { isOwner } from './app-manifest';
import { browserOfState } from './bound-browser';
import { appPages, convertedApp } from './converted-app';
import { countStep } from './count-step';
import { createFinish } from './finish-setup';
import { createHolding } from './hold-app';
import { pages } from './setup-pages';
import type { BoundSetup } from './setup-table';
import type { SetupCollaborators } from './setup-world';

/** GitHub may take its time for an answer, and what it gives is to be kept: with less than this it is asked in a request of its own. */
const askingMilliseconds = 15_000;
/** So long somebody else may be at it who is alive. */
const aliveMilliseconds = 30_000;

/**
 * `/setup/created`: takes the App that GitHub made. Its key in KMS is made, and what wraps for it is there, before GitHub is asked for what it gives
 * once: the private key goes from the answer into its wrapping, and exists nowhere else. What crashed is gone on with by loading the page again.
 */
export function createCreation(collaborators: SetupCollaborators) {
  const { setups, keys, gitHub, settings, baseUrl, now, pause } = collaborators;
  const finish = createFinish(collaborators);
  const { hold, lose, lostPage } = createHolding(collaborators);

  return async function created({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
    const { query, headers } = request;
    const [code, state] = [query.get('code') ?? '', query.get('state') ?? ''];
    const browser = browserOfState(state, headers.cookie);
    if (!browser) return pageResponse(pages.otherBrowser());
    const setup = await setups.read(browser.id, remainingMilliseconds);
    if (!setup) return pageResponse(pages.notGood(undefined));
    const mark = markOf(browser);
    if (setup.browser !== mark) return pageResponse(pages.otherBrowser());
    countStep(now());
    const { step, askedAt = 0 } = setup;
    if (step === 'held' || step === 'registered') return finish(setup, remainingMilliseconds);
    if (step === 'lost') return pageResponse(lostPage(setup));
    if (step === 'exchanging' && now().getTime() - askedAt < aliveMilliseconds) return beingAsked();
    if (step === 'exchanging' && code === '')
      return pageResponse(pages.codeAway(appPages(setup.apiUrl).list(setup.organization)));
    if (!/^[\w-]{1,200}$/.test(code)) return pageResponse(pages.codeRefused());
    return asked({ ...setup, browser: mark }, { code, state, remainingMilliseconds });
  };

  async function asked(before: BoundSetup, given: Given): Promise<HttpResponse> {
    const { code, state, remainingMilliseconds } = given;
    const ready = await readyKey(before, remainingMilliseconds);
    if (!ready || remainingMilliseconds() < askingMilliseconds) {
      return pageResponse(pages.working('AWS KMS is getting ready for the key.'));
    }
    const { setup, parameters } = ready;
    const { id, browser, apiUrl } = setup;
    const askedAt = now().getTime();
    const isOurs = await setups.change(
      {
        id,
        browser,
        from: [before.step],
        set: { step: 'exchanging', askedAt },
        ...(before.step === 'exchanging' && { askedAt: before.askedAt ?? 0 }),
      },
      remainingMilliseconds,
    );
    if (!isOurs) return beingAsked();
    const outcome = await gitHub.request({
      baseUrl: apiUrl,
      route: 'POST /app-manifests/{code}/conversions',
      parameters: { code },
      token: undefined,
      remainingMilliseconds,
    });
    if (outcome.kind === 'answered') {
      const app = convertedApp(outcome.data);
      if (app && !isOwner(settings.owner, app.owner)) {
        const { appId, slug, owner } = app;
        logWarning('an App of another owner was refused', { appId, slug, owner, wanted: settings.owner, setup: id });
        return pageResponse(await lose(setup, { app, because: 'other owner', remainingMilliseconds }));
      }
      if (app) {
        const held = await hold({ ...setup, askedAt }, { app, parameters, remainingMilliseconds });
        return held ? finish(held, remainingMilliseconds) : pageResponse(lostPage({ ...setup, app }));
      }
      logError('an App of GitHub lacks what belongs to it', new Error('The answer is incomplete.'), { setup: id });
      return pageResponse(await lose(setup, { remainingMilliseconds }));
    }
    logWarning('GitHub did not give the App', { kind: outcome.kind, status: outcome.status, reason: outcome.message });
    if (outcome.kind !== 'not-found' && outcome.kind !== 'unprocessable') {
      await setups.change({ id, browser, from: ['exchanging'], set: { askedAt: 0 } }, remainingMilliseconds);
      return pageResponse(pages.noAnswer(`${baseUrl}setup/created?${new URLSearchParams({ code, state })}`));
    }
    // Asked before, GitHub may have given it then: the code works once.
    if (before.step === 'exchanging') return pageResponse(await lose(setup, { remainingMilliseconds }));
    await setups.change({ id, browser, from: ['exchanging'], set: { step: 'begun' } }, remainingMilliseconds);
    return pageResponse(pages.codeRefused());
  }

  /** Absent while KMS does not know the key everywhere yet. */
  async function readyKey(before: BoundSetup, remaining: () => number): Promise<Ready | undefined> {
    const { id, browser, step, keyAt = now().getTime() } = before;
    const keyArn = before.keyArn ?? (await keys.create(remaining));
    if (before.keyArn === undefined) {
      // Who comes second finds the key of the first.
      const isKept = await setups.change({ id, browser, from: [step], set: { keyArn, keyAt } }, remaining);
      if (!isKept) {
        await keys.discard(keyArn, remaining);
        return undefined;
      }
    }
    const patience = { reserve: askingMilliseconds, remaining, pause, now, keyAt };
    const parameters = await onceKnown(patience, () => keys.importParameters(keyArn, remaining));
    return parameters && { setup: { ...before, keyArn, keyAt }, parameters };
  }

  function beingAsked(): HttpResponse {
    return pageResponse(pages.working('GitHub is being asked for the App.'));
  }
}

interface Given {
  readonly code: string;
  readonly state: string;
  readonly remainingMilliseconds: () => number;
}

interface Ready {
  readonly setup: BoundSetup;
  readonly parameters: ImportParameters;
}
