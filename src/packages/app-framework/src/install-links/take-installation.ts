import { webUrlOf } from '../github/web-url';
import { type BoundBrowser, markOf } from '../http/browser-binding';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import type { BrowserRequest } from '../http/serve-pages';
import { logRecord } from '../lambda/logger';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { createBeginning } from './begin-install';
import { type Controlled, toldOf } from './controlled-accounts';
import { pages } from './install-pages';
import { binding, type InstallCollaborators, verifierOf } from './install-world';
import type { InstallLink } from './link-table';
import { createSettle } from './settle-installation';

interface AtHand {
  readonly browser: BoundBrowser;
  readonly link: InstallLink;
  readonly app: SignInApp;
}

/** So long what somebody controls is as they said it. */
const signedMilliseconds = 10 * 60_000;

/**
 * What somebody brings back from GitHub becomes a user's: only after they signed in, and only what they control. Where GitHub's event is not there
 * yet, it has the last word: what they say waits for it.
 */
export function createTaking(
  collaborators: InstallCollaborators,
  { atHand }: Pick<ReturnType<typeof createBeginning>, 'atHand'>,
) {
  const { links, bindings, evidence, signedIn, baseUrl, now } = collaborators;
  const settle = createSettle({ bindings, evidence });
  const againOf = (browser: BoundBrowser) =>
    `${baseUrl}install/back?${new URLSearchParams({ state: binding.stateOf(browser) })}`;

  async function connect(
    { browser, link, app }: AtHand,
    controlled: Controlled & { readonly toldAt?: Date },
    remaining: () => number,
  ) {
    const { host, appId, userId, label } = link;
    const { accountId, accountType, accountLogin, installationId, proof, person } = controlled;
    const isBound = await bindings.bind({ host, appId, userId }, controlled, remaining);
    const place = { host, appId, installationId };
    const { isGone } = await settle({ ...place, accountId, accountType }, remaining);
    if (!isBound || isGone) return pageResponse(pages.gone(accountLogin, againOf(browser)));
    const from = ['begun', 'signed'] as const;
    await links.change({ id: link.id, browser: markOf(browser), from, step: 'used' }, remaining);
    logRecord('an installation belongs to a user', { ...place, accountId, proof, userId, gitHubUser: person.id });
    return pageResponse(pages.connected(controlled, label, webUrlOf(app.apiUrl)));
  }

  return {
    async arrive(asked: BrowserRequest): Promise<HttpResponse> {
      const { request, remainingMilliseconds } = asked;
      // A code without the state that went with it may be somebody else's.
      if (request.query.get('state') === null) return pageResponse(pages.otherBrowser());
      const found = await atHand(asked);
      if (!found) return pageResponse(pages.otherBrowser());
      const { browser, link, app } = found;
      const { installationId, action, host, appId, userId, label } = link;
      const again = againOf(browser);
      const code = request.query.get('code') ?? '';
      if (code === '') return pageResponse(pages.signInFailed(again));
      const who = await signedIn(app, {
        code,
        verifier: verifierOf(browser),
        redirectUri: `${baseUrl}auth/callback`,
        installationId,
        remainingMilliseconds,
      });
      if ('refused' in who) return pageResponse(pages.signInFailed(again));
      const { person, controls } = who;
      const claim = { host, appId, userId, linkId: link.id, person };
      if (action === 'request') {
        await evidence.request(claim, remainingMilliseconds);
        const end = { id: link.id, browser: markOf(browser), from: ['begun', 'signed'], step: 'used' } as const;
        await links.change(end, remainingMilliseconds);
        const all = await evidence.requestsOf({ host, appId, personId: person.id, by: now() }, remainingMilliseconds);
        const isClear = all.every((one) => one.userId === userId);
        return pageResponse(isClear ? pages.requested(person.login, label) : pages.requestedForSeveral(person.login));
      }
      const [meant] = controls;
      if (installationId !== undefined) {
        if (meant) return connect(found, meant, remainingMilliseconds);
        // First the claim, then another look: the event does it the other way round, and one of the two finds the other.
        await evidence.claim(claim, installationId, remainingMilliseconds);
        const told = await evidence.read({ host, appId, installationId }, remainingMilliseconds);
        const proof = told && toldOf(told, person);
        if (!told?.on || !proof) return pageResponse(pages.waiting(person.login, label));
        // When that was nobody kept: any other word of the account's name is as late.
        const long = new Date(0);
        const page = await connect(found, { ...told.on, person, proof, toldAt: long }, remainingMilliseconds);
        await evidence.endClaim(claim, installationId, remainingMilliseconds);
        return page;
      }
      const kept = {
        id: link.id,
        browser: markOf(browser),
        from: ['begun', 'signed'],
        step: 'signed',
        signed: { controls, signedAt: now().getTime() },
      } as const;
      if (!(await links.change(kept, remainingMilliseconds))) return pageResponse(pages.notGood());
      return pageResponse(pages.choice(controls, binding.stateOf(browser), label));
    },

    async choose(asked: BrowserRequest): Promise<HttpResponse> {
      const form = new URLSearchParams(asked.request.body.toString('utf8'));
      const query = new URLSearchParams({ state: form.get('state') ?? '' });
      const found = await atHand({ ...asked, request: { ...asked.request, query } });
      if (!found) return pageResponse(pages.otherBrowser());
      const { link, browser } = found;
      const installation = form.get('installation');
      const { controls = [], signedAt = 0 } = link;
      // Who controls what may be another matter by now.
      if (signedAt + signedMilliseconds < now().getTime()) return redirectResponse(303, againOf(browser), []);
      const chosen =
        link.step === 'signed'
          ? controls.find(({ installationId }) => String(installationId) === installation)
          : undefined;
      if (chosen) return connect(found, { ...chosen, toldAt: new Date(signedAt) }, asked.remainingMilliseconds);
      return pageResponse(pages.choice(controls, binding.stateOf(browser), link.label));
    },
  };
}
