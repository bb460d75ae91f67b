import { createHash } from 'node:crypto';
import { webUrlOf } from '../github/web-url';
import { type BoundBrowser, linkIdOf, markOf } from '../http/browser-binding';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import type { BrowserRequest } from '../http/serve-pages';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import { pages } from './install-pages';
import { binding, type InstallCollaborators, verifierOf } from './install-world';
import type { InstallLink } from './link-table';

/**
 * From the link to GitHub and back: the page of a link, its button, and where GitHub leads after an installation. Opening the link changes nothing,
 * its button binds it to the browser. Where GitHub brings no state back, the browser's own cookie tells which link it is at.
 */
export function createBeginning({ links, apps, slugOf, baseUrl }: InstallCollaborators) {
  const appOf = ({ appId, host }: InstallLink) => apps.find((app) => app.appId === appId && app.host === host);
  const isFor = (link: InstallLink, browser: BoundBrowser) => link.step === 'open' || link.browser === markOf(browser);

  async function usable(id: string, browser: BoundBrowser, remaining: () => number) {
    const link = await links.read(id, remaining);
    const app = link && appOf(link);
    return link && app && link.step !== 'used' && isFor(link, browser) ? { link, app } : undefined;
  }

  /** The link that this browser is at: by GitHub's state, by the link itself, or the one that it began. */
  async function atHand({ request, remainingMilliseconds }: BrowserRequest) {
    const { query, headers } = request;
    const [state, link] = [query.get('state'), query.get('link')];
    const named =
      state !== null
        ? binding.browserOfState(state, headers.cookie)
        : link === null
          ? undefined
          : binding.browserOf(linkIdOf(link), headers.cookie);
    const all = named ? [named] : state !== null || link !== null ? [] : binding.browsersOf(headers.cookie);
    const found = await Promise.all(
      all.map(async (browser) => ({ browser, ...(await usable(browser.id, browser, remainingMilliseconds)) })),
    );
    const [first, ...more] = found.flatMap(({ browser, link: one, app }) =>
      one && app ? [{ browser, link: one, app }] : [],
    );
    // Of two nobody knows which is meant.
    return more.length === 0 ? first : undefined;
  }

  function toSignIn(browser: BoundBrowser, { apiUrl, clientId }: SignInApp): HttpResponse {
    const location = new URL(`${webUrlOf(apiUrl)}/login/oauth/authorize`);
    location.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: `${baseUrl}auth/callback`,
      state: binding.stateOf(browser),
      code_challenge: createHash('sha256').update(verifierOf(browser)).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    return redirectResponse(302, location.href, []);
  }

  return {
    async open({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const token = request.query.get('link') ?? '';
      const browser = binding.browserFor(linkIdOf(token), request.headers.cookie);
      const found = await usable(browser.id, browser, remainingMilliseconds);
      if (!found) return pageResponse(pages.notGood());
      const { link, app } = found;
      const slug = await slugOf(app, remainingMilliseconds);
      if (slug === undefined) return pageResponse(pages.notReady());
      const { origin } = new URL(webUrlOf(app.apiUrl));
      const mine = `${baseUrl}install/back?${new URLSearchParams({ link: token })}`;
      const asked = { link: token, label: link.label, app: slug, host: link.host, origin, mine };
      return pageResponse(pages.question(asked), [binding.cookieOf(browser)]);
    },

    async press({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const id = linkIdOf(new URLSearchParams(request.body.toString('utf8')).get('link') ?? '');
      const browser = binding.browserOf(id, request.headers.cookie);
      if (!browser) return pageResponse(pages.otherBrowser());
      const found = await usable(id, browser, remainingMilliseconds);
      const slug = found && (await slugOf(found.app, remainingMilliseconds));
      if (!found || slug === undefined) return pageResponse(pages.notGood());
      const change = { id, browser: markOf(browser), from: ['open', 'begun', 'signed'], step: 'begun' } as const;
      if (!(await links.change(change, remainingMilliseconds))) return pageResponse(pages.notGood());
      const apps = new URL(found.app.apiUrl).pathname.startsWith('/api/v3') ? 'github-apps' : 'apps';
      const state = new URLSearchParams({ state: binding.stateOf(browser) });
      const location = `${webUrlOf(found.app.apiUrl)}/${apps}/${encodeURIComponent(slug)}/installations/new?${state}`;
      return redirectResponse(303, location, []);
    },

    /** What GitHub says of an installation is a hint: whose it is shows after the sign-in. */
    async back(asked: BrowserRequest): Promise<HttpResponse> {
      const { query } = asked.request;
      const found = await atHand(asked);
      const [app] = apps;
      if (!found) return pageResponse(pages.plain(app ? webUrlOf(app.apiUrl) : 'https://github.com'));
      const { browser, link } = found;
      const installationId = Number(query.get('installation_id') ?? Number.NaN);
      const action = /^(install|update|request)$/.exec(query.get('setup_action') ?? '')?.[0];
      // Who led a browser here without its button has named nothing: its person chooses. So do they where an installation was changed, which
      // may have been for anything.
      const isPressed = link.step === 'begun';
      const isNamed = isPressed && action === 'install' && Number.isSafeInteger(installationId) && installationId > 0;
      const change = {
        id: link.id,
        browser: markOf(browser),
        from: ['open', 'begun', 'signed'] as const,
        step: isPressed ? ('begun' as const) : ('signed' as const),
        said: { ...(isNamed && { installationId }), ...(isPressed && action !== undefined && { action }) },
      };
      if (!(await links.change(change, asked.remainingMilliseconds))) return pageResponse(pages.notGood());
      return toSignIn(browser, found.app);
    },
    atHand,
  };
}
